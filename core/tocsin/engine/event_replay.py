"""Folds a row of events and keeps which event changed which field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tocsin.domain.declare import Declared
from tocsin.domain.event import Event
from tocsin.domain.evolve import evolve
from tocsin.domain.immutable_update import replace
from tocsin.domain.incident import Incident
from tocsin.engine.incident_export import READABLE, readable

# Only the opening sets these; whatever else cannot be read does not change them.
OPENING_FIELDS: Final = frozenset({"id", "number", "title"})


class Replay:
    """The fold of events, of which unreadable ones (None) change nothing."""

    def __init__(self, identity: str, events: Sequence[Event | None]) -> None:
        """Fold them under the policy of the process: no field people read depends on another."""
        self.odd: int | None = None
        self._is_whole = all(event is not None for event in events)
        self._opens = bool(events) and isinstance(events[0], Declared)
        self._states = [Incident(id=identity)]
        for seq, event in enumerate(events, start=1):
            self._states.append(self._after(seq, event))

    def _after(self, seq: int, event: Event | None) -> Incident:
        last = self._states[-1]
        passed_over = replace(last, version=seq)
        if event is None:
            return passed_over
        try:
            return evolve(last, event)
        except Exception:  # noqa: BLE001 - events nobody decided may fit nowhere
            if self._is_whole and self.odd is None:
                self.odd = seq
            return passed_over

    @property
    def incident(self) -> Incident:
        """The incident after all events."""
        return self._states[-1]

    def readable(self) -> dict[str, object]:
        """Return the readable fields of an export of the incident."""
        return readable(self.incident)

    def is_certain(self, name: str) -> bool:
        """Return whether no unreadable event can have changed the field."""
        return self._is_whole or (self._opens and name in OPENING_FIELDS)

    def seq_of(self, path: tuple[str | int, ...]) -> int:
        """Return the seq of the last event that changed the first two steps of a path."""
        values = [_at(READABLE[str(path[0])](state), path[1:2]) for state in self._states]
        changed = [seq for seq in range(1, len(values)) if values[seq] != values[seq - 1]]
        return changed[-1] if changed else 1


def _at(value: object, steps: tuple[str | int, ...]) -> object:
    for step in steps:
        if isinstance(value, list):
            value = value[step] if isinstance(step, int) and step < len(value) else None
        elif isinstance(value, dict):
            value = value.get(step)
    return value
