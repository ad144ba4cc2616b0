"""What Slack tells of, as the values of `tocsin.chat`. Pure: payloads go in, values come out.

What in a payload is of another kind than Slack writes it raises one of `chat.MALFORMED`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Final

from tocsin import chat
from tocsin_slack import modals
from tocsin_slack.api import Identity
from tocsin_slack.blocks import command_of
from tocsin_slack.gap import Channels, is_direct, moment
from tocsin_slack.rendering import Json

_MARKUP: Final = re.compile(r"<([@#!]|(?=[a-z]+:))([^<>|\s]+)(?:\|([^<>]*))?>|&(?:lt|gt|amp);")


@dataclass(frozen=True, kw_only=True)
class Reader(chat.OfPlatform):
    """What is known of the workspace, to read what it tells.

    Args:
        me: The bot's own account, and its bot id, which stands in its place at times.
    """

    platform: str
    prefix: str
    me: Identity
    known: Channels

    def event(self, event: Json) -> chat.Heard | None:
        """An event, a message of a channel's history, or what was done; None = not for us."""
        kind, subtype = event.get("type", "command") + "", event.get("subtype")
        read = _EVENTS.get(f"{kind}.{subtype}" if subtype else kind)
        return read(self, event) if read is not None and not self.is_own(event) else None

    def _command(self, payload: Json) -> chat.Said:
        """A slash command: the line that it stands for, which nobody else sees."""
        where = self.known.inside(
            payload["channel_id"]
        )  # people type it, and are answered, anywhere
        about = self._about(payload["user_id"], where, "", payload["trigger_id"])
        noun = "oncall" if payload["command"] == "/oncall" else "incident"
        line = f"{self.prefix}{noun} {self.typed(payload.get('text', ''))}"
        return chat.Said(**about, text=line.strip(), whispered=True)

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
        id = chat.filled_id(view["id"], values, no)
        about = self._about(payload["user"]["id"], hidden["room"], "", id)
        return chat.Submitted(**about, command=hidden["command"] + "", values=values, in_place=True)

    def room(self, channel: str) -> chat.RoomRef | None:
        """A channel; None for a direct message, and for where there is none."""
        if not channel or is_direct(channel):
            return None
        return self.room_ref(channel, self.known.name(channel))

    def is_own(self, event: Json) -> bool:
        """Whether the bot did it itself."""
        return self.me.user == event.get("user") or self.me.bot == (event.get("bot_id") or "-")

    def typed(self, text: str) -> str:
        """What was typed, from what Slack made of it: `<@U1>` is `@U1`, `&amp;` is `&`."""
        return _MARKUP.sub(self._plain, text)

    def line(self, text: str) -> str:
        """What was said, with a mention of the bot at its beginning read as the prefix."""
        return chat.addressed(self.typed(text), f"@{self.me.user}", self.prefix)

    def _plain(self, found: re.Match[str]) -> str:
        kind, what, label = found[1] or "", unescape(found[2] or found[0]), unescape(found[3] or "")
        which, _, group = what.partition("^")
        if kind == "@":
            return f"@{what}"
        if kind == "#":
            return f"#{label or self.known.name(what)}"
        if kind == "!":
            return self.known.team(group, label) if which == "subteam" else label or f"@{which}"
        return (label or what) if what.endswith(label) else f"{label} ({what})"

    def _about(self, user: str, channel: str, at: str, *ids: str) -> Json:
        """What every value has."""
        room, sent = self.room(channel), moment(at) if at else None
        return dict(event_id=":".join(ids), account=self.account(user), room=room, sent_at=sent)

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
        """What its message says Slack does not tell."""
        item, user, at, name = event["item"], event["user"], event["event_ts"], event["reaction"]
        if item["type"] != "message":
            return None
        channel, ts, author = item["channel"], item["ts"], event.get("item_user")
        what = event["type"].removeprefix("reaction_")
        about = self._about(user, channel, at, channel, ts, user, name, what, at)
        return chat.Reacted(**about, emoji=name, message=self.message(channel, ts),
            added=what == "added", written_at=moment(ts),
            author=self.account(author) if author else None)  # fmt: skip

    def _moved(self, event: Json) -> chat.Moved:
        user, channel, at, kind = (event[n] for n in ("user", "channel", "event_ts", "type"))
        about = self._about(user, channel, at, channel, user, kind, at)
        return chat.Moved(**about, joined=kind == "member_joined_channel")


_READS: Final[tuple[tuple[Callable[[Reader, Json], chat.Heard | None], str], ...]] = (
    (Reader._said, "message app_mention message.bot_message message.file_share message.me_message "
                   "message.thread_broadcast"),
    (Reader._edited, "message.message_changed"),
    (Reader._reacted, "reaction_added reaction_removed"),
    (Reader._moved, "member_joined_channel member_left_channel"),
    (Reader._command, "command"),
    (Reader._pressed, "block_actions"),
    (Reader._submitted, "view_submission"),
)  # fmt: skip
_EVENTS: Final = {kind: read for read, kinds in _READS for kind in kinds.split()}
"""By type and subtype; a slash command has neither."""


def opening(payload: Json, known: Channels) -> str:
    """The name of the form that a command, shortcut or press asks for, "" = it asks for none."""
    if "command" in payload:
        typed = payload.get("text", "").strip() or known.is_incident(payload["channel_id"])
        return "declare" if payload["command"] == "/incident" and not typed else ""
    if payload.get("type") == "block_actions":
        return command_of(payload["actions"][0])[1]
    shortcut = payload.get("type") in ("message_action", "shortcut")
    return payload["callback_id"] + "" if shortcut else ""


def called_on(payload: Json) -> str:
    """What stands in the message a shortcut is called on; a button is pressed on one of ours."""
    return payload["message"].get("text", "") if payload.get("type") == "message_action" else ""


def doer(payload: Json) -> tuple[str, str]:
    """Who did it, and in which channel, "" = in none."""
    if "command" in payload:
        return payload["user_id"], payload["channel_id"]
    return payload["user"]["id"], (payload.get("channel") or {}).get("id", "")
