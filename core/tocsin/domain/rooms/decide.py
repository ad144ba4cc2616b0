"""Decisions about rooms: opened, lost, renamed, and who comes and goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from tocsin.domain.command import Command
from tocsin.domain.draft import Draft, Handler
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.membership import is_in
from tocsin.domain.people import ENGINE
from tocsin.domain.rooms import left_name, may_have_room, room_name
from tocsin.domain.rooms.events import (
    CommanderLeft,
    OutsiderCame,
    OutsidersStay,
    RoomFailed,
    RoomGone,
    RoomLeft,
    RoomNameHidden,
    RoomOpened,
    RoomRenamed,
)
from tocsin.domain.titles import is_private, neutral_room, was_left


@dataclass(frozen=True, kw_only=True)
class RoomResult(Command):
    """Record that a room was opened, or could not be.

    Args:
        private: Whether it was opened as one that others cannot read; None = as the incident is.
    """

    platform: str
    room: str = ""
    name: str = ""
    reason: str = ""
    private: bool | None = None


@dataclass(frozen=True, kw_only=True)
class RoomLost(Command):
    """Record that a room is gone, deleted or archived, as seen when it was to be used."""

    platform: str
    room: str


@dataclass(frozen=True, kw_only=True)
class OutsidersFound(Command):
    """Record who is in the room of a private incident without being in it, and stays there.

    Args:
        accounts: The platform's ids of them; empty = it does not show who is there.
    """

    platform: str
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PersonMoved(Command):
    """Record that somebody came into a room or left it.

    Args:
        room: The platform's id of it.
        person: Their id; of somebody in no team file, what they are called instead.
    """

    platform: str
    room: str
    person: str
    joined: bool


# Who comes and goes is not told the same again so soon.
TOLD_AGAIN: Final = timedelta(minutes=10)


def hide_room_name(draft: Draft) -> None:
    """Give the rooms a name that does not say what became private."""
    incident = draft.incident
    if is_private(incident) and incident.room_name and not neutral_room(incident.room_name):
        name = room_name(incident, draft.roster.room_taken)
        draft.add(RoomNameHidden, by=ENGINE, name=name)


def leave_open_rooms(draft: Draft) -> None:
    """Leave each open room of what became private; it goes on where others cannot read it."""
    if not is_private(draft.incident):
        return
    for platform, room in draft.incident.rooms.items():
        if not room.thread and not room.private:
            draft.add(
                RoomLeft,
                by=ENGINE,
                platform=platform,
                room=room.id,
                name=room.name,
                called=left_name(draft.incident),
                again=room_name(draft.incident, draft.roster.room_taken),
            )


def _opened(draft: Draft, result: RoomResult) -> None:
    known = draft.incident.rooms.get(result.platform)
    told = {"platform": result.platform, "room": result.room, "name": result.name}
    if result.reason:
        if known is None or known.awaited:
            draft.add(RoomFailed, by=ENGINE, platform=result.platform, reason=result.reason)
    elif was_left(draft.incident, result.platform, result.room):
        return  # found by who had not heard yet that it was left
    elif known is None or known.thread:
        late = known is not None
        draft.add(RoomOpened, by=ENGINE, **told, late=late, private=result.private)
        leave_open_rooms(draft)
    elif known.id == result.room and known.name != result.name:
        draft.add(RoomRenamed, by=ENGINE, **told)


def _lost(draft: Draft, lost: RoomLost) -> None:
    incident = draft.incident
    known = incident.rooms.get(lost.platform)
    if known is None or known.thread or known.id != lost.room:
        return
    more = may_have_room(incident, lost.platform)
    again = room_name(incident, draft.roster.room_taken) if more else ""
    draft.add(
        RoomGone,
        by=ENGINE,
        platform=lost.platform,
        room=lost.room,
        name=known.name,
        again=again,
    )


def _outsiders(draft: Draft, found: OutsidersFound) -> None:
    """Told once of the same people."""
    if draft.incident.outsiders.get(found.platform) != found.accounts:
        draft.add(OutsidersStay, by=ENGINE, platform=found.platform, accounts=found.accounts)


def _moved(draft: Draft, moved: PersonMoved) -> None:
    own = draft.incident.rooms.get(moved.platform)
    left = was_left(draft.incident, moved.platform, moved.room)
    if not left and (own is None or own.thread or own.id != moved.room):
        return
    if moved.joined and is_private(draft.incident):
        known = draft.roster.knows(moved.person)
        if not (known and is_in(draft.incident, moved.person, draft.roster)):
            draft.add(OutsiderCame, by=ENGINE, platform=moved.platform)
    elif not moved.joined and not left and _leaves_it_alone(draft, moved.person):
        draft.add(CommanderLeft, by=ENGINE, person=moved.person, platform=moved.platform)


def _leaves_it_alone(draft: Draft, person: str) -> bool:
    """Whether the IC goes while there is something to command; told again only after a while."""
    incident = draft.incident
    if incident.holder("ic") != person or incident.status not in ACTIVE:
        return False
    told = incident.left_at.get(person)
    return told is None or draft.at - told >= TOLD_AGAIN


DECIDE: dict[type[Command], Handler] = {
    RoomResult: _opened,
    RoomLost: _lost,
    OutsidersFound: _outsiders,
    PersonMoved: _moved,
}
