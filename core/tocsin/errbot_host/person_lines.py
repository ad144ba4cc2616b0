"""The people who speak through Errbot, themselves or by a plugin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from errbot.backends.base import Card, Message

from tocsin.chat import EventResult, MessageRef, Said
from tocsin.desk.reply import Reply
from tocsin.engine.spoken_line import SpokenLine
from tocsin.errbot_host.identities import ChatPerson
from tocsin.errors import RejectedCommand, StoreUnavailable
from tocsin.providers import IncidentView


@dataclass(kw_only=True)
class HeardCommand:
    """A message, and what became of it if it was a command of ours."""

    said: Said
    result: EventResult | None = None
    error: StoreUnavailable | None = None


class PersonActions(Protocol):
    """What a plugin can do for a person."""

    def said(self, said: SpokenLine) -> Reply:
        """Answer a line for somebody who shows the reply."""
        ...

    def incidents(self, said: SpokenLine) -> tuple[IncidentView, ...]:
        """Return the open incidents the speaker may read there."""
        ...


def spoken_by(who: object, words: str, after: str) -> SpokenLine:
    """Return a person's line, said where they have just written.

    Its answer is the plugin's: the room hears of what was done by its feed.

    Raises:
        RejectedCommand: They have said nothing.
    """
    if not isinstance(who, ChatPerson) or who.said is None:
        raise RejectedCommand("A plugin speaks for nobody who has not said something first.")
    said, room = who.said, who.said.room
    return SpokenLine(
        platform=said.platform,
        message_id=f"{said.event_id}{after}",
        speaker=who.person,
        room=f"#{room.name.removeprefix('#')}" if room else "",
        room_id=room.id if room else "",
        account=said.account.id,
        thread=said.thread.id if said.thread else "",
        text=words,
        alone="yes",
    )


def thread_of(msg: Message) -> MessageRef | None:
    """Return the thread of the message that is answered."""
    asked = msg.parent.frm if msg.parent is not None else None
    return asked.said.thread if isinstance(asked, ChatPerson) and asked.said else None


def card_as_text(card: Card) -> str:
    """Return a card as text: title, link, body, and a line for each field."""
    fields = (f"{name}: {value}" for name, value in card.fields or ())
    rows = (card.title, card.link, card.summary, card.body, *fields)
    return "\n".join(str(row) for row in rows if row)
