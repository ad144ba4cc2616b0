"""Sync effects of an event: feed, card, topic, members, announcement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from tocsin.domain.effect import Effect, Op
from tocsin.domain.event import Event
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Room
from tocsin.domain.severity import WITH_ROOM


def sync_effects(event: Event, incident: Incident) -> Iterable[Effect]:
    """The sync effects of an event: everything that shows the incident and has changed by it."""
    yield from _in_room(event, incident)
    yield from _let_in(event, incident)
    yield from _announced(event, incident)


def is_posted_at_once(event: Event) -> bool:
    """Whether a message goes to the incident's room because of this event."""
    voice = event.told()
    return voice is not None and voice.when == "now"


def _in_room(event: Event, incident: Incident) -> Iterable[Effect]:
    """The room's feed, card and topic, once the incident has or will have a room."""
    if not incident.room_name and incident.severity not in WITH_ROOM:
        return
    wants: list[Op] = ["feed"] if is_posted_at_once(event) else []
    drawn: tuple[Op, ...] = ("card", "topic")
    wants += [op for op in drawn if op in event.moves]
    for platform in incident.platforms:
        for op in wants:
            yield sync_effect(op, platform, needs="" if platform in incident.rooms else "room")


def _announced(event: Event, incident: Incident) -> Iterable[Effect]:
    """The first announcement shows how it is now, where it can be edited."""
    if "announcement" in event.moves:
        yield from (sync_effect("announced", platform) for platform in incident.platforms)


def _let_in(event: Event, incident: Incident) -> Iterable[Effect]:
    """Whoever is given a role, called, told or asked is brought into the room."""
    if "members" in event.moves:
        yield from (sync_effect("members", platform) for platform, _ in own_rooms(incident))


def own_rooms(incident: Incident) -> Iterable[tuple[str, Room]]:
    """Platform and room of each room of its own."""
    return ((platform, room) for platform, room in incident.rooms.items() if not room.thread)


def sync_effect(op: Op, platform: str, needs: Literal["", "room"] = "") -> Effect:
    """Something of a platform that is drawn anew from the latest state."""
    target = f"chat.{platform}"
    lane = f"{target}:{op}"
    return Effect(kind="sync", op=op, target=target, lane=lane, pool="chat", needs=needs)
