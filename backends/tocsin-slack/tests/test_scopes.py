"""What the code calls is allowed by the manifest, and what the manifest asks for is needed."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import tocsin_slack
from tests.counterparts.slack.scopes import EVENTS, NEEDED, OF_TYPES
from tocsin_slack.doctor import MANIFEST, scopes

SOURCE: Final = Path(tocsin_slack.__file__).parent
KINDS: Final = ("channels", "groups", "im")
FREE: Final = frozenset(
    "apps.connections.open auth.test views.open views.publish views.update".split()
)
"""No scope of the bot is asked for these."""
LISTED: Final = frozenset({"conversations.list", "users.conversations"})
GIVEN: Final = {
    "commands": "the slash command and the shortcut",
    "users:read": "Slack wants it beside users:read.email",
}
"""Scopes that no method asks for, and what does."""
SETTINGS: Final = json.loads(MANIFEST.read_text(encoding="utf-8"))["settings"]
HEARD: Final = sorted(SETTINGS["event_subscriptions"]["bot_events"])


def methods() -> Iterator[str]:
    """Every name of a method of the Web API that stands as a text in the source."""
    families = {one.partition(".")[0] for one in (*NEEDED, *FREE, *LISTED)} | {"conversations"}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                family, dot, rest = node.value.partition(".")
                if dot and family in families and rest.replace(".", "").isalpha():
                    yield node.value


CALLED: Final = sorted(set(methods()))


def needed(method: str) -> set[str]:
    """The scopes of the bot it may ask for, over all kinds of channels we have to do with."""
    if method in FREE:
        return set()
    if method in LISTED:
        return {OF_TYPES["public_channel"], OF_TYPES["private_channel"]}
    if method == "conversations.create":
        return {"channels:manage", "groups:write"}
    kinds = KINDS if method in ("conversations.history", "conversations.info") else KINDS[:2]
    asked = {NEEDED[method].format(kind) for kind in kinds}
    return {"groups:write" if one == "groups:manage" else one for one in asked}


def test_methods_are_found() -> None:
    assert {"auth.test", "apps.connections.open"} <= set(CALLED)


@pytest.mark.parametrize("method", CALLED)
def test_a_method_that_is_called_is_allowed_by_the_manifest(method: str) -> None:
    assert needed(method) <= scopes()


@pytest.mark.parametrize("event", HEARD)
def test_an_event_that_is_heard_is_allowed_by_the_manifest(event: str) -> None:
    assert {EVENTS[event]} - {""} <= scopes()


@pytest.mark.parametrize("scope", sorted(scopes()))
def test_a_scope_is_asked_for_by_a_method_or_an_event(scope: str) -> None:
    by_methods = {one for method in CALLED for one in needed(method)}
    by_events = {EVENTS[event] for event in HEARD}

    assert scope in by_methods | by_events | set(GIVEN)
