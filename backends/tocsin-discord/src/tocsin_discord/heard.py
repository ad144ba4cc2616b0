"""What Discord tells of, as the values of `tocsin.chat`. Pure: frames go in, values come out.

What in a frame is of another kind than Discord writes it raises one of `chat.MALFORMED`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from tocsin import chat
from tocsin.chat import Answer
from tocsin_discord import components, modals
from tocsin_discord.commands import given
from tocsin_discord.gap import Channels
from tocsin_discord.rooms import SEE, SEND, moment, readers

COMMAND, PRESS, COMPLETE, FORM = 2, 3, 4, 5
"""The types of interactions."""
TYPED: Final = (0, 19)
"""The types of messages that somebody typed: by itself, or as an answer."""
_MARKUP: Final = re.compile(
    r"<(?:(@!?|@&|#)([0-9]{15,20})|/([^:<>]{1,99}):[0-9]+|a?(:\w{2,32}:)[0-9]+)>"
)


@dataclass(frozen=True, kw_only=True)
class Reader(chat.OfPlatform):
    """What is known of the server, to read what it tells.

    Args:
        me: The id of the bot's own account.
        server: The id of the server; what happens in another is not for us.
    """

    platform: str
    prefix: str
    me: str
    server: str
    known: Channels
    commands: tuple[chat.Command, ...] = ()

    def is_ours(self, data: Answer) -> bool:
        """Whether it happened in the server, or between somebody and the bot."""
        return data.get("guild_id") in (None, self.server)

    def event(self, kind: str, data: Answer, id: str) -> tuple[chat.Heard, ...]:
        """What somebody did, of the frame of that id; () = it is not for us.

        A message has an id of its own, the same wherever it is read.
        """
        read = _EVENTS.get(kind)
        return tuple(read(self, data, id)) if read is not None and self.is_ours(data) else ()

    def done(self, data: Answer) -> chat.Heard | None:
        """What somebody typed, pressed or sent in; None = it says nothing by itself."""
        if data["type"] == COMMAND and "target_id" not in data["data"]:
            return chat.Said(**self._did(data), text=f"{self.prefix}{self.given(data).line}")
        if data["type"] == PRESS:
            message, (line, _) = data["message"], components.command_of(data["data"]["custom_id"])
            under = self.message(data["channel_id"], message["id"])
            return chat.Pressed(**self._did(data), command=line, message=under) if line else None
        return self._sent_in(data) if data["type"] == FORM else None

    def given(self, data: Answer) -> chat.Given:
        """A command with what is filled in."""
        return given(data["data"], self.commands, self.typed)

    def asked(self, data: Answer) -> chat.FormRequest | None:
        """The form that a press, a menu, or a command that lacks something asks for."""
        what, given = data["data"], self.given(data)
        line, pressed = components.command_of(what.get("custom_id", ""))
        called = what.get("resolved", {}).get("messages", {}).get(what.get("target_id"))
        name = {PRESS: pressed or None, COMMAND: "declare" if called else given.form}.get(
            data["type"]
        )
        if name is None or (name == "" and self.known.is_incident(data["channel_id"])):
            return None
        return chat.FormRequest(
            name=name, account=self.who(data), room=self.room(data), instead=self.done(data),
            incident=chat.incident_in(line) or given.incident, values=given.values,
            words=self.typed((called or {}).get("content", "")),
        )  # fmt: skip

    def _sent_in(self, data: Answer) -> chat.Submitted:
        """Sent again as it is, as nobody answered it, it is the same one."""
        what = data["data"]
        opened, filled = modals.named(what["custom_id"])[2], modals.values(what)
        about = self._did(data) | {"event_id": chat.filled_id(opened, filled)}
        return chat.Submitted(**about, command="", values=filled, in_place=True)

    def who(self, data: Answer) -> chat.Account:
        """Who did what is told of; other bots and webhooks are nobody of the team files."""
        user = (
            data.get("author") or data.get("user") or (data.get("member") or {}).get("user") or {}
        )
        id = (user.get("id") or data["user_id"]) + ""  # what is no text raises
        guest = "bot:" if user.get("bot") is True or data.get("webhook_id") else ""
        return self.account(f"{guest}{id}")

    def room(self, data: Answer) -> chat.RoomRef | None:
        """The channel, of a thread that which it is in; None for a direct message.

        None as well in another server, and where a command was typed and the bot may not be.
        """
        may = int(data.get("app_permissions", SEE | SEND))
        if data.get("guild_id") != self.server or not (may & SEE and may & SEND):
            return None
        id = self.known.parent(data["channel_id"] + "")
        return self.room_ref(id, self.known.name(id))

    def typed(self, text: str) -> str:
        """What was typed, from what Discord made of it: `<@1>` is `@1`, `<#2>` is `#name`."""
        return _MARKUP.sub(self._plain, text)

    def line(self, text: str) -> str:
        """What was said, with a mention of the bot at its beginning read as the prefix."""
        return chat.addressed(self.typed(text), f"@{self.me}", self.prefix)

    def _plain(self, found: re.Match[str]) -> str:
        kind, id, slash, emoji = found.groups()
        if slash or emoji:
            return emoji or f"/{slash}"
        if kind == "@&":
            return f"@{self.known.team(id, self.me)}"
        return f"#{self.known.name(id)}" if kind == "#" else f"@{id}"

    def _about(self, data: Answer, id: str, at: datetime | None = None) -> Answer:
        """What every value has."""
        return {"event_id": id, "account": self.who(data), "room": self.room(data), "sent_at": at}

    def _did(self, data: Answer) -> Answer:
        return {**self._about(data, data["id"] + "", moment(data["id"])), "whispered": True}

    def _said(self, data: Answer, id: str) -> list[chat.Heard]:
        if data["author"]["id"] == self.me or data.get("type", 0) not in TYPED:
            return []
        about = self._about(data, data["id"] + "", moment(data["id"]))
        channel, above = data["channel_id"], self.known.parent(data["channel_id"])
        thread = self.message(above, channel) if above != channel else None
        return [chat.Said(**about, text=self.line(data.get("content", "")), thread=thread)]

    def _edited(self, data: Answer, id: str) -> list[chat.Heard]:
        """Of somebody's words; Discord changes messages too, as to show where a link leads."""
        at = data.get("edited_timestamp")
        if not at or data["author"]["id"] == self.me:
            return []
        about = self._about(data, f"{data['id']}:{at}", datetime.fromisoformat(at))
        message, line = self.message(data["channel_id"], data["id"]), self.line(data["content"])
        return [chat.Edited(**about, message=message, text=line)]

    def _reacted(self, data: Answer, id: str, *, added: bool) -> list[chat.Heard]:
        """What its message says is not told."""
        if data["user_id"] == self.me:
            return []
        message, emoji = self.message(data["channel_id"], data["message_id"]), data["emoji"]
        about = {**self._about(data, id), "written_at": moment(message.id)}
        name = str(emoji.get("name"))
        return [chat.Reacted(**about, emoji=name, message=message, added=added)]

    def _left(self, data: Answer, id: str) -> list[chat.Heard]:
        """Who leaves the server leaves the rooms of all incidents."""
        return [self._moved(one, data["user"]["id"], id, joined=False) for one in self.known.ours()]

    def _let_in(self, data: Answer, id: str) -> list[chat.Heard]:
        """Whoever got or lost a permission of their own to see it, since it was told last."""
        before, now = self.known.readers(data["id"]), readers(data)
        return [self._moved(data["id"], who, id, joined=who in now)
                for who in sorted((before ^ now) - {self.me})]  # fmt: skip

    def _moved(self, channel: str, who: str, id: str, *, joined: bool) -> chat.Moved:
        return chat.Moved(
            event_id=f"{id}:{channel}:{who}",
            account=self.account(who),
            room=self.room_ref(channel, self.known.name(channel)),
            joined=joined,
        )


_EVENTS: Final[dict[str, Callable[[Reader, Answer, str], list[chat.Heard]]]] = {
    "MESSAGE_CREATE": Reader._said,
    "MESSAGE_UPDATE": Reader._edited,
    "MESSAGE_REACTION_ADD": partial(Reader._reacted, added=True),
    "MESSAGE_REACTION_REMOVE": partial(Reader._reacted, added=False),
    "GUILD_MEMBER_REMOVE": Reader._left,
    "CHANNEL_UPDATE": Reader._let_in,
}
