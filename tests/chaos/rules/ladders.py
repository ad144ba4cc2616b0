"""Rules about time: ladders climb as the team file says, by nobody's function but our own table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.chaos.evidence import Case, Evidence, Rule
from tests.chaos.team import ALARM_MINUTES, CALLS
from tocsin.domain.escalation.events import LadderStarted
from tocsin.domain.obligations import timers
from tocsin.domain.paging.events import PageRequested
from tocsin.domain.severity.events import SeverityChanged

LADDERS: Mapping[str, str] = {"short-p0": "P0", "short-p1": "P1"}
ENDS = frozenset(
    "acknowledged resolved declined closed merged reopen-withdrawn ladder-started".split()
)
LOWER = frozenset({"P2", "P3"})
FOREVER = 2**62


@dataclass(kw_only=True)
class Climb:
    """One ladder that ran, as the events tell it.

    Args:
        began, ended: Commits between which it ran.
        spared: Who reopened the incident, and so is not called by its first step.
        made: (step, round, person) -> when that page was requested.
    """

    severity: str
    started: datetime
    began: int
    ended: int = FOREVER
    spared: str = ""
    made: dict[tuple[int, int, str], tuple[datetime, int]] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)
    alarm: datetime | None = None

    def wanted(self) -> Iterator[tuple[int, int, str, datetime]]:
        """(step, round, person, when) of every call."""
        for (step, number), (minutes, people) in CALLS[self.severity].items():
            for person in sorted(people - {self.spared if (step, number) == (0, 1) else ""}):
                yield step, number, person, self.started + timedelta(minutes=minutes)


def climbs(seen: Evidence, case: Case) -> list[Climb]:
    """The ladders of an incident that page somebody."""
    found: list[Climb] = []
    running: Climb | None = None
    reopened = (0, "")
    for one in seen.book.events:
        event = one.event
        if one.incident != case.incident.id:
            continue
        lowered = isinstance(event, SeverityChanged) and event.severity in LOWER
        if running is not None and (event.type in ENDS or lowered):
            running.ended, running = one.commit, None
        if isinstance(event, LadderStarted) and event.name in LADDERS:
            running = Climb(severity=LADDERS[event.name], started=event.at, began=one.commit)
            running.spared = reopened[1] if reopened[0] == one.commit else ""
            found.append(running)
        if event.type == "reopened":
            reopened = (one.commit, event.by)
        if running is None:
            continue
        if isinstance(event, PageRequested) and event.purpose == "ladder":
            call = (event.step, event.round, event.person)
            if call in running.made:
                running.twice.append(f"{event.person} was called twice by {call[:2]}")
            running.made[call] = (event.at, one.commit)
        if event.type == "ladder-exhausted":
            running.alarm = event.at
    return found


def ladders_climb(seen: Evidence) -> Iterator[str]:
    """Whoever must be called was called, once nothing was due any more by some clock."""
    for case in seen.cases:
        for climb in climbs(seen, case):
            yield from (f"{case.key}: {text}" for text in climb.twice)
            for mark in seen.book.watermarks:
                if climb.began <= mark.commit < climb.ended:
                    yield from _missed(case, climb, mark.commit, mark.now)


def _missed(case: Case, climb: Climb, commit: int, now: datetime) -> Iterator[str]:
    for step, number, person, due in climb.wanted():
        made = climb.made.get((step, number, person))
        if due <= now and (made is None or made[1] > commit):
            yield (
                f"{case.key}: {climb.severity} step {step} of round {number} ({person}) was due "
                f"{due:%H:%M:%S}, and at {now:%H:%M:%S} nobody had called"
            )


def never_early(seen: Evidence) -> Iterator[str]:
    """No step is taken before its time by the clock of whoever takes it."""
    for case in seen.cases:
        for climb in climbs(seen, case):
            for step, number, person, due in climb.wanted():
                made = climb.made.get((step, number, person))
                if made is not None and made[0] < due:
                    early = due - made[0]
                    yield f"{case.key}: {person} was called {early} before {due:%H:%M:%S}"
            alarm = climb.started + timedelta(minutes=ALARM_MINUTES[climb.severity])
            if climb.alarm is not None and climb.alarm < alarm:
                yield f"{case.key}: the alarm came early"


def timers_stand(seen: Evidence) -> Iterator[str]:
    """The timers are what is owed; a ladder that is not at its end has the next one."""
    for case in seen.cases:
        if set(case.timers) != set(timers(case.incident)):
            yield f"{case.key}: the timers are not what is owed"
        for climb in climbs(seen, case):
            if climb.ended != FOREVER:
                continue
            calls = [one for one in climb.wanted() if one[:3] not in climb.made]
            first = min((due for *_, due in calls), default=None)
            timer = next((one for one in case.timers if one.name == "ack"), None)
            if first is not None and (timer is None or timer.due > first):
                yield f"{case.key}: nobody calls at {first:%H:%M:%S}"


RULES: Iterable[Rule] = (
    Rule(
        name="ladders-climb",
        sentence="Unanswered, everybody on the ladder is called by the time the team file says, "
        "once for each step and round.",
        breaches=ladders_climb,
    ),
    Rule(
        name="never-early",
        sentence="No step is taken before its time by the clock of whoever takes it.",
        breaches=never_early,
    ),
    Rule(
        name="timers-stand",
        sentence="The timers are what is owed: an unanswered ladder below its end has the next "
        "call's timer, due no later, and the sweeper finds nothing to mend.",
        breaches=timers_stand,
    ),
)
