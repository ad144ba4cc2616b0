"""What the handler of a command works with: the events so far, and the incident after them.

It knows no noun: what an event does to the incident, and what is owed, is handed to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tocsin.domain.event import Event
from tocsin.domain.gaps import GapRecorded
from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Nudge, Obligation
from tocsin.domain.people import ENGINE, Roster
from tocsin.domain.quoting import without_backticks


@dataclass(kw_only=True)
class CommandContext:
    """The events of one command so far, the incident after them, and who asks when.

    It lives inside one call of `decide`; later rules see what earlier ones decided.

    Args:
        evolve: The incident after an event.
        find_owed: What is owed by an incident under a name, if it is owed.
    """

    incident: Incident
    by: str
    at: datetime
    roster: Roster
    evolve: Callable[[Incident, Event], Incident]
    find_owed: Callable[[Incident, str], Obligation | None]
    events: list[Event] = field(default_factory=list)

    def add(
        self, make: Callable[..., Event], /, *, by: str | None = None, **fields: object
    ) -> None:
        """Add an event of this kind, now, by whoever asks (or `by`)."""
        event = make(at=self.at, by=self.by if by is None else by, **fields)
        self.events.append(event)
        self.incident = self.evolve(self.incident, event)

    def gap(self, gap: str, text: str) -> None:
        """Add a process gap, once for each kind: material for learning."""
        if gap not in self.incident.gaps:
            self.add(GapRecorded, by=ENGINE, gap=gap, text=text)

    def name(self, person: str) -> str:
        """The name people know an id by, for a refusal."""
        return without_backticks(self.roster.name(person))

    def owed(self, name: str) -> Obligation | None:
        """The obligation of this name, if it is owed now."""
        return self.find_owed(self.incident, name)


# A row takes the one command type its key names, which a table cannot say to a checker.
CommandHandler = Callable[[CommandContext, Any], None]
NudgeHandler = Callable[[CommandContext, Obligation, Nudge], None]
