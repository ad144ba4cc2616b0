"""What is kept in step without words of its own: feed, card, topic, members, announcement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from tocsin.domain import events as e
from tocsin.domain.effect import Effect, Op
from tocsin.domain.incident import Incident
from tocsin.domain.parts import Room
from tocsin.domain.severity import WITH_ROOM
from tocsin.domain.voice import is_told_at_once

_MOVES_CARD = frozenset(
    "accepted declined severity-changed flag-set flag-cleared gap-recorded triage-answered merged "
    "ladder-started page-requested page-sent page-undeliverable page-answered acknowledged "
    "role-assigned handoff-offered update-posted customers-notified relapsed mitigated "
    "mitigation-proposed mitigation-approved mitigation-rejected mitigation-done "
    "alert-fired alert-resolved checked resolved closed reopened reopen-proposed reopen-withdrawn "
    "room-failed room-gone snoozed nudged service-set noted task-added task-done cause-labelled "
    "status-page-posted status-page-proposed status-page-rejected status-page-failed "
    "status-page-updated ticket-opened meeting-planned postmortem-drafted postmortem-reviewed "
    "postmortem-published postmortem-skipped action-added action-done".split()
)
_MOVES_TOPIC = frozenset(
    "accepted severity-changed role-assigned mitigation-approved mitigated alert-fired relapsed "
    "resolved reopened closed declined merged".split()
)


def in_step(event: e.Event, incident: Incident) -> Iterable[Effect]:
    """Whatever shows the incident as it is now, and what the event moves of it."""
    yield from _in_room(event, incident)
    yield from _let_in(event, incident)
    yield from _announced(event, incident)


def _in_room(event: e.Event, incident: Incident) -> Iterable[Effect]:
    """The room's feed, card and topic, once the incident has or will have a room."""
    if not incident.room_name and incident.severity not in WITH_ROOM:
        return
    wants: list[Op] = []
    if is_told_at_once(event):
        wants.append("feed")
    if event.type in _MOVES_CARD:
        wants.append("card")
    if event.type in _MOVES_TOPIC:
        wants.append("topic")
    for platform in incident.platforms:
        for op in wants:
            yield sync(op, platform, needs="" if platform in incident.rooms else "room")


_MOVES_ANNOUNCEMENT = _MOVES_TOPIC | frozenset(
    "room-opened room-gone room-name-hidden flag-set flag-cleared update-posted".split()
)


def _announced(event: e.Event, incident: Incident) -> Iterable[Effect]:
    """The first announcement shows how it is now, where it can be edited."""
    if event.type in _MOVES_ANNOUNCEMENT:
        yield from (sync("announced", platform) for platform in incident.platforms)


_BRINGS_IN = frozenset(
    "page-requested notified reminded asked-again acknowledged role-assigned handoff-offered "
    "task-added action-added".split()
)


def _let_in(event: e.Event, incident: Incident) -> Iterable[Effect]:
    """Whoever is given a role, called, told or asked is brought into the room."""
    if event.type in _BRINGS_IN:
        yield from (sync("members", platform) for platform, _ in own_rooms(incident))


def own_rooms(incident: Incident) -> Iterable[tuple[str, Room]]:
    """Platform and room of each room of its own."""
    return ((platform, room) for platform, room in incident.rooms.items() if not room.thread)


def sync(op: Op, platform: str, needs: Literal["", "room"] = "") -> Effect:
    """Something of a platform that is drawn anew from the latest state."""
    target = f"chat.{platform}"
    lane = f"{target}:{op}"
    return Effect(kind="sync", op=op, target=target, lane=lane, pool="chat", needs=needs)
