"""What Slack tells of, as the values of `tocsin.chat`. Pure: payloads go in, values come out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from tocsin.chat import (
    Account,
    Edited,
    Heard,
    MessageRef,
    Moved,
    Pressed,
    Reacted,
    RoomRef,
    Said,
    Submitted,
)

Json = dict[str, Any]  # Any: as Slack's JSON has it; what is of another kind raises MALFORMED
MALFORMED: Final = (AttributeError, KeyError, TypeError, ValueError)
"""What a payload that is not as Slack writes it raises here."""
QUOTED: Final = frozenset({"pushpin", "round_pushpin", "star"})
"""The reactions whose message is kept, so that its words are worth a request."""
_MARKUP: Final = re.compile(r"<([@#!]|(?=[a-z]+:))([^<>|\s]+)(?:\|([^<>]*))?>")
_ESCAPED: Final = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_NOUNS: Final = ("incident", "oncall")
_INCIDENT: Final = re.compile(r"\bINC-\d+\b")


@dataclass(frozen=True, kw_only=True)
class Reader:
    """What is known of the workspace, to read what it tells.

    Args:
        user: The bot's own account.
        bot: Its bot id, which stands in place of an account in some messages.
        named: The id of a channel -> its name, without `#`.
        grouped: The id of a user group, and its handle where Slack tells it -> the team.
    """

    platform: str
    prefix: str
    user: str
    bot: str
    named: Callable[[str], str]
    grouped: Callable[[str, str], str]

    def event(self, event: Json) -> Heard | None:
        """One event of the Events API, or a message of a channel's history; None = not for us."""
        read = _EVENTS.get(event["type"])
        return read(self, event) if read is not None else None

    def command(self, payload: Json) -> Said:
        """A slash command: the line that it stands for."""
        noun = payload["command"].removeprefix("/")
        typed = self.typed(payload.get("text", ""))
        noun = noun if noun in _NOUNS else _NOUNS[0]
        return Said(
            event_id=payload["trigger_id"],
            account=self.account(payload["user_id"], payload.get("user_name", "")),
            room=self.room(payload["channel_id"]),
            text=f"{self.prefix}{noun} {typed}".strip(),
        )

    def pressed(self, payload: Json) -> Pressed | None:
        """A button; None = one that only opens an address."""
        (action, *_), container = payload["actions"], payload["container"]
        command = action.get("value") or action.get("selected_option", {}).get("value", "")
        user, at = payload["user"], action["action_ts"]
        ts = container.get("message_ts", "")
        channel = container.get("channel_id", "")
        if not command:
            return None
        return Pressed(
            event_id=f"{ts or container.get('view_id', '')}:{at}:{user['id']}",
            account=self.account(user["id"], user.get("username", "")),
            room=self.room(channel),
            sent_at=moment(at),
            command=command,
            message=self.message(channel, ts) if ts else None,
        )

    def submitted(self, payload: Json, values: Mapping[str, str], about: Json) -> Submitted:
        """A form, with what was filled in and what `modals.modal` hid in it."""
        user = payload["user"]
        digest = hashlib.sha256(json.dumps(sorted(values.items())).encode()).hexdigest()
        return Submitted(
            event_id=f"{payload['view']['id']}:{digest[:20]}",
            account=self.account(user["id"], user.get("username", "")),
            room=self.room(about.get("room", "")),
            command=about["command"],
            values=values,
        )

    def account(self, id: str, name: str = "") -> Account:
        """Somebody."""
        return Account(platform=self.platform, id=id, name=name)

    def room(self, channel: str) -> RoomRef | None:
        """A channel; None for a direct message, and for where there is none."""
        if not channel or is_direct(channel):
            return None
        return RoomRef(platform=self.platform, id=channel, name=f"#{self.named(channel)}")

    def message(self, channel: str, ts: str) -> MessageRef:
        """A message."""
        return MessageRef(platform=self.platform, room=channel, id=ts)

    def typed(self, text: str) -> str:
        """What was typed, from what Slack made of it: `<@U1>` is `@U1`, `&amp;` is `&`."""
        shown = _MARKUP.sub(self._plain, text)
        for code, sign in _ESCAPED:
            shown = shown.replace(code, sign)
        return shown

    def is_own(self, event: Json) -> bool:
        """Whether the bot did it itself."""
        by_bot = bool(self.bot) and self.bot == event.get("bot_id")
        return by_bot or self.user == event.get("user")

    def line(self, text: str) -> str:
        """What was said, with a mention of the bot at its beginning read as the prefix."""
        mention = re.match(rf"\s*<@{re.escape(self.user)}(?:\|[^<>]*)?>[\s:,]*", text)
        if mention is None:
            return self.typed(text)
        rest = self.typed(text[mention.end() :])
        return rest if rest.startswith(self.prefix) else f"{self.prefix}{rest}"

    def _plain(self, found: re.Match[str]) -> str:
        kind, what, label = found[1], found[2], found[3] or ""
        if kind == "@":
            return f"@{what}"
        if kind == "#":
            return f"#{label or self.named(what)}"
        if kind == "!":
            which, _, id = what.partition("^")
            return self.grouped(id, label) if which == "subteam" else label or f"@{which}"
        if what.endswith(label):
            return label or what
        return f"{label} ({what})"


