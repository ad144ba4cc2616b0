"""A room is named, opened, lost and left, and who comes and goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.event import ASKS, Audience, Event, Surface, Voice, now, surfaces
from tocsin.domain.immutable_update import Evolve, put, replace, unchanged
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Room
from tocsin.domain.titles import is_private


@dataclass(frozen=True, kw_only=True)
class RoomNamed(Event):
    """The room's name was decided; opening it is an effect.

    Args:
        context: Whether the team's tools are asked what was going on when it began.
    """

    name: str
    context: bool = False
    audience: ClassVar[Audience] = "audit"
    type: Literal["room-named"] = "room-named"


@dataclass(frozen=True, kw_only=True)
class RoomOpened(Event):
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
    voice: ClassVar[Voice | None] = now("what to do at once")
    moves: ClassVar[frozenset[Surface]] = surfaces("announcement")
    type: Literal["room-opened"] = "room-opened"


@dataclass(frozen=True, kw_only=True)
class RoomFailed(Event):
    """No room could be made yet: until one is there, the incident goes on in the announce room."""

    platform: str
    reason: str
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = now("people have to know where it goes on")
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["room-failed"] = "room-failed"


@dataclass(frozen=True, kw_only=True)
class RoomGone(Event):
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
    voice: ClassVar[Voice | None] = now("people have to know where it goes on")
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "announcement")
    type: Literal["room-gone"] = "room-gone"


@dataclass(frozen=True, kw_only=True)
class RoomLeft(Event):
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
class RoomNameHidden(Event):
    """Its name said what became private: its rooms get another one."""

    name: str
    audience: ClassVar[Audience] = "audit"
    moves: ClassVar[frozenset[Surface]] = surfaces("announcement")
    type: Literal["room-name-hidden"] = "room-name-hidden"


@dataclass(frozen=True, kw_only=True)
class RoomRenamed(Event):
    """A room has another name on its platform; it is the same room."""

    platform: str
    room: str
    name: str
    type: Literal["room-renamed"] = "room-renamed"


@dataclass(frozen=True, kw_only=True)
class CommanderLeft(Event):
    """Whoever is Incident Commander left the incident's room, and stays Incident Commander."""

    person: str
    platform: str
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ASKS
    type: Literal["commander-left"] = "commander-left"


@dataclass(frozen=True, kw_only=True)
class OutsiderCame(Event):
    """Somebody who is not in a private incident came into its room."""

    platform: str
    audience: ClassVar[Audience] = "audit"
    type: Literal["outsider-came"] = "outsider-came"


@dataclass(frozen=True, kw_only=True)
class OutsidersStay(Event):
    """In the room of a private incident are people who are not in it, and they cannot be shown out.

    Args:
        accounts: The platform's ids of them; empty = the platform does not show who is there.
    """

    platform: str
    accounts: tuple[str, ...] = ()
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ASKS
    type: Literal["outsiders-stay"] = "outsiders-stay"


def _room_named(incident: Incident, event: RoomNamed) -> Incident:
    return replace(incident, room_name=event.name)


def _room_opened(incident: Incident, event: RoomOpened) -> Incident:
    private = is_private(incident) if event.private is None else event.private
    room = Room(id=event.room, name=event.name, private=private, late=event.late)
    return replace(incident, rooms=put(incident.rooms, event.platform, room))


def _room_failed(incident: Incident, event: RoomFailed | RoomGone) -> Incident:
    room = Room(id="", name=incident.announce, thread=True)
    return replace(incident, rooms=put(incident.rooms, event.platform, room))


def _room_gone(incident: Incident, event: RoomGone) -> Incident:
    gone = (*incident.rooms_gone.get(event.platform, ()), event.room)
    name = event.again or incident.room_name
    without = replace(
        incident, rooms_gone=put(incident.rooms_gone, event.platform, gone), room_name=name
    )
    return _room_failed(without, event)


def _room_left(incident: Incident, event: RoomLeft) -> Incident:
    """What is typed in the room that is left is about it still, and stays unanswered there."""
    left = (*incident.rooms_left.get(event.platform, ()), Room(id=event.room, name=event.called))
    awaited = Room(id="", name=incident.announce, thread=True, awaited=True)
    return replace(
        incident,
        rooms_left=put(incident.rooms_left, event.platform, left),
        rooms=put(incident.rooms, event.platform, awaited),
        room_name=event.again,
    )


def _room_name_hidden(incident: Incident, event: RoomNameHidden) -> Incident:
    return replace(incident, room_name=event.name)


def _room_renamed(incident: Incident, event: RoomRenamed) -> Incident:
    room = replace(incident.rooms[event.platform], name=event.name)
    return replace(incident, rooms=put(incident.rooms, event.platform, room))


def _commander_left(incident: Incident, event: CommanderLeft) -> Incident:
    return replace(incident, left_at=put(incident.left_at, event.person, event.at))


def _outsiders_stay(incident: Incident, event: OutsidersStay) -> Incident:
    return replace(incident, outsiders=put(incident.outsiders, event.platform, event.accounts))


EVOLVE: dict[type[Event], Evolve] = {
    RoomNamed: _room_named,
    RoomOpened: _room_opened,
    RoomFailed: _room_failed,
    RoomGone: _room_gone,
    RoomLeft: _room_left,
    RoomNameHidden: _room_name_hidden,
    RoomRenamed: _room_renamed,
    CommanderLeft: _commander_left,
    OutsiderCame: unchanged,
    OutsidersStay: _outsiders_stay,
}
