"""The draft of a decision: events so far, and the incident as it would then be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tocsin.domain.events import Event, GapRecorded
from tocsin.domain.evolve import evolve
from tocsin.domain.incident import Incident
from tocsin.domain.people import ENGINE, Roster
from tocsin.domain.quoting import unmarked


@dataclass(kw_only=True)
class Draft:
    """Lives only inside one call of `decide`; later rules see what earlier ones decided."""

    incident: Incident
    by: str
    at: datetime
    roster: Roster
    events: list[Event] = field(default_factory=list)

    def add(
        self, make: Callable[..., Event], /, *, by: str | None = None, **fields: object
    ) -> None:
        """Add an event of this kind, now, by whoever asks (or `by`)."""
        event = make(at=self.at, by=self.by if by is None else by, **fields)
        self.events.append(event)
        self.incident = evolve(self.incident, event)

    def gap(self, gap: str, text: str) -> None:
        """Record that the process was not met; material for learning."""
        if gap not in self.incident.gaps:
            self.add(GapRecorded, by=ENGINE, gap=gap, text=text)

    def name(self, person: str) -> str:
        """The name people know an id by, for a refusal."""
        return unmarked(self.roster.name(person))


# A row takes the one command type its key names, which a table cannot say to a checker.
Handler = Callable[[Draft, Any], None]
