"""Whether the app is set up as the README says; what is not, is said with what to click."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from tocsin.chat import Finding
from tocsin.errors import ProviderError
from tocsin.providers import Secret
from tocsin.providers.http import revealed
from tocsin_slack.api import SlackApi
from tocsin_slack.config import SlackConfig
from tocsin_slack.manifest import scopes

MOST_NAMED: Final = 20
_KINDS: Final = {
    "xoxb-": "a bot token",
    "xapp-": "an app token",
    "xoxp-": "a user's token",
    "xoxe": "a token that rotates",
}
_WHERE: Final = {
    "bot_token": ("xoxb-", "OAuth & Permissions, Bot User OAuth Token"),
    "app_token": ("xapp-", "Basic Information, App-Level Tokens"),
}
_AGAIN: Final = (
    "App Manifest: paste what `python -m tocsin_slack` prints, Save Changes; then Install App, "
    "Reinstall"
)
_MAKES: Final = {"public": "channels:manage", "private": "groups:write"}
_UNTRIED: Final = (
    "not tried; it has the scope. Where the workspace forbids it (`restricted_action`), an owner "
    "allows it: Settings & administration, Workspace settings, Permissions, Channel management"
)
_EVENTS: Final = (
    "Slack doesn't tell an app which it gets: type `@tocsin incident list` where it is a member. "
    "No answer: the app's page, Event Subscriptions; " + _AGAIN
)


def findings(config: SlackConfig, bot: SlackApi, app: SlackApi) -> tuple[Finding, ...]:
    """All there is to say; nothing is made, posted or changed, and no socket is opened."""
    kinds = tuple(_kinds(config))
    if any(one.verdict == "fault" for one in kinds):
        return kinds  # nothing that is asked with the wrong token says more
    asked = (
        *_tried("the bot token", lambda: _bot(bot)),
        *_tried("the app token", lambda: _socket(app)),
    )
    if asked[0].verdict == "fault":
        return *kinds, *asked
    return (
        *kinds,
        *asked,
        *_tried("channels", lambda: _channels(bot)),
        *_tried("user groups", lambda: _groups(bot, config)),
        Finding(what="events", verdict="ok", detail=_EVENTS),
    )


def _tried(what: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from tuple(look())
    except ProviderError as error:
        yield Finding(what=what, verdict="fault", detail=str(error))


def _kinds(config: SlackConfig) -> Iterator[Finding]:
    yield from _tried("bot_token", lambda: _kind("bot_token", config.bot_token))
    yield from _tried("app_token", lambda: _kind("app_token", config.app_token))


def _kind(name: str, secret: Secret) -> Iterator[Finding]:
    wanted, where = _WHERE[name]
    token = revealed(secret, "Slack")
    told = next((word for start, word in _KINDS.items() if token.startswith(start)), "no token")
    if token.startswith(wanted):
        yield Finding(what=name, verdict="ok", detail=told)
    else:
        mend = f"{secret.env} is {told}; copy the one that begins with {wanted} ({where})"
        yield Finding(what=name, verdict="fault", detail=mend)


def _bot(bot: SlackApi) -> Iterator[Finding]:
    who = bot.identity()
    yield Finding(what="the bot token", verdict="ok", detail=f"{who.user} in workspace {who.team}")
    lacks = sorted(scopes() - who.scopes)
    if lacks:
        yield Finding(
            what="scopes", verdict="fault", detail=f"{', '.join(lacks)} missing. {_AGAIN}"
        )
    else:
        yield Finding(what="scopes", verdict="ok", detail=f"all {len(scopes())}")
    for kind, scope in _MAKES.items():
        if scope in who.scopes:
            yield Finding(what=f"making {kind} channels", verdict="ok", detail=_UNTRIED)


def _socket(app: SlackApi) -> Iterator[Finding]:
    app.call("apps.connections.open")
    told = "opens a socket; whether another process has one too is in the log when the bot starts"
    yield Finding(what="the app token", verdict="ok", detail=told)


def _channels(bot: SlackApi) -> Iterator[Finding]:
    kinds = "public_channel,private_channel"
    told = bot.call("users.conversations", types=kinds, exclude_archived=True, limit=200)
    names = [f"#{one['name']}" for one in told["channels"]]
    if names:
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        listed = ", ".join(islice(names, MOST_NAMED)) + more
        yield Finding(what="channels", verdict="ok", detail=f"hears in {listed}")
    else:
        mend = "a member of none, so it hears nothing: type `/invite @tocsin` in #incidents"
        yield Finding(what="channels", verdict="warning", detail=mend)


def _groups(bot: SlackApi, config: SlackConfig) -> Iterator[Finding]:
    if not config.user_groups:
        return
    told = bot.call("usergroups.list")
    there = {str(one["handle"]) for one in told["usergroups"]}
    for handle, team in sorted(config.user_groups.items()):
        known = handle in there
        mend = f"no user group @{handle} in Slack: make it, or mend `user_groups` in config.py"
        yield Finding(
            what=f"user group @{handle}",
            verdict="ok" if known else "fault",
            detail=f"the team {team}" if known else mend,
        )
