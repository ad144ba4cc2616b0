"""Slack on loopback, with what the manifest asks for, and the chat port on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

import tocsin_slack
from tests.counterparts.slack import Slack
from tocsin.providers import Secret
from tocsin_slack.api import SlackApi
from tocsin_slack.chat import SlackChat

ENV: Final = "SLACK_TEST_BOT_TOKEN"
MANIFEST: Final = Path(tocsin_slack.__file__).with_name("manifest.json")


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slack]:
    """Ana and Bo have ids there that Slack would not give."""
    with Slack(manifest=MANIFEST, ids=("ana", "bo")) as made:
        monkeypatch.setenv(ENV, made.bot_token)
        for name in ("ana", "bo"):
            made.person(name, id=name, email=f"{name}@example.org")
        yield made


@pytest.fixture
def process(slack: Slack) -> Callable[..., SlackChat]:
    """The port of a new process, which knows nothing of what others sent."""
    return lambda url=slack.url: SlackChat("slack", SlackApi(Secret(ENV), url))
