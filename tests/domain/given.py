"""Given a team and what happened; when somebody asks something; then these events.

A `Story` is one incident on a virtual clock. Its clock stands at the declaration (minute 0) and
moves only when told to; `wait(minutes)` fires every timer on its way, as the engine does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from tocsin.domain.alerts.decide import AlertChange, RecordAlerts
from tocsin.domain.approvals import Approve
from tocsin.domain.calendar import BusinessCalendar
from tocsin.domain.command import Command
from tocsin.domain.decide import decide
from tocsin.domain.declare import Declare, Report
from tocsin.domain.effect import Effect
from tocsin.domain.effects import effects
from tocsin.domain.event import Event
from tocsin.domain.evolve import evolve, fold
from tocsin.domain.fall_due import FallDue
from tocsin.domain.incident import Incident
from tocsin.domain.mitigation import FinishMitigation, MarkMitigated, Mitigate
from tocsin.domain.obligation import Obligation, Timer
from tocsin.domain.obligations import obligations, owed, timers
from tocsin.domain.paging.answers import Acknowledge
from tocsin.domain.paging.events import PageRequested
from tocsin.domain.people import ENGINE, Person, Roster
from tocsin.domain.policy import DEFAULT_POLICY, ProcessPolicy
from tocsin.domain.resolution import Check, Resolve
from tocsin.domain.roles.decide import Take
from tocsin.errors import Forbidden, RejectedCommand

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday, 10:00 in Berlin
BERLIN = "Europe/Berlin"
TOOLS = ("hook", "spare")
PROM = "alerts.prom"
NAMES = ("ana", "bo", "cy", "eve", "cto", "lea", "max", "sam", "ada")
MOST_FIRINGS = 500

E = TypeVar("E")


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def team(**changed: Any) -> Roster:
    """Ana is primary, Bo backup, Eve the EM, Sam security, Ada an admin; Cy and Max are around."""
    given: dict[str, Any] = {
        "team": "shop",
        "timezone": BERLIN,
        "calendar": BusinessCalendar(timezone=BERLIN),
        "as_of": START,
        "people": {name: Person(id=name, name=name.title()) for name in NAMES},
        "admins": frozenset({"ada"}),
        "on_call": {"primary": "ana", "backup": "bo"},
        "contacts": {"em": ("eve",), "cto": ("cto",), "leadership": ("lea",), "security": ("sam",)},
        "paging": {"P0": TOOLS, "P1": TOOLS},
        "ticketing": ("list",),
        "instances": {"alerts": ("prom",)},
        "platforms": ("console",),
    }
    return Roster(**{**given, **changed})


def declare(severity: str | None = "P1", **changed: Any) -> Declare:
    given: dict[str, Any] = {"title": "checkout returns 500s", "number": 7, "policy_hash": "h"}
    return Declare(**{**given, "severity": severity, **changed})


def report(**changed: Any) -> Report:
    given: dict[str, Any] = {"title": "it is slow", "number": 7, "policy_hash": "h"}
    return Report(**{**given, **changed})


def alert(name: str = "a1", *, firing: bool = True, minutes: float = 0) -> AlertChange:
    return AlertChange(fingerprint=name, title=f"alert {name}", firing=firing, started=at(minutes))


def group(*alerts: AlertChange, **changed: Any) -> RecordAlerts:
    given: dict[str, Any] = {"key": "g", "title": "errors", "severity": "P1"}
    return RecordAlerts(alerts=alerts, **{**given, **changed})


def kinds(events: Iterable[Event]) -> list[str]:
    return [event.type for event in events]


def only(kind: type[E], events: Iterable[object]) -> list[E]:
    return [event for event in events if isinstance(event, kind)]


class Story:
    """One incident, its clock, its team, and everything that happened."""

    def __init__(
        self, *, roster: Roster | None = None, policy: ProcessPolicy | None = None
    ) -> None:
        self.roster = roster or team()
        self.blank = Incident(id="uuid-7", policy=policy or DEFAULT_POLICY)
        self.incident = self.blank
        self.events: list[Event] = []
        self.effects: list[Effect] = []
        self.now = START

    def at(self, minutes: float) -> Story:
        """Move the clock without firing anything (the engine was down)."""
        self.now = at(minutes)
        return self

    def when(self, command: Command, *, by: str = "ana") -> tuple[Event, ...]:
        events = decide(self.incident, command, by=by, at=self.now, roster=self.roster)
        for event in events:
            self.incident = evolve(self.incident, event)
            self.effects += effects(event, self.incident)
        self.events += events
        return events

    def does(self, *commands: Command, by: str = "ana") -> Story:
        for command in commands:
            self.when(command, by=by)
        return self

    def refused(self, command: Command, *, by: str = "ana") -> str:
        """The sentence of the refusal; nothing has happened."""
        before = self.incident
        with pytest.raises(RejectedCommand) as caught:
            self.when(command, by=by)
        assert self.incident == before
        assert not isinstance(caught.value, Forbidden), str(caught.value)
        return str(caught.value)

    def forbidden(self, command: Command, *, by: str) -> str:
        with pytest.raises(Forbidden) as caught:
            self.when(command, by=by)
        return str(caught.value)

    def due(self) -> list[Timer]:
        return sorted(
            (timer for timer in timers(self.incident) if timer.due <= self.now),
            key=lambda timer: timer.due,
        )

    def fire(self, timer: Timer) -> tuple[Event, ...]:
        return self.when(
            FallDue(name=timer.name, nudge=timer.nudge, generation=timer.generation), by=ENGINE
        )

    def fall_due(self) -> list[Event]:
        """Everything that is due now, in order."""
        happened: list[Event] = []
        for _ in range(MOST_FIRINGS):
            waiting = self.due()
            if not waiting:
                return happened
            happened += self.fire(waiting[0])
        raise AssertionError(f"timers never settle: {self.due()}")

    def wait(self, minutes: float) -> list[Event]:
        """Let the clock run to a minute, firing each timer when its time comes."""
        happened: list[Event] = []
        while True:
            following = min((timer.due for timer in timers(self.incident)), default=None)
            if following is None or following > at(minutes):
                break
            self.now = max(self.now, following)
            happened += self.fall_due()
        self.now = at(minutes)
        return happened

    def minute(self, event: Event) -> float:
        return (event.at - START).total_seconds() / 60

    def minute_now(self) -> float:
        return (self.now - START).total_seconds() / 60

    def pages(self) -> list[tuple[float, str, int, int]]:
        """(minute, person, step, round) of every ladder page so far."""
        return [
            (self.minute(one), one.person, one.step, one.round)
            for one in only(PageRequested, self.events)
            if one.purpose == "ladder"
        ]

    def owed(self, name: str) -> Obligation:
        found = owed(self.incident, name)
        assert found is not None, f"{name} is not owed: {self.names()}"
        return found

    def names(self) -> list[str]:
        return [one.name for one in obligations(self.incident)]

    def ops(self, *, since: int = 0) -> list[str]:
        return [effect.op for effect in self.effects[since:]]

    def refold(self) -> Incident:
        return fold(self.events, self.blank)


def opened(severity: str | None = "P1", *, by: str = "cy", **changed: Any) -> Story:
    """An incident Cy declared at minute 0."""
    story = Story(roster=changed.pop("roster", None), policy=changed.pop("policy", None))
    return story.does(declare(severity, **changed), by=by)


def commanded(severity: str | None = "P1", **changed: Any) -> Story:
    """Declared by Cy, acknowledged by Ana, who is IC."""
    return opened(severity, **changed).does(Acknowledge())


def monitoring(severity: str = "P1", *, minutes: float = 10) -> Story:
    """Mitigated at this minute, after an approved rollback by Bo."""
    story = commanded(severity)
    story.does(Take(role="tl"), Mitigate(strategy="rollback", what="deploy 812"), by="bo")
    story.does(Approve())
    return story.at(minutes).does(FinishMitigation(), by="bo").does(MarkMitigated())


def ticked(story: Story) -> Story:
    """The checks that people tick."""
    return story.does(Check(n=1), Check(n=2), Check(n=5))


def resolved(severity: str = "P1") -> Story:
    """Resolved at minute 45 with everything checked."""
    story = ticked(monitoring(severity))
    story.wait(45)
    return story.does(Resolve())


def shorter(**changed: Any) -> ProcessPolicy:
    return replace(DEFAULT_POLICY, **changed)


def row(severity: Any, **changed: Any) -> ProcessPolicy:
    """The default process with one changed row."""
    rows: Mapping[Any, Any] = DEFAULT_POLICY.severities
    return shorter(severities={**rows, severity: replace(rows[severity], **changed)})
