"""Events that a chat backend hands to the core, one value for each thing people do there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from tocsin.chat.port import Account, MessageRef, RoomRef

_KEEPING: Final = frozenset(("pushpin", "round_pushpin", "star", "📌", "📍", "⭐"))
"""The emoji that keep a message, as platforms call them."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """The fields of every chat event: its id, the account, the room, when it was sent.

    Args:
        event_id: The platform's own id of it; the same thing delivered twice has the same id.
        account: Who did it.
        room: Where; None = in a direct message to the bot.
        sent_at: When, as the platform says, aware; None = it does not say.
        whispered: Whether nobody else saw it, and the backend shows there, to whoever did it alone,
            why it was in vain, or an answer that is for them alone (see `EventResult.reply`), so
            that this is not posted. What was done is posted in any case.
    """

    event_id: str
    account: Account
    room: RoomRef | None
    sent_at: datetime | None = None
    whispered: bool = False

    @property
    def platform(self) -> str:
        """The platform it came from."""
        return self.account.platform


@dataclass(frozen=True, kw_only=True)
class Said(Event):
    """Somebody said something.

    Args:
        thread: The message in whose thread it was said.
    """

    text: str
    thread: MessageRef | None = None


@dataclass(frozen=True, kw_only=True)
class Pressed(Event):
    """Somebody pressed a button; `command` is that of its `Action`, as the platform kept it."""

    command: str
    message: MessageRef | None = None


@dataclass(frozen=True, kw_only=True)
class Submitted(Event):
    """Somebody filled in a form; `command` is that of the `Form`, with its holes.

    The same form sent in once more with other values is another event, with an id of its own.

    Args:
        values: What was filled in, by the names of the fields.
        in_place: Whether the platform itself shows in the form why it was refused, so that this
            is not posted as well.
    """

    command: str
    values: Mapping[str, str] = field(default_factory=dict)
    in_place: bool = False


@dataclass(frozen=True, kw_only=True)
class Reacted(Event):
    """Somebody put an emoji under a message, or took it away.

    Args:
        emoji: The character itself, or the platform's name of it without colons.
        text: What the message says, where the platform tells it; "" = not known.
        author: Who wrote the message, where the platform tells it.
        written_at: When it was written, aware, where the platform tells it.
    """

    emoji: str
    message: MessageRef
    added: bool = True
    text: str = ""
    author: Account | None = None
    written_at: datetime | None = None

    @property
    def keeps(self) -> bool:
        """Whether the message is kept by it, so that its words are worth a request."""
        return self.added and self.emoji in _KEEPING


@dataclass(frozen=True, kw_only=True)
class Edited(Event):
    """Somebody changed a message of theirs. It is not run again."""

    message: MessageRef
    text: str


@dataclass(frozen=True, kw_only=True)
class Moved(Event):
    """Somebody came into a room or left it."""

    joined: bool


Heard = Said | Pressed | Submitted | Reacted | Edited | Moved
