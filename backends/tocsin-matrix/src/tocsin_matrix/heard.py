"""What Matrix tells of, as the values of `tocsin.chat`. Pure: events go in, values come out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Final
from urllib.parse import unquote

from tocsin import chat
from tocsin.chat import Answer
from tocsin_matrix.rendering import ACTIONS

_VARIANTS: Final = dict.fromkeys(map(ord, "\ufe0e\ufe0f"))
_PILL: Final = re.compile(
    r"<a\s[^<>]{0,400}?href=[\"'](?:https://matrix\.to/#/|matrix:)([^\"'<>?]{1,400})[^<>]*>"
    r"([^<>]{0,300})</a>",
    re.IGNORECASE,
)
_KINDS: Final = {"u/": "@", "r/": "#"}
"""How an address of the scheme `matrix:` begins, and the id that it stands for."""
_MARKUP: Final = (
    (r"\A\s*<mx-reply>.*?</mx-reply>", ""),
    (r"<br\s*/?>\n?|</(?:p|li|div)>\n?", "\n"),
    (r"<[^<>]*>", ""),
)
_QUOTE: Final = re.compile(r"\A(?:>[^\n]*\n)+\n?")


@dataclass(frozen=True, kw_only=True)
class Reader(chat.OfPlatform):
    """What is known of the homeserver, to read what it tells.

    Args:
        me: The bot's own account, as `@tocsin:example.org`.
        room: The id of a room -> the room as the core knows it, None = a direct one.
        quoted: The room and id of an event -> the event in clear, its content as it was edited
            last; {} = it cannot be read.
        now: The present moment: nothing was said later, whatever a server says.
    """

    platform: str
    prefix: str
    me: str
    room: Callable[[str], chat.RoomRef | None]
    quoted: Callable[[str, str], Answer]
    now: Callable[[], datetime]

    def event(self, where: str, event: Answer) -> chat.Heard | None:
        """One event of a room, in clear; None = it is not for us."""
        read = _EVENTS.get(event["type"])
        return read(self, where, event) if read is not None and not self.is_own(event) else None

    def message(self, room: str, id: str) -> chat.MessageRef:
        """A message; no id of Matrix is longer."""
        return super().message(room, (id + "")[:255])

    def is_own(self, event: Answer) -> bool:
        """Whether it is about what the bot itself did."""
        return self.me == event.get("state_key", event["sender"])

    def line(self, content: Answer) -> str:
        """What was said, with a mention of the bot at its beginning read as the prefix."""
        return chat.addressed(typed(content), self.me, self.prefix)

    def _about(self, user: str, where: str, event: Answer) -> Answer:
        """What every value has."""
        sent = min(moment(event["origin_server_ts"]), self.now())
        return {"event_id": event["event_id"] + "", "account": self.account(user),
                "room": self.room(where), "sent_at": sent}  # fmt: skip

    def _said(self, where: str, event: Answer) -> chat.Said | chat.Edited | None:
        """Words of people: `m.notice` is what bots say, to whom nobody answers."""
        content, about = event["content"], self._about(event["sender"], where, event)
        relates = content.get("m.relates_to") or {}
        if relates.get("rel_type") == "m.replace":
            new, message = content["m.new_content"], self.message(where, relates["event_id"])
            return chat.Edited(**about, message=message, text=self.line(new))
        if content.get("msgtype") != "m.text":
            return None
        is_thread = relates.get("rel_type") == "m.thread"
        thread = self.message(where, relates["event_id"]) if is_thread else None
        return chat.Said(**about, text=self.line(content), thread=thread)

    def _reacted(self, where: str, event: Answer) -> chat.Reacted | chat.Pressed | None:
        """An emoji that a message of ours names is its action; any other is what it is."""
        about = self._about(event["sender"], where, event)
        relates = event["content"]["m.relates_to"]
        message = self.message(where, relates["event_id"])
        emoji = relates["key"].translate(_VARIANTS)
        under = self.quoted(where, message.id)
        content, author = under.get("content") or {}, under.get("sender")
        ours = content.get(ACTIONS) or {} if author == self.me else {}
        for named, command in ours.items():
            if named.translate(_VARIANTS) == emoji:
                return chat.Pressed(**about, command=command + "", message=message)
        return chat.Reacted(**about, emoji=emoji, message=message, text=typed(content),
            author=self.account(author) if author else None,
            written_at=moment(under["origin_server_ts"]) if under else None)  # fmt: skip

    def _moved(self, where: str, event: Answer) -> chat.Moved | None:
        before = (event.get("unsigned") or {}).get("prev_content") or {}
        was, came = before.get("membership") == "join", event["content"]["membership"] == "join"
        if was == came:  # another name or picture; an invitation, or one that was not taken
            return None
        return chat.Moved(**self._about(event["state_key"], where, event), joined=came)


_Read = Callable[[Reader, str, Answer], chat.Heard | None]
_EVENTS: Final[Mapping[str, _Read]] = {
    "m.room.message": Reader._said,
    "m.reaction": Reader._reacted,
    "m.room.member": Reader._moved,
}


def typed(content: Answer) -> str:
    """What was typed, from what a client made of it: who is mentioned stands there as their id."""
    told, plain = content.get("formatted_body"), content.get("body", "") + ""
    if not isinstance(told, str) or not _PILL.search(told):
        is_reply = "m.in_reply_to" in (content.get("m.relates_to") or {})
        return _QUOTE.sub("", plain) if is_reply else plain
    told = _PILL.sub(_named, told)
    for pattern, instead in _MARKUP:
        told = re.sub(pattern, instead, told, flags=re.IGNORECASE | re.DOTALL)
    return unescape(told).strip()


def _named(pill: re.Match[str]) -> str:
    """Who or what a pill leads to: its words prove nothing. A room is meant by its name."""
    id = unquote(unescape(pill[1]))
    id = f"{_KINDS.get(id[:2], '')}{id[2:]}" if id[:2] in _KINDS else id
    if id.startswith("#"):
        return id.partition(":")[0]
    return id if id.startswith("@") else pill[2]


def moment(ts: int) -> datetime:
    """When: Matrix counts milliseconds since 1970."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ts)
