"""`Event`, the base class of every event, and when a room hears of each type and what it redraws.

An event is frozen once stored: fields are only ever added, with a default. `audience` says who
the event is for: `room` is told to the people in the room, `timeline` is history people read,
`audit` is kept for proof only.

Who reads a room at night is best served by few messages: what asks nobody there to do anything,
and stands on the card, rides along with the next message. A new type of event does not stand here,
but in the file of its noun.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final, Literal

Audience = Literal["room", "timeline", "audit"]
Surface = Literal["card", "topic", "announcement", "members"]


@dataclass(frozen=True, kw_only=True)
class Voice:
    """When the room hears of an event, and the reason.

    Args:
        when: `now` = a message goes out; `along` = it goes with the next one.
    """

    when: Literal["now", "along"]
    why: str


def now(why: str) -> Voice:
    """The voice of an event that the room is told of at once, with the reason."""
    return Voice(when="now", why=why)


def along(why: str) -> Voice:
    """The voice of an event that the room is told of with the next message, with the reason."""
    return Voice(when="along", why=why)


def surfaces(*places: Surface) -> frozenset[Surface]:
    """These places as a set: what an event `moves`, so that it is drawn anew."""
    return frozenset(places)


DECIDES: Final = now("what everybody does next hangs on it")
ASKS: Final = now("somebody here has to do something")
ENDS: Final = now("people here may stop, or must begin again")
CALLS: Final = now("whoever is here sees that help is called, or that it is not")
WAITS: Final = now("somebody waits for it")
LEARNS: Final = along("those who learn from it read it in the morning")


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base class of every event: when, and who caused it (a person id, `engine`, or an instance).

    `voice`: when the incident's room hears of it, None = never; `moves`: what is drawn anew.
    """

    at: datetime
    by: str
    audience: ClassVar[Audience] = "timeline"
    voice: ClassVar[Voice | None] = None
    moves: ClassVar[frozenset[Surface]] = frozenset()

    @property
    def type(self) -> str:
        """The kebab-case name it is stored under; each event has a field of its own for it."""
        raise NotImplementedError

    def told(self) -> Voice | None:
        """When the incident's room hears of this one; None = never."""
        return self.voice
