"""`evolve(incident, event) -> incident`: the one place that changes an incident."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from tocsin.domain import events as e
from tocsin.domain.changes import CHANGES
from tocsin.domain.changes.asked import asked_and_heard
from tocsin.domain.customers import since_when
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import next_status
from tocsin.domain.people import is_machine
from tocsin.domain.revise import replace

K = TypeVar("K")
V = TypeVar("V")
_ANSWERS = frozenset({"acknowledged", "page-answered"})  # a tool may tell of them


def evolve(incident: Incident, event: e.Event) -> Incident:
    """The incident after the event. Total: every event type has a row in `CHANGES`.

    The version, the status (from the transition table) and when a person last did something move
    here; the rest is the row's.
    """
    status = next_status(event.type, incident.status)
    since = incident.moved if status == incident.status else event.at
    acted = event.at if event.type in _ANSWERS or not is_machine(event.by) else incident.acted
    moved = replace(incident, version=incident.version + 1, status=status, moved=since, acted=acted)
    changed = asked_and_heard(CHANGES[event.type](moved, event), event)
    return since_when(incident, changed, event)


def fold(events: Iterable[e.Event], start: Incident) -> Incident:
    """The incident that these events make, beginning with `start` (a blank one with a policy)."""
    incident = start
    for event in events:
        incident = evolve(incident, event)
    return incident
