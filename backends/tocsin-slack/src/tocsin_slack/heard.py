"""What Slack tells of, as the values of `tocsin.chat`. Pure: payloads go in, values come out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any, Final

from tocsin import chat
from tocsin_slack import modals

Json = dict[str, Any]  # Any: as Slack's JSON has it; what is of another kind raises chat.MALFORMED
QUOTED: Final = ("pushpin", "round_pushpin", "star")
"""The reactions whose message is kept, so that its words are worth a request."""
_MARKUP: Final = re.compile(r"<([@#!]|(?=[a-z]+:))([^<>|\s]+)(?:\|([^<>]*))?>|&(?:lt|gt|amp);")


@dataclass(frozen=True, kw_only=True)
class Reader:
    """What is known of the workspace, to read what it tells.

    Args:
        user: The bot's own account, and `bot` its bot id, which stands in its place at times.
        named: The id of a channel -> its name, without `#`.
        grouped: The id of a user group, and its handle where Slack tells it -> the team.
        inside: The id of a channel -> the same where the bot is in it, else "".
    """

    platform: str
    prefix: str
    user: str
    bot: str
    named: Callable[[str], str]
    grouped: Callable[[str, str], str]
    inside: Callable[[str], str] = str

    def event(self, event: Json) -> chat.Heard | None:
        """An event, a message of a channel's history, or what was done; None = not for us."""
        read = _EVENTS.get((event.get("type", "command"), event.get("subtype") or ""))
        return read(self, event) if read is not None and not self.is_own(event) else None

    def _command(self, payload: Json) -> chat.Said:
        """A slash command: the line that it stands for."""
        where = self.inside(payload["channel_id"])  # people type it, and are answered, anywhere
        about = self._about(payload["user_id"], where, "", payload["trigger_id"])
        noun = "oncall" if payload["command"] == "/oncall" else "incident"
        line = f"{self.prefix}{noun} {self.typed(payload.get('text', ''))}"
        return chat.Said(**about, text=line.strip())

    def _pressed(self, payload: Json) -> chat.Pressed | None:
        """A button; None = one that only opens an address."""
        (action, *_), where, user = payload["actions"], payload["container"], payload["user"]["id"]
        channel, ts = where.get("channel_id", ""), where.get("message_ts", "")
        at, under = action["action_ts"], self.message(channel, ts) if ts else None
        about = self._about(user, channel, at, ts or where["view_id"], at, user)
        command = action.get("value", "") + ""
        return chat.Pressed(**about, command=command, message=under) if command else None

    def _submitted(self, payload: Json) -> chat.Submitted:
        """A form, with what was filled in and what `modals.modal` hid in it.

        Sent again as it is after a refusal (whose count is put in by who asked) it is another one:
        things may have changed.
        """
        view, values = payload["view"], modals.values(payload["view"])
        hidden, no = json.loads(view["private_metadata"]), payload["refusals"]
        digest = hashlib.sha256(repr((no, sorted(values.items()))).encode()).hexdigest()[:20]
        about = self._about(payload["user"]["id"], hidden["room"], "", view["id"], digest)
        return chat.Submitted(**about, command=hidden["command"] + "", values=values, in_place=True)

    def account(self, id: str) -> chat.Account:
        """Somebody; names prove nothing."""
        return chat.Account(platform=self.platform, id=id + "")  # what is no text raises

    def room(self, channel: str) -> chat.RoomRef | None:
        """A channel; None for a direct message, and for where there is none."""
        if not channel or is_direct(channel):
            return None
        return chat.RoomRef(platform=self.platform, id=channel, name=f"#{self.named(channel)}")

    def message(self, channel: str, ts: str) -> chat.MessageRef:
        """A message."""
        return chat.MessageRef(platform=self.platform, room=channel + "", id=ts + "")

    def is_own(self, event: Json) -> bool:
        """Whether the bot did it itself."""
        return self.user == event.get("user") or self.bot == (event.get("bot_id") or "-")

    def typed(self, text: str) -> str:
        """What was typed, from what Slack made of it: `<@U1>` is `@U1`, `&amp;` is `&`."""
        return _MARKUP.sub(self._plain, text)

    def line(self, text: str) -> str:
        """What was said, with a mention of the bot at its beginning read as the prefix."""
        mention = re.match(rf"\s*<@{re.escape(self.user)}(?:\|[^<>]*)?>[\s:,]*", text)
        line = self.typed(text[mention.end() :] if mention else text)
        return line if not mention or line.startswith(self.prefix) else f"{self.prefix}{line}"

    def _plain(self, found: re.Match[str]) -> str:
        kind, what, label = found[1] or "", unescape(found[2] or found[0]), unescape(found[3] or "")
        which, _, group = what.partition("^")
        if kind == "@":
            return f"@{what}"
        if kind == "#":
            return f"#{label or self.named(what)}"
        if kind == "!":
            return self.grouped(group, label) if which == "subteam" else label or f"@{which}"
        return (label or what) if what.endswith(label) else f"{label} ({what})"

    def _about(self, user: str, channel: str, at: str, *ids: str) -> Json:
        """What every value has."""
        room, sent = self.room(channel), moment(at) if at else None
        return {"event_id": ":".join(ids), "account": self.account(user), "room": room,
                "sent_at": sent}  # fmt: skip

    def _said(self, event: Json) -> chat.Said:
        channel, ts, above = event["channel"], event["ts"], event.get("thread_ts") or event["ts"]
        about = self._about(event.get("bot_id") or event["user"], channel, ts, channel, ts)
        thread = self.message(channel, above) if above != ts else None
        return chat.Said(**about, text=self.line(event.get("text", "")), thread=thread)

    def _edited(self, event: Json) -> chat.Edited | None:
        """Of somebody's words; Slack changes messages too, as when it shows where a link leads."""
        new, old, channel = event["message"], event.get("previous_message", {}), event["channel"]
        if new.get("text") == old.get("text") or self.is_own(new) or "edited" not in new:
            return None
        at, ts, user = new["edited"]["ts"], new["ts"], new.get("bot_id") or new["user"]
        about = self._about(user, channel, at, channel, ts, at)
        return chat.Edited(**about, message=self.message(channel, ts), text=self.line(new["text"]))

    def _reacted(self, event: Json) -> chat.Reacted | None:
        """`text` is put in by who asked for the message: Slack does not tell it."""
        item, user, at, name = event["item"], event["user"], event["event_ts"], event["reaction"]
        if item["type"] != "message":
            return None
        channel, ts, author = item["channel"], item["ts"], event.get("item_user")
        what = event["type"].removeprefix("reaction_")
        about = self._about(user, channel, at, channel, ts, user, name, what, at)
        return chat.Reacted(**about, emoji=name, message=self.message(channel, ts),
            added=what == "added", text=self.typed(event.get("text", "")), written_at=moment(ts),
            author=self.account(author) if author else None)  # fmt: skip

    def _moved(self, event: Json) -> chat.Moved:
        user, channel, at, kind = (event[n] for n in ("user", "channel", "event_ts", "type"))
        about = self._about(user, channel, at, channel, user, kind, at)
        return chat.Moved(**about, joined=kind == "member_joined_channel")


_Read = Callable[[Reader, Json], chat.Heard | None]
_SAID: Final = ("", "bot_message", "file_share", "me_message", "thread_broadcast")
_EVENTS: Final[Mapping[tuple[str, str], _Read]] = {
    **{("message", subtype): Reader._said for subtype in _SAID},
    ("message", "message_changed"): Reader._edited,
    ("app_mention", ""): Reader._said,
    ("command", ""): Reader._command,  # which has no type
    ("block_actions", ""): Reader._pressed,
    ("view_submission", ""): Reader._submitted,
    ("reaction_added", ""): Reader._reacted,
    ("reaction_removed", ""): Reader._reacted,
    ("member_joined_channel", ""): Reader._moved,
    ("member_left_channel", ""): Reader._moved,
}


def is_direct(channel: str) -> bool:
    """Whether it is what somebody and the bot say to each other."""
    return channel.startswith("D")


def moment(ts: str) -> datetime:
    """When: Slack's ids of messages are seconds since 1970."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(ts))
