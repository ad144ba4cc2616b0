"""Rooms, tickets, and what could not be told to the world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.context import Context
from tocsin.domain.events.base import Audience, Happened


@dataclass(frozen=True, kw_only=True)
class RoomNamed(Happened):
    """The room's name was decided; opening it is an effect.

    Args:
        context: Whether the team's tools are asked what was going on when it began.
    """

    name: str
    context: bool = False
    audience: ClassVar[Audience] = "audit"
    type: Literal["room-named"] = "room-named"


@dataclass(frozen=True, kw_only=True)
class RoomOpened(Happened):
    """A room exists on a platform, under the name that platform gave it.

    Args:
        late: It went on elsewhere until now; the room is filled with what was said there.
        private: Whether it was opened as one that others cannot read; None = as the incident was.
    """

    platform: str
    room: str
    name: str
    late: bool = False
    private: bool | None = None
    audience: ClassVar[Audience] = "room"
    type: Literal["room-opened"] = "room-opened"


@dataclass(frozen=True, kw_only=True)
class RoomFailed(Happened):
    """No room could be made yet: until one is there, the incident goes on in the announce room."""

    platform: str
    reason: str
    audience: ClassVar[Audience] = "room"
    type: Literal["room-failed"] = "room-failed"


@dataclass(frozen=True, kw_only=True)
class RoomGone(Happened):
    """Its room is not there any more, or can no longer be posted to.

    Args:
        room: The platform's id of what is gone.
        name: As people saw it.
        again: The name of the room that is opened instead; "" = none is, as too many are gone.
    """

    platform: str
    room: str
    name: str
    again: str = ""
    audience: ClassVar[Audience] = "room"
    type: Literal["room-gone"] = "room-gone"


@dataclass(frozen=True, kw_only=True)
class RoomLeft(Happened):
    """Others can read its room, and it became private: it goes on in another one.

    Args:
        room: The platform's id of the room that is left.
        name: As people saw it.
        called: The name it gets, which holds no title.
        again: The name of the room that is opened instead.
    """

    platform: str
    room: str
    name: str
    called: str
    again: str
    audience: ClassVar[Audience] = "audit"
    type: Literal["room-left"] = "room-left"


@dataclass(frozen=True, kw_only=True)
class RoomNameHidden(Happened):
    """Its name said what became private: its rooms get another one."""

    name: str
    audience: ClassVar[Audience] = "audit"
    type: Literal["room-name-hidden"] = "room-name-hidden"


@dataclass(frozen=True, kw_only=True)
class RoomRenamed(Happened):
    """A room has another name on its platform; it is the same room."""

    platform: str
    room: str
    name: str
    type: Literal["room-renamed"] = "room-renamed"


@dataclass(frozen=True, kw_only=True)
class CommanderLeft(Happened):
    """Whoever is Incident Commander left the incident's room, and stays Incident Commander."""

    person: str
    platform: str
    audience: ClassVar[Audience] = "room"
    type: Literal["commander-left"] = "commander-left"


@dataclass(frozen=True, kw_only=True)
class OutsiderCame(Happened):
    """Somebody who is not in a private incident came into its room."""

    platform: str
    audience: ClassVar[Audience] = "audit"
    type: Literal["outsider-came"] = "outsider-came"


@dataclass(frozen=True, kw_only=True)
class OutsidersStay(Happened):
    """In the room of a private incident are people who are not in it, and they cannot be shown out.

    Args:
        accounts: The platform's ids of them; empty = the platform does not show who is there.
    """

    platform: str
    accounts: tuple[str, ...] = ()
    audience: ClassVar[Audience] = "room"
    type: Literal["outsiders-stay"] = "outsiders-stay"


@dataclass(frozen=True, kw_only=True)
class ContextTold(Happened):
    """What was going on when it began was found out; the room is told once."""

    context: Context
    audience: ClassVar[Audience] = "room"
    type: Literal["context-told"] = "context-told"


@dataclass(frozen=True, kw_only=True)
class TicketOpened(Happened):
    """A tracking ticket exists."""

    provider: str
    ref: str
    url: str = ""
    type: Literal["ticket-opened"] = "ticket-opened"


@dataclass(frozen=True, kw_only=True)
class TicketClosed(Happened):
    """The ticket of a P3 is done."""

    type: Literal["ticket-closed"] = "ticket-closed"


@dataclass(frozen=True, kw_only=True)
class TicketChanged(Happened):
    """Somebody changed the ticket at its tracker; nothing follows from it here.

    Args:
        user: What the tracker calls whoever did it; `person` is their id where they are known.
        assignee: Whom it is assigned to now, likewise; "" = nobody, or not told.
    """

    provider: str
    ref: str
    action: Literal["closed", "reopened", "assigned"]
    user: str = ""
    person: str = ""
    assignee: str = ""
    assignee_person: str = ""
    type: Literal["ticket-changed"] = "ticket-changed"


@dataclass(frozen=True, kw_only=True)
class EffectDied(Happened):
    """Something could not be told to the world; people must know.

    Args:
        again: Whether it is tried again until somebody has seen to it; else it is given up.
    """

    effect: str
    target: str
    reason: str
    again: bool = False
    audience: ClassVar[Audience] = "room"
    type: Literal["effect-died"] = "effect-died"
