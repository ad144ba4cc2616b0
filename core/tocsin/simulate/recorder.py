"""Records everything that happens, in order, as rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from tocsin.domain.command import Outcome
from tocsin.domain.event import Event
from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Obligation
from tocsin.domain.obligations import obligations
from tocsin.domain.people import Person, Roster
from tocsin.domain.roles import parse_role
from tocsin.domain.roles.events import RoleAssigned
from tocsin.engine.ports import Attempted
from tocsin.simulate.attempt_rows import attempt_row
from tocsin.simulate.rows import Row
from tocsin.store.contract import EffectRow
from tocsin.wording import timeline
from tocsin.wording.names import names_of


class Recorder:
    """A `Watcher` that also takes rows from the chats and the runner."""

    def __init__(
        self, clock: Callable[[], datetime], start: datetime, people: dict[str, Person]
    ) -> None:
        """`start` is what offsets count from."""
        self.rows: list[Row] = []
        self.zone = "UTC"
        self.latest = ""
        self.rosters: dict[str, Roster] = {}
        self._clock = clock
        self._start = start
        self._people = people
        self._incidents: dict[str, Incident] = {}
        self._late: set[tuple[str, str, datetime]] = set()

    def add(self, kind: str, to: str, text: str, *, incident: str = "", **data: object) -> Row:
        """Record one row."""
        at = self._clock()
        row = Row(
            seq=len(self.rows) + 1,
            at=at.astimezone(ZoneInfo(self.zone)),
            offset=at - self._start,
            kind=kind,
            to=to,
            incident=incident,
            text=text,
            data=data,
        )
        self.rows.append(row)
        return row

    def key(self, incident_id: str) -> str:
        """Return `INC-1` for an incident id, or ""."""
        known = self._incidents.get(incident_id)
        return known.key if known else ""

    def committed(self, outcome: Outcome) -> None:
        """Record events, roles and obligations."""
        after = outcome.incident
        self._incidents[after.id] = after
        self.latest = after.key
        for event in outcome.events:
            self._event(event, after)
        self._owed(outcome)

    def _event(self, event: Event, incident: Incident) -> None:
        text = timeline.text(event, names_of(self._people), incident.timezone)
        self.add("event", "", text, incident=incident.key, type=event.type, by=event.by)
        if isinstance(event, RoleAssigned):
            self.add("role", event.person, text, incident=incident.key, role=event.role)

    def _owed(self, outcome: Outcome) -> None:
        before, after = self._known(outcome.before), self._known(outcome.incident)
        happened = {event.type for event in outcome.events}
        for name, old in before.items():
            new = after.get(name)
            if new is None or (new.generation != old.generation and not old.quiet):
                met = not happened.isdisjoint(old.met_by)
                self._owe(outcome.incident, old, "met" if met else "withdrawn")
        for name, new in after.items():
            past = before.get(name)
            anew = past is None or (past.generation, past.due) != (new.generation, new.due)
            if anew and not (past and past.quiet):
                self._owe(outcome.incident, new, "owed")

    def _known(self, incident: Incident) -> dict[str, Obligation]:
        """What is owed by name; what is quiet counts from when it is due."""
        now = self._clock()
        found = obligations(incident)
        return {owed.name: owed for owed in found if not owed.quiet or owed.due <= now}

    def settled(self) -> None:
        """Record what was due by this moment and is still owed as late."""
        for incident, obligation in self._waited_for():
            if obligation.due <= self._clock():
                self._late.add((incident.id, obligation.name, obligation.due))
                self._owe(incident, obligation, "late")

    def next_due(self) -> datetime | None:
        """Return when the next obligation that is not late yet is due, or None."""
        return min((obligation.due for _, obligation in self._waited_for()), default=None)

    def _waited_for(self) -> list[tuple[Incident, Obligation]]:
        return [
            (incident, obligation)
            for incident in self._incidents.values()
            for obligation in obligations(incident)
            if (incident.id, obligation.name, obligation.due) not in self._late
        ]

    def _owe(self, incident: Incident, obligation: Obligation, state: str) -> None:
        due = obligation.due.astimezone(ZoneInfo(self.zone)).isoformat()
        self.add(
            "obligation", self._owner(incident, obligation), obligation.rule,
            incident=incident.key, name=obligation.name, due=due, rule=obligation.rule, state=state,
        )  # fmt: skip

    def _owner(self, incident: Incident, obligation: Obligation) -> str:
        """A role as its key, a rotation as the person who is on call in it."""
        roster = self.rosters.get(incident.team)
        if parse_role(obligation.owner) or roster is None:
            return obligation.owner
        return next(iter(roster.resolve(obligation.owner)), obligation.owner)

    def attempted(self, row: EffectRow, outcome: Attempted, error: str) -> None:
        """Record each attempt with a paging tool or a tracker."""
        incident = self._incidents.get(row.incident)
        if incident is None:
            return  # a team's own: what went out is a row of its chat
        noted = attempt_row(row, incident)
        if noted is not None:
            data = {**noted.data, "outcome": outcome}
            self.add(noted.kind, noted.to, error or noted.text, incident=incident.key, **data)
