"""Who speaks through Errbot: people themselves, and plugins for people who have spoken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from errbot.backends.base import Card, Message

from tocsin.chat import Heeded, MessageRef, Said
from tocsin.desk.reply import Reply
from tocsin.engine.spoken import Spoken
from tocsin.errbot_host.identities import ChatPerson
from tocsin.errors import RejectedCommand, StoreUnavailable
from tocsin.providers import IncidentView


@dataclass(kw_only=True)
class Hearing:
    """What was said, and what became of it when it was a command of ours."""

    said: Said
    heeded: Heeded | None = None
    error: StoreUnavailable | None = None


class House(Protocol):
    """What plugins reach through a person."""

    def said(self, said: Spoken) -> Reply:
        """Answer a line for somebody who shows the reply."""
        ...

    def incidents(self, said: Spoken) -> tuple[IncidentView, ...]:
        """The open incidents that the speaker may hear of there."""
        ...


def spoken_by(who: object, words: str, after: str) -> Spoken:
    """A line of somebody, said where they have just said something.

    Its answer is the plugin's: the room hears of what was done by its feed.

    Raises:
        RejectedCommand: They have said nothing.
    """
    if not isinstance(who, ChatPerson) or who.said is None:
        raise RejectedCommand("A plugin speaks for nobody who has not said something first.")
    said, room = who.said, who.said.room
    return Spoken(
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
    """The thread of what is answered."""
    asked = msg.parent.frm if msg.parent is not None else None
    return asked.said.thread if isinstance(asked, ChatPerson) and asked.said else None


def card_as_text(card: Card) -> str:
    """A card in words: title, link, what it says, and a line for each field."""
    fields = (f"{name}: {value}" for name, value in card.fields or ())
    rows = (card.title, card.link, card.summary, card.body, *fields)
    return "\n".join(str(row) for row in rows if row)
