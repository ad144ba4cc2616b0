"""Effects of an incident's rooms: opened, left, lost, renamed, and who is in them."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.domain.effect import About, Effect
from tocsin.domain.incident import Incident
from tocsin.domain.membership import members
from tocsin.domain.rooms.events import (
    OutsiderCame,
    OutsidersStay,
    RoomFailed,
    RoomGone,
    RoomLeft,
    RoomNamed,
    RoomNameHidden,
    RoomOpened,
)
from tocsin.domain.sync_effects import own_rooms, sync_effect
from tocsin.domain.tell_effects import announce, chat, direct, tool
from tocsin.domain.titles import is_drill, is_private


def room_named(event: RoomNamed, incident: Incident) -> Iterable[Effect]:
    """It is opened and announced, and tools are asked what else is known."""
    for platform in incident.platforms:
        yield chat("open-room", platform, "room")
    yield from announce(incident)
    if event.context and not is_drill(incident):
        yield tool("context", "context")


def room_opened(event: RoomOpened, incident: Incident) -> Iterable[Effect]:
    """People come into it; where it went on until now, its place is told."""
    yield sync_effect("members", event.platform)
    if event.late:
        yield sync_effect("card", event.platform)
        yield sync_effect("topic", event.platform)
        yield from announce(incident)


def room_gone(event: RoomGone, incident: Incident) -> Iterable[Effect]:
    """Its feed, which goes on in the announce room, says so; of a private one its people hear."""
    if event.again:
        yield chat("open-room", event.platform, "room")
    if is_private(incident):
        for person in members(incident):
            yield from direct(person, incident)


def room_left(event: RoomLeft, _incident: Incident) -> Iterable[Effect]:
    """The room that is left says so and holds no title any more; who is not in it goes."""
    room = About(room=event.room, name=event.name, called=event.called)
    yield chat("leave-room", event.platform, "leave", room)
    yield chat("open-room", event.platform, "room")
    yield sync_effect("members", event.platform)


def room_name_hidden(_event: RoomNameHidden, incident: Incident) -> Iterable[Effect]:
    """Every room of its own loses the title in its name."""
    yield from (sync_effect("rename", platform) for platform, _room in own_rooms(incident))


def outsiders_stay(event: OutsidersStay, incident: Incident) -> Iterable[Effect]:
    """Their names are for the IC alone, or where nobody is that, for those who are in it."""
    if event.accounts:
        commander = incident.holder("ic")
        for person in (commander,) if commander else members(incident):
            yield from direct(person, incident)


def room_failed(event: RoomFailed, incident: Incident) -> Iterable[Effect]:
    """What is private does not go on where others read: those who are in it are told."""
    if is_private(incident):
        for person in members(incident):
            yield from direct(person, incident)


def outsider_came(event: OutsiderCame, _incident: Incident) -> Iterable[Effect]:
    """Who is in the room is brought in step."""
    yield sync_effect("members", event.platform)
