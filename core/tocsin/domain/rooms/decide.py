"""Decisions about rooms: opened, lost, renamed, and who comes and goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.membership import is_member
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


def hide_room_name(context: CommandContext) -> None:
    """Give the rooms a name that does not say what became private."""
    incident = context.incident
    if is_private(incident) and incident.room_name and not neutral_room(incident.room_name):
        name = room_name(incident, context.roster.room_taken)
        context.add(RoomNameHidden, by=ENGINE, name=name)


def leave_open_rooms(context: CommandContext) -> None:
    """Leave each open room of what became private; it goes on where others cannot read it."""
    if not is_private(context.incident):
        return
    for platform, room in context.incident.rooms.items():
        if not room.thread and not room.private:
            context.add(
                RoomLeft,
                by=ENGINE,
                platform=platform,
                room=room.id,
                name=room.name,
                called=left_name(context.incident),
                again=room_name(context.incident, context.roster.room_taken),
            )


def _opened(context: CommandContext, result: RoomResult) -> None:
    known = context.incident.rooms.get(result.platform)
    told = {"platform": result.platform, "room": result.room, "name": result.name}
    if result.reason:
        if known is None or known.awaited:
            context.add(RoomFailed, by=ENGINE, platform=result.platform, reason=result.reason)
    elif was_left(context.incident, result.platform, result.room):
        return  # found by who had not heard yet that it was left
    elif known is None or known.thread:
        late = known is not None
        context.add(RoomOpened, by=ENGINE, **told, late=late, private=result.private)
        leave_open_rooms(context)
    elif known.id == result.room and known.name != result.name:
        context.add(RoomRenamed, by=ENGINE, **told)


def _lost(context: CommandContext, lost: RoomLost) -> None:
    incident = context.incident
    known = incident.rooms.get(lost.platform)
    if known is None or known.thread or known.id != lost.room:
        return
    more = may_have_room(incident, lost.platform)
    again = room_name(incident, context.roster.room_taken) if more else ""
    context.add(
        RoomGone,
        by=ENGINE,
        platform=lost.platform,
        room=lost.room,
        name=known.name,
        again=again,
    )


def _outsiders(context: CommandContext, found: OutsidersFound) -> None:
    """Told once of the same people."""
    if context.incident.outsiders.get(found.platform) != found.accounts:
        context.add(OutsidersStay, by=ENGINE, platform=found.platform, accounts=found.accounts)


def _moved(context: CommandContext, moved: PersonMoved) -> None:
    own = context.incident.rooms.get(moved.platform)
    left = was_left(context.incident, moved.platform, moved.room)
    if not left and (own is None or own.thread or own.id != moved.room):
        return
    if moved.joined and is_private(context.incident):
        known = context.roster.knows(moved.person)
        if not (known and is_member(context.incident, moved.person, context.roster)):
            context.add(OutsiderCame, by=ENGINE, platform=moved.platform)
    elif not moved.joined and not left and _leaves_it_alone(context, moved.person):
        context.add(CommanderLeft, by=ENGINE, person=moved.person, platform=moved.platform)


def _leaves_it_alone(context: CommandContext, person: str) -> bool:
    """Whether the IC goes while there is something to command; told again only after a while."""
    incident = context.incident
    if incident.holder("ic") != person or incident.status not in ACTIVE:
        return False
    told = incident.left_at.get(person)
    return told is None or context.at - told >= TOLD_AGAIN


DECIDE: dict[type[Command], CommandHandler] = {
    RoomResult: _opened,
    RoomLost: _lost,
    OutsidersFound: _outsiders,
    PersonMoved: _moved,
}
