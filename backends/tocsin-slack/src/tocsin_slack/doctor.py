"""Whether the app is set up as the README says; what is not, is said with what to click."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from tocsin.chat import Finding, Looked, Verdict, looked_at, table_of, teams_seen
from tocsin.providers import Secret
from tocsin.providers.http import revealed
from tocsin_slack.api import SlackApi
from tocsin_slack.config import SlackConfig

MANIFEST: Final = Path(__file__).with_name("manifest.json")
MOST: Final = 20
SAY: Final = table_of("tocsin_slack", "doctor.toml")


def scopes() -> frozenset[str]:
    """What the bot token must be allowed: the manifest's scopes."""
    return frozenset(json.loads(MANIFEST.read_text())["oauth_config"]["scopes"]["bot"])


def findings(config: SlackConfig, bot: SlackApi, app: SlackApi) -> tuple[Finding, ...]:
    """What there is to say, up to a fault that hides the rest; nothing is made or changed."""
    return looked_at((
        {"bot_token": lambda: _kind(config.bot_token, "xoxb-"),
         "app_token": lambda: _kind(config.app_token, "xapp-")},
        {"the bot token": lambda: _bot(bot), "the app token": lambda: _socket(app)},
        {"channels": lambda: _channels(bot), "user groups": lambda: _groups(bot, config),
         "events": lambda: iter([("", "ok", SAY["events"])])},
    ))  # fmt: skip


def _kind(secret: Secret, wanted: str) -> Looked:
    start = revealed(secret, "Slack")[:5]
    found = SAY["found"].get(start, "no token")
    wrong = SAY["wrong"][wanted].format(env=secret.env, found=found)
    yield ("", "ok", found) if start == wanted else ("", "fault", wrong)


def _bot(bot: SlackApi) -> Looked:
    who = bot.identity()
    yield "", "ok", f"{who.user} in workspace {who.team}"
    lacks = SAY["scopes"].format(lacks=", ".join(sorted(scopes() - who.scopes)))
    yield ("scopes", "ok", "all") if scopes() <= who.scopes else ("scopes", "fault", lacks)
    yield "making public and private channels", "ok", SAY["making"]


def _socket(app: SlackApi) -> Looked:
    app.call("apps.connections.open")
    yield "", "ok", SAY["opens"]


def _channels(bot: SlackApi) -> Looked:
    kinds = {"types": "public_channel,private_channel", "exclude_archived": True, "limit": 200}
    names = [f"#{one['name']}" for one in bot.call("users.conversations", **kinds)["channels"]]
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    hears: tuple[str, Verdict, str] = "", "ok", f"hears in {', '.join(names[:MOST])}{more}"
    yield hears if names else ("", "warning", SAY["nowhere"])


def _groups(bot: SlackApi, config: SlackConfig) -> Looked:
    told = bot.call("usergroups.list")["usergroups"] if config.user_groups else ()
    there = {one["handle"] for one in told}
    return teams_seen("user group @{}", config.user_groups, there, SAY["no_group"])
