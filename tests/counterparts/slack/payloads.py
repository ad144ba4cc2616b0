"""What an app is told, as Slack writes it: events, slash commands, and what people do with views.

Pure: each function gives the payload of one envelope.
"""

from __future__ import annotations

import time
from itertools import count
from typing import Any, Final

from tests.counterparts.slack.emulator import APP, TEAM, Json
from tests.counterparts.slack.persons import BOT, HOME, Person

_NUMBERS: Final = count(1)
VERIFIER: Final = "Shh_its_a_seekrit"


def event_callback(event: Json, *, shared: bool = False) -> Json:
    """The payload of an `events_api` envelope; `shared`: it happened in a shared channel."""
    authorization = {
        "enterprise_id": None,
        "team_id": TEAM,
        "user_id": BOT.id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFIER,
        "team_id": TEAM,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{next(_NUMBERS):08d}",
        "event_time": int(time.time()),
        "authorizations": [authorization],
        "is_ext_shared_channel": shared,
        "event_context": f"4-{next(_NUMBERS)}",
    }


def kind(channel: Json) -> str:
    """The `channel_type` of a message there."""
    if channel.get("is_im"):
        return "im"
    return "group" if channel.get("is_private") else "channel"


def letter(channel: Json) -> str:
    """The `channel_type` where people come and go."""
    return "G" if channel.get("is_private") else "C"


def message(channel: Json, said: Json, who: Person | None = None) -> Json:
    """The event of a message, as the Web API gave it."""
    told = {**said, "channel": channel["id"], "channel_type": kind(channel)}
    told |= {"event_ts": said["ts"], "type": "message"}
    if who is not None and not who.bot:
        told["team"] = HOME
        if who.stranger:
            told |= {"user_team": who.team, "source_team": who.team, "team": who.team}
    return told


def mention(channel: Json, said: Json, who: Person) -> Json:
    """The twin of a message that mentions the bot: the same `ts`, and an event of its own."""
    told = message(channel, said, who)
    del told["channel_type"]
    return {**told, "type": "app_mention"}


def changed(channel: Json, before: Json, after: Json, at: str) -> Json:
    """The event of an edit."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": {**after, "source_team": HOME, "user_team": HOME},
        "previous_message": before,
        "channel": channel["id"],
        "hidden": True,
        "ts": at,
        "event_ts": at,
        "channel_type": kind(channel),
    }


def deleted(channel: Json, before: Json, at: str) -> Json:
    """The event of a message that was taken away."""
    return {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": before,
        "channel": channel["id"],
        "hidden": True,
        "deleted_ts": before["ts"],
        "ts": at,
        "event_ts": at,
        "channel_type": kind(channel),
    }


def reaction(which: str, who: Person, item: Json, emoji: str, author: str, at: str) -> Json:
    """`reaction_added` or `reaction_removed`."""
    found = {"type": which, "user": who.id, "reaction": emoji, "item": item, "event_ts": at}
    return {**found, "item_user": author} if author else found


def moved(which: str, who: str, channel: Json, at: str, inviter: str = "") -> Json:
    """`member_joined_channel` or `member_left_channel`."""
    found = {"type": which, "user": who, "channel": channel["id"], "channel_type": letter(channel)}
    found |= {"team": HOME, "event_ts": at}
    return {**found, "inviter": inviter} if inviter else found


def channel_event(what: str, channel: Json, who: Person, at: str) -> Json:
    """`channel_archive`, `group_rename` and their like; `what` is the second word."""
    which = f"{'group' if channel.get('is_private') else 'channel'}_{what}"
    if what == "rename":
        renamed = {key: channel[key] for key in ("id", "name", "created")}
        return {"type": which, "channel": renamed, "event_ts": at}
    actor = {} if what == "deleted" else {"user": who.id}
    return {"type": which, "channel": channel["id"], "event_ts": at} | actor


def slash(who: Person, channel: Json, command: str, text: str, trigger: str, url: str) -> Json:
    """A slash command; the channel of a private room or a direct message has no name of its own."""
    hidden = "directmessage" if channel.get("is_im") else "privategroup"
    named = hidden if channel.get("is_private") else channel["name"]
    return {
        "token": VERIFIER,
        "team_id": who.team,
        "team_domain": "emulate",
        "channel_id": channel["id"],
        "channel_name": named,
        "user_id": who.id,
        "user_name": who.name,
        "command": command,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": url,
        "trigger_id": trigger,
    }


def _interaction(which: str, who: Person, trigger: str) -> Json:
    return {
        "type": which,
        "token": VERIFIER,
        "user": {"id": who.id, "username": who.name, "name": who.name, "team_id": who.team},
        "api_app_id": APP,
        "trigger_id": trigger,
        "team": {"id": who.team, "domain": "emulate"},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def pressed(
    who: Person, channel: Json, said: Json, action: Json, trigger: str, url: str, *, whisper: bool
) -> Json:
    """A press of a button under a message; one under an ephemeral message carries no message."""
    where = {"id": channel["id"], "name": channel.get("name") or "directmessage"}
    container = {
        "type": "message",
        "message_ts": said["ts"],
        "channel_id": channel["id"],
        "is_ephemeral": whisper,
    }
    told = _interaction("block_actions", who, trigger)
    told |= {"container": container, "channel": where, "response_url": url, "actions": [action]}
    told |= {"state": {"values": {}}}
    return told if whisper else told | {"message": said}


def pressed_in_view(who: Person, view: Json, action: Json, trigger: str) -> Json:
    """A press of a button in a modal or on App Home."""
    told = _interaction("block_actions", who, trigger)
    container = {"type": "view", "view_id": view["id"]}
    return told | {"container": container, "view": view, "actions": [action]}


def action(block: Json, element: Json, at: str, more: Json | None = None) -> Json:
    """One of the `actions` of a press."""
    kept = ("action_id", "type", "text", "value", "style", "url")
    told: dict[str, Any] = {key: element[key] for key in kept if key in element}
    return told | {"block_id": block["block_id"], "action_ts": at} | (more or {})


def shortcut(
    who: Person, channel: Json, said: Json, callback: str, trigger: str, url: str, at: str
) -> Json:
    """A message shortcut."""
    return _interaction("message_action", who, trigger) | {
        "callback_id": callback,
        "action_ts": at,
        "channel": {"id": channel["id"], "name": channel.get("name") or "directmessage"},
        "message_ts": said["ts"],
        "message": said,
        "response_url": url,
    }


def global_shortcut(who: Person, callback: str, trigger: str, at: str) -> Json:
    """A shortcut that belongs to no message."""
    return _interaction("shortcut", who, trigger) | {"callback_id": callback, "action_ts": at}


def submitted(who: Person, view: Json, trigger: str) -> Json:
    """A form that was sent."""
    return _interaction("view_submission", who, trigger) | {"view": view, "response_urls": []}


def closed(who: Person, view: Json) -> Json:
    """A form that was closed, where `notify_on_close` asks for it."""
    told = _interaction("view_closed", who, "")
    del told["trigger_id"]
    return told | {"view": view, "is_cleared": False}
