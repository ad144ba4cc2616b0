"""Compares the columns of events and incidents with the bodies and projections beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from tocsin.domain.event import Event
from tocsin.domain.incident import Incident
from tocsin.domain.quarter_metrics import normalised_cause
from tocsin.store.contract import IncidentRow, StoredEvent

OF_EVENTS: Final[Mapping[str, Callable[[Event], object]]] = {
    "type": lambda event: event.type,
    "at": lambda event: event.at,
    "by": lambda event: event.by,
}
OF_INCIDENTS: Final[Mapping[str, Callable[[Incident], object]]] = {
    "number": lambda incident: incident.number,
    "team": lambda incident: incident.team,
    "title": lambda incident: incident.title,
    "status": lambda incident: incident.status,
    "is_open": lambda incident: incident.is_open,
    "severity": lambda incident: incident.severity or "",
    "version": lambda incident: incident.version,
    "opened": lambda incident: incident.declared,
    "policy_hash": lambda incident: incident.policy_hash,
}


def odd_event(events: Sequence[StoredEvent]) -> tuple[int, tuple[str, ...]] | None:
    """Return the seq of the first event whose columns differ from its body, and which columns."""
    for stored in events:
        if stored.event is not None:
            odd = tuple(
                name
                for name, said in OF_EVENTS.items()
                if said(stored.event) != getattr(stored, name)
            )
            if odd:
                return stored.seq, odd
    return None


def odd_columns(
    row: IncidentRow, incident: Incident, events: Sequence[StoredEvent]
) -> tuple[str, ...]:
    """Return the columns of an incident that differ from its projection and events."""
    return tuple(_odd(row, incident, events))


def _odd(row: IncidentRow, incident: Incident, events: Sequence[StoredEvent]) -> Iterator[str]:
    yield from (name for name, said in OF_INCIDENTS.items() if said(incident) != getattr(row, name))
    # A version that knew no causes wrote none; the next change of the incident fills it in.
    if row.cause not in ("", normalised_cause(incident.cause)):
        yield "cause"
    last = events[-1] if events else None
    if last is None or row.chain != last.chain:
        yield "chain"
    if last is None or row.updated != last.at:
        yield "updated"
