"""Exports one incident with its events, hashes and chain, so that anybody can check it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from tocsin.domain.event import Event
from tocsin.domain.incident import Incident
from tocsin.domain.people import Person
from tocsin.store.contract import StoredEvent
from tocsin.wording import timeline
from tocsin.wording.names import Names, names_of

Row = dict[str, object]


def utc_text(at: datetime) -> str:
    """Return the moment as RFC 3339 in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def as_export(
    incident: Incident, events: Sequence[StoredEvent], people: Mapping[str, Person]
) -> dict[str, object]:
    """Return the export of one incident as values for JSON.

    `people` in it are those the lines of the timeline name: events know them by their ids only.
    """
    named: dict[str, str] = {}
    read = ((record.seq, record.event) for record in events if record.event is not None)
    lines = timeline_of(read, _noting(names_of(people), people, named), incident.timezone)
    return {
        **readable(incident),
        "timeline": lines,
        "events": [
            {"seq": record.seq, "body": record.body, "body_sha256": record.body_sha256}
            for record in events
        ],
        "chain": [record.chain for record in events],
        "people": named,
        "head": events[-1].chain if events else "",
    }


def _noting(names: Names, people: Mapping[str, Person], named: dict[str, str]) -> Names:
    """The same names, each person's put down in `named` when it is asked for."""

    def name(actor: str) -> str:
        said = names(actor)
        if actor in people:
            named[actor] = said
        return said

    return name


def readable(incident: Incident) -> dict[str, object]:
    """Return the fields of the export that people read, without the timeline."""
    return {name: made(incident) for name, made in READABLE.items()}


READABLE: Mapping[str, Callable[[Incident], object]] = {
    "id": lambda incident: incident.id,
    "number": lambda incident: incident.key,
    "title": lambda incident: incident.title,
    "severity": lambda incident: incident.severity,
    "status": lambda incident: incident.status,
    "flags": lambda incident: sorted(incident.flags),
    "roles": lambda incident: {role: held.person for role, held in incident.roles.items()},
    "milestones": lambda incident: {name: utc_text(at) for name, at in incident.milestones.items()},
    "rooms": lambda incident: [room.name for room in incident.rooms.values()],
    "updates": lambda incident: [
        {
            "at": utc_text(update.at),
            "by": update.by,
            "status": update.status,
            "impact": update.impact,
            "action": update.action,
            "eta": update.eta,
        }
        for update in incident.updates
    ],
    "tasks": lambda incident: [
        {"n": task.n, "text": task.text, "owner": task.owner, "done": task.done}
        for task in incident.tasks.values()
    ],
}


def timeline_of(events: Iterable[tuple[int, Event]], names: Names, timezone: str) -> list[Row]:
    """Return a row for each (seq, event)."""
    return [
        {
            "seq": seq,
            "at": utc_text(event.at),
            "type": event.type,
            "by": event.by,
            "text": timeline.text(event, names, timezone),
        }
        for seq, event in events
    ]