def _said(reader: Reader, event: Json) -> Said | None:
    if reader.is_own(event):
        return None
    channel, ts, thread = event["channel"], event["ts"], event.get("thread_ts", "")
    return Said(
        event_id=f"{channel}:{ts}",
        account=reader.account(event.get("user") or event["bot_id"]),
        room=reader.room(channel),
        sent_at=moment(ts),
        text=reader.line(event.get("text", "")),
        thread=reader.message(channel, thread) if thread not in ("", ts) else None,
    )


def _edited(reader: Reader, event: Json) -> Edited | None:
    """Of somebody's words; Slack changes messages too, as when it shows what a link leads to."""
    new, channel = event["message"], event["channel"]
    same = new.get("text", "") == event.get("previous_message", {}).get("text")
    if same or reader.is_own(new) or "edited" not in new:
        return None
    at = new["edited"]["ts"]
    return Edited(
        event_id=f"{channel}:{new['ts']}:{at}",
        account=reader.account(new.get("user") or new["bot_id"]),
        room=reader.room(channel),
        sent_at=moment(at),
        message=reader.message(channel, new["ts"]),
        text=reader.line(new.get("text", "")),
    )


def _message(reader: Reader, event: Json) -> Heard | None:
    read = _SUBTYPES.get(event.get("subtype", ""))
    return read(reader, event) if read is not None else None


def _reacted(reader: Reader, event: Json) -> Reacted | None:
    """`text` is told by who asked for the message: Slack does not tell it with the reaction."""
    item, user, at = event["item"], event["user"], event["event_ts"]
    if item["type"] != "message" or reader.is_own(event):
        return None
    channel, ts, what = item["channel"], item["ts"], event["type"].removeprefix("reaction_")
    author = event.get("item_user", "")
    return Reacted(
        event_id=f"{channel}:{ts}:{user}:{event['reaction']}:{what}:{at}",
        account=reader.account(user),
        room=reader.room(channel),
        sent_at=moment(at),
        emoji=event["reaction"],
        message=reader.message(channel, ts),
        added=what == "added",
        text=reader.typed(event.get("text", "")),
        author=reader.account(author) if author else None,
        written_at=moment(ts),
    )


def _moved(reader: Reader, event: Json) -> Moved | None:
    user, channel, at = event["user"], event["channel"], event["event_ts"]
    if reader.is_own(event):
        return None
    joined = event["type"] == "member_joined_channel"
    return Moved(
        event_id=f"{channel}:{user}:{'joined' if joined else 'left'}:{at}",
        account=reader.account(user),
        room=reader.room(channel),
        sent_at=moment(at),
        joined=joined,
    )


_Read = Callable[[Reader, Json], Heard | None]
_EVENTS: Final[Mapping[str, _Read]] = {
    "message": _message,
    "app_mention": _said,
    "reaction_added": _reacted,
    "reaction_removed": _reacted,
    "member_joined_channel": _moved,
    "member_left_channel": _moved,
}
_SUBTYPES: Final[Mapping[str, _Read]] = {
    "": _said,
    "bot_message": _said,
    "file_share": _said,
    "me_message": _said,
    "thread_broadcast": _said,
    "message_changed": _edited,
}


def is_direct(channel: str) -> bool:
    """Whether it is what somebody and the bot say to each other."""
    return channel.startswith("D")


def moment(ts: str) -> datetime:
    """When: Slack's ids of messages are seconds since 1970."""
    return datetime.fromtimestamp(float(ts), UTC)


def incident_of(command: str) -> str:
    """The `INC-4` a command names, "" = none."""
    found = _INCIDENT.search(command)
    return found[0] if found else ""
