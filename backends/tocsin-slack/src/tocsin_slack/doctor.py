"""Whether the app is set up as the README says; what is not, is said with what to click."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from tocsin.chat import Finding, Verdict
from tocsin.errors import ProviderError
from tocsin.providers import Secret
from tocsin.providers.http import revealed
from tocsin_slack.api import SlackApi
from tocsin_slack.config import SlackConfig

MANIFEST: Final = Path(__file__).with_name("manifest.json")
MOST_NAMED: Final = 20
_KINDS: Final = (
    ("xoxb-", "a bot token"), ("xapp-", "an app token"), ("xoxp-", "a user's token"),
    ("xoxe", "a token that rotates"), ("", "no token"),
)  # fmt: skip
_AGAIN: Final = "App Manifest: paste what `python -m tocsin_slack` prints, Save Changes; then "\
    "Install App, Reinstall"  # fmt: skip
_UNTRIED: Final = "not tried; it has the scope. Where the workspace forbids it "\
    "(`restricted_action`), an owner allows it: Settings & administration, Workspace settings, "\
    "Permissions, Channel management"  # fmt: skip
_EVENTS: Final = "Slack doesn't tell an app which it gets: type `@tocsin incident list` where it "\
    f"is a member. No answer: the app's page, Event Subscriptions; {_AGAIN}"  # fmt: skip
_NOWHERE: Final = "a member of none, so it hears nothing: type `/invite @tocsin` in #incidents"
_OPENS: Final = "opens a socket; whether another process has one too is in the log at the start"


def scopes() -> frozenset[str]:
    """What the bot token must be allowed: the manifest's scopes."""
    asked = json.loads(MANIFEST.read_text(encoding="utf-8"))["oauth_config"]["scopes"]
    return frozenset(asked["bot"])


def findings(config: SlackConfig, bot: SlackApi, app: SlackApi) -> tuple[Finding, ...]:
    """All there is to say; nothing is made, posted or changed, and no socket is opened."""
    where = "OAuth & Permissions, Bot User OAuth Token", "Basic Information, App-Level Tokens"
    found = [
        *_tried("bot_token", lambda: _kind(config.bot_token, "xoxb-", where[0])),
        *_tried("app_token", lambda: _kind(config.app_token, "xapp-", where[1])),
    ]
    if all(one.verdict == "ok" for one in found):  # asked with a wrong token Slack says no more
        found += (*_tried("the bot token", lambda: _bot(bot)),)
        found += (*_tried("the app token", lambda: _socket(app)),)
    if found[2:] and found[2].verdict == "ok":
        found += (*_tried("channels", lambda: _channels(bot)),)
        found += (*_tried("user groups", lambda: _groups(bot, config)),)
        found.append(Finding(what="events", verdict="ok", detail=_EVENTS))
    return tuple(found)


Told = Iterator[tuple[str, Verdict, str]]
"""What, "" = that which is looked at; how it is; and more of it."""


def _tried(what: str, look: Callable[[], Told]) -> Iterator[Finding]:
    try:
        for about, verdict, detail in tuple(look()):
            yield Finding(what=about or what, verdict=verdict, detail=detail)
    except ProviderError as error:
        yield Finding(what=what, verdict="fault", detail=str(error))


def _kind(secret: Secret, wanted: str, where: str) -> Told:
    token = revealed(secret, "Slack")
    start, told = next(one for one in _KINDS if token.startswith(one[0]))
    mend = f"{secret.env} is {told}; copy the one that begins with {wanted} ({where})"
    yield ("", "ok", told) if start == wanted else ("", "fault", mend)


def _bot(bot: SlackApi) -> Told:
    who = bot.identity()
    yield "", "ok", f"{who.user} in workspace {who.team}"
    lacks = ", ".join(sorted(scopes() - who.scopes))
    yield ("scopes", "fault", f"{lacks} missing. {_AGAIN}") if lacks else ("scopes", "ok", "all")
    for kind, scope in (("public", "channels:manage"), ("private", "groups:write")):
        if scope in who.scopes:
            yield f"making {kind} channels", "ok", _UNTRIED


def _socket(app: SlackApi) -> Told:
    app.call("apps.connections.open")
    yield "", "ok", _OPENS


def _channels(bot: SlackApi) -> Told:
    kinds = "public_channel,private_channel"
    told = bot.call("users.conversations", types=kinds, exclude_archived=True, limit=200)
    names = [f"#{one['name']}" for one in told["channels"]]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    listed = f"hears in {', '.join(islice(names, MOST_NAMED))}{more}"
    yield ("", "ok", listed) if names else ("", "warning", _NOWHERE)


def _groups(bot: SlackApi, config: SlackConfig) -> Told:
    told = bot.call("usergroups.list")["usergroups"] if config.user_groups else ()
    there = {one["handle"] for one in told}
    for handle, team in sorted(config.user_groups.items()):
        mend = f"no user group @{handle} in Slack: make it, or mend `user_groups` in config.py"
        known = handle in there
        yield (
            f"user group @{handle}", "ok" if known else "fault", f"team {team}" if known else mend,
        )  # fmt: skip
