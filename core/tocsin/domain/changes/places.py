"""Changes of rooms, tickets and reminders."""

from __future__ import annotations

from tocsin.domain import events as e
from tocsin.domain.changes.base import Change, put, unchanged
from tocsin.domain.incident import Incident, NudgesDone, Room, Ticket
from tocsin.domain.revise import replace
from tocsin.domain.titles import is_private


def _room_named(incident: Incident, event: e.RoomNamed) -> Incident:
    return replace(incident, room_name=event.name)


def _room_opened(incident: Incident, event: e.RoomOpened) -> Incident:
    private = is_private(incident) if event.private is None else event.private
    room = Room(id=event.room, name=event.name, private=private, late=event.late)
    return replace(incident, rooms=put(incident.rooms, event.platform, room))


def _room_failed(incident: Incident, event: e.RoomFailed | e.RoomGone) -> Incident:
    room = Room(id="", name=incident.announce, thread=True)
    return replace(incident, rooms=put(incident.rooms, event.platform, room))


def _room_gone(incident: Incident, event: e.RoomGone) -> Incident:
    gone = (*incident.rooms_gone.get(event.platform, ()), event.room)
    name = event.again or incident.room_name
    without = replace(
        incident, rooms_gone=put(incident.rooms_gone, event.platform, gone), room_name=name
    )
    return _room_failed(without, event)


def _room_left(incident: Incident, event: e.RoomLeft) -> Incident:
    """What is typed in the room that is left is about it still, and stays unanswered there."""
    left = (*incident.rooms_left.get(event.platform, ()), Room(id=event.room, name=event.called))
    awaited = Room(id="", name=incident.announce, thread=True, awaited=True)
    return replace(
        incident,
        rooms_left=put(incident.rooms_left, event.platform, left),
        rooms=put(incident.rooms, event.platform, awaited),
        room_name=event.again,
    )


def _room_name_hidden(incident: Incident, event: e.RoomNameHidden) -> Incident:
    return replace(incident, room_name=event.name)


def _room_renamed(incident: Incident, event: e.RoomRenamed) -> Incident:
    room = replace(incident.rooms[event.platform], name=event.name)
    return replace(incident, rooms=put(incident.rooms, event.platform, room))


def _commander_left(incident: Incident, event: e.CommanderLeft) -> Incident:
    return replace(incident, left_at=put(incident.left_at, event.person, event.at))


def _outsiders_stay(incident: Incident, event: e.OutsidersStay) -> Incident:
    return replace(incident, outsiders=put(incident.outsiders, event.platform, event.accounts))


def _ticket_opened(incident: Incident, event: e.TicketOpened) -> Incident:
    return replace(incident, ticket=Ticket(provider=event.provider, ref=event.ref, url=event.url))


def _ticket_closed(incident: Incident, _event: e.TicketClosed) -> Incident:
    if incident.ticket is None:
        return incident
    return replace(incident, ticket=replace(incident.ticket, done=True, closed=True))


def _ticket_changed(incident: Incident, event: e.TicketChanged) -> Incident:
    if incident.ticket is None:
        return incident
    if event.action == "assigned":
        return replace(incident, ticket=replace(incident.ticket, assignee=event.assignee))
    closed = event.action == "closed"
    return replace(incident, ticket=replace(incident.ticket, closed=closed))


def _effect_died(incident: Incident, event: e.EffectDied) -> Incident:
    """A status page that will not be told again does not show what is so."""
    if event.effect != "status-page":
        return incident
    page = event.target.removeprefix("status_page.")
    since = incident.status_failed.get(page, event.at)
    return replace(incident, status_failed=put(incident.status_failed, page, since))


def _nudged(incident: Incident, event: e.Nudged) -> Incident:
    before = incident.nudges.get(event.obligation)
    old = before.done if before and before.generation == event.generation else frozenset()
    done = NudgesDone(
        generation=event.generation,
        done=old | frozenset(event.done),
        at=event.at,
        seq=incident.version,
    )
    return replace(incident, nudges=put(incident.nudges, event.obligation, done))


def _reminded(incident: Incident, event: e.Reminded) -> Incident:
    """Whoever is reminded of it in person, such as the backup, is in it from then on."""
    if event.hears == "room":
        return incident
    return replace(incident, brought_in=incident.brought_in | {event.hears})


def _snoozed(incident: Incident, event: e.Snoozed) -> Incident:
    return replace(incident, snoozed=put(incident.snoozed, event.obligation, event.until))


def _gap_recorded(incident: Incident, event: e.GapRecorded) -> Incident:
    flags = incident.flags | {"process-gap"}
    return replace(incident, gaps=(*incident.gaps, event.gap), flags=flags)


CHANGES: dict[str, Change] = {
    "room-named": _room_named,
    "room-opened": _room_opened,
    "room-failed": _room_failed,
    "room-gone": _room_gone,
    "room-left": _room_left,
    "room-name-hidden": _room_name_hidden,
    "room-renamed": _room_renamed,
    "commander-left": _commander_left,
    "outsider-came": unchanged,
    "outsiders-stay": _outsiders_stay,
    "context-told": unchanged,
    "ticket-opened": _ticket_opened,
    "ticket-closed": _ticket_closed,
    "ticket-changed": _ticket_changed,
    "effect-died": _effect_died,
    "nudged": _nudged,
    "reminded": _reminded,
    "snoozed": _snoozed,
    "gap-recorded": _gap_recorded,
    "redacted": unchanged,
}
