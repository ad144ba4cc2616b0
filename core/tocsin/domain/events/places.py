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
    """A room exists on a platform, under the name that platform gave it."""

    platform: str
    room: str
    name: str
    audience: ClassVar[Audience] = "room"
    type: Literal["room-opened"] = "room-opened"


@dataclass(frozen=True, kw_only=True)
class RoomFailed(Happened):
    """No room could be made: the incident goes on in a thread of the announce room."""

    platform: str
    reason: str
    audience: ClassVar[Audience] = "room"
    type: Literal["room-failed"] = "room-failed"


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
    """Something could not be told to the world, for good; people must know."""

    effect: str
    target: str
    reason: str
    audience: ClassVar[Audience] = "room"
    type: Literal["effect-died"] = "effect-died"
