"""The numbers of a quarter, each against the goal of the process.

"Number of incidents by severity; Mean Time to Detect; Mean Time to Resolve; repeat incidents (same
root cause); customer-impacting incidents. Goals: MTTD < 5 minutes, MTTR (P0) < 1 hour, MTTR (P1)
< 4 hours, repeat incidents: 0." Drills, declined and merged incidents are left out.

Times: detect = detected - impact-started, acknowledge = acknowledged - detected, resolve = fixed
- detected. The stable minutes between `fixed` and `resolved` would halve the P0 goal, so the time
until `resolved` is only shown beside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import mean
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

from tocsin.domain.calendar import wall_to_utc
from tocsin.domain.flags import CUSTOMERS
from tocsin.domain.incident import Incident
from tocsin.domain.quoting import quoted
from tocsin.domain.severity import SEVERITIES, Severity
from tocsin.errors import InvalidValue

PRIVATE: Final = "(private)"
LEFT_OUT = frozenset({"declined", "merged"})
Chart = Literal["incidents", "times"]
CHARTS: Final[tuple[Chart, ...]] = get_args(Chart)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The figures of one incident that metrics are made of; no cause of a private one."""

    number: int
    team: str
    severity: Severity | None
    status: str
    source: str
    declared: datetime
    flags: frozenset[str]
    milestones: Mapping[str, datetime]
    cause: str

    @property
    def key(self) -> str:
        """`INC-42`."""
        return f"INC-{self.number}"


def measure(incident: Incident) -> Measured:
    """The part of an incident that is measured."""
    return Measured(
        number=incident.number,
        team=incident.team,
        severity=incident.severity,
        status=incident.status,
        source=incident.source,
        declared=incident.declared,
        flags=incident.flags,
        milestones=incident.milestones,
        cause=incident.cause,
    )


@dataclass(frozen=True, kw_only=True)
class Quarter:
    """A quarter of a year, in a team's time zone. `n` is 1 to 4."""

    year: int
    n: int
    timezone: str

    def __str__(self) -> str:
        """`2026-Q4`."""
        return f"{self.year}-Q{self.n}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.n - 2, 1)

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies in it."""
        return quarter_of(at, self.timezone) == self

    @property
    def begins(self) -> datetime:
        """Its first moment."""
        return wall_to_utc(self.first, time(), self.timezone)

    @property
    def looked_at(self) -> tuple[datetime, datetime]:
        """From the first moment of the quarter before it to its own end, which is left out."""
        year, n = (self.year, self.n + 1) if self.n < 4 else (self.year + 1, 1)
        return self.before.begins, Quarter(year=year, n=n, timezone=self.timezone).begins

    @property
    def before(self) -> Quarter:
        """The quarter before it."""
        year, n = (self.year, self.n - 1) if self.n > 1 else (self.year - 1, 4)
        return Quarter(year=year, n=n, timezone=self.timezone)


def quarter_of(at: datetime, timezone: str) -> Quarter:
    """The quarter a moment lies in."""
    day = at.astimezone(ZoneInfo(timezone)).date()
    return Quarter(year=day.year, n=(day.month + 2) // 3, timezone=timezone)


def parse_quarter(text: str, timezone: str) -> Quarter:
    """`2026-Q4`, in any case.

    Raises:
        InvalidValue: It is none.
    """
    found = re.fullmatch(r"([12]\d{3})-?[qQ]([1-4])", text.strip())
    if found is None:
        raise InvalidValue(f"{quoted(text)} is no quarter. Write it as 2026-Q4.")
    return Quarter(year=int(found[1]), n=int(found[2]), timezone=timezone)


@dataclass(frozen=True, kw_only=True)
class Times:
    """One measure over several incidents.

    Args:
        sample: How many had it.
        lacking: How many lacked a milestone.
        disordered: How many had its milestones the wrong way round; they are not counted.
    """

    name: str
    sample: int
    lacking: int
    mean: timedelta | None
    median: timedelta | None
    p90: timedelta | None
    goal: timedelta | None = None
    disordered: int = 0

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without a goal or without data."""
        return None if self.goal is None or self.mean is None else self.mean < self.goal


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """Incidents with one cause, the earliest first; the first is no repeat."""

    cause: str
    keys: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Metrics:
    """A quarter of one team. `previous` is the number of incidents in the quarter before."""

    team: str
    quarter: Quarter
    total: int
    previous: int
    by_severity: Mapping[str, int]
    by_source: Mapping[str, int]
    by_month: Mapping[str, Mapping[str, int]]
    times: tuple[Times, ...]
    repeats: tuple[Repeat, ...]
    repeated: int
    without_cause: int
    customer_impacting: int
    open: int
    left_out: int


# name -> (from milestone, to milestone, of which severity, goal)
MEASURES: tuple[tuple[str, str, str, Severity | None, timedelta | None], ...] = (
    ("MTTD", "impact-started", "detected", None, timedelta(minutes=5)),
    ("MTTA", "detected", "acknowledged", None, None),
    ("MTTR", "detected", "fixed", None, None),
    ("MTTR (P0)", "detected", "fixed", "P0", timedelta(hours=1)),
    ("MTTR (P1)", "detected", "fixed", "P1", timedelta(hours=4)),
    ("Until resolved", "detected", "resolved", None, None),
)


def metrics(team: str, incidents: Iterable[Measured], quarter: Quarter) -> Metrics:
    """The numbers of a quarter.

    Args:
        incidents: Those declared in the time `quarter.looked_at`, and any that have a cause in
            common with one of these; more do no harm.
    """
    every = sorted(
        (incident for incident in incidents if incident.team == team),
        key=lambda incident: incident.number,
    )
    counted = [incident for incident in every if _counts(incident)]
    these = [incident for incident in counted if quarter.holds(incident.declared)]
    repeats = _repeats(counted)
    inside = {incident.key for incident in these}
    known = {incident.key: incident for incident in counted}
    return Metrics(
        team=team,
        quarter=quarter,
        total=len(these),
        previous=sum(quarter.before.holds(incident.declared) for incident in counted),
        by_severity=_by_severity(these),
        by_source=dict(sorted(Counter(incident.source for incident in these).items())),
        by_month=_by_month(these, quarter),
        times=tuple(_times(*measure, these) for measure in MEASURES),
        repeats=tuple(_told(repeat, known) for repeat in repeats if inside & set(repeat.keys[1:])),
        repeated=sum(key in inside for repeat in repeats for key in repeat.keys[1:]),
        without_cause=sum(not incident.cause for incident in these),
        customer_impacting=sum(bool(incident.flags & CUSTOMERS) for incident in these),
        open=sum(incident.status not in ("resolved", "closed") for incident in these),
        left_out=sum(
            not _counts(incident) and quarter.holds(incident.declared) for incident in every
        ),
    )


def _counts(incident: Measured) -> bool:
    return incident.status not in LEFT_OUT and "drill" not in incident.flags


def _by_severity(incidents: Sequence[Measured]) -> dict[str, int]:
    found = Counter(incident.severity or "none" for incident in incidents)
    wanted = (*SEVERITIES, *(("none",) if found["none"] else ()))
    return {severity: found[severity] for severity in wanted}


def _by_month(incidents: Sequence[Measured], quarter: Quarter) -> dict[str, dict[str, int]]:
    zone = ZoneInfo(quarter.timezone)
    first = quarter.first.month
    months = [f"{quarter.year}-{month:02}" for month in range(first, first + 3)]
    found = {month: Counter[str]() for month in months}
    for incident in incidents:
        found[f"{incident.declared.astimezone(zone):%Y-%m}"][incident.severity or "none"] += 1
    return {month: dict(sorted(counts.items())) for month, counts in found.items()}


def _times(
    name: str,
    start: str,
    end: str,
    severity: Severity | None,
    goal: timedelta | None,
    incidents: Sequence[Measured],
) -> Times:
    of = [incident for incident in incidents if severity in (None, incident.severity)]
    known = [
        incident.milestones[end] - incident.milestones[start]
        for incident in of
        if start in incident.milestones and end in incident.milestones
    ]
    spans = sorted(span for span in known if span >= timedelta())
    seconds = [span.total_seconds() for span in spans]
    return Times(
        name=name,
        sample=len(spans),
        lacking=len(of) - len(known),
        disordered=len(known) - len(spans),
        mean=timedelta(seconds=round(mean(seconds))) if seconds else None,
        median=_percentile(spans, 50),
        p90=_percentile(spans, 90),
        goal=goal,
    )


def _percentile(spans: Sequence[timedelta], percent: int) -> timedelta | None:
    """The nearest rank: an observed value, never one between two."""
    if not spans:
        return None
    return spans[max(0, -(-len(spans) * percent // 100) - 1)]


def normalised_cause(cause: str) -> str:
    """The label as it is compared: case, blanks and punctuation do not tell causes apart."""
    return " ".join(re.findall(r"\w+", cause.casefold()))


def _repeats(incidents: Sequence[Measured]) -> list[Repeat]:
    found: dict[str, list[Measured]] = {}
    for incident in sorted(incidents, key=lambda incident: (incident.declared, incident.number)):
        if normalised_cause(incident.cause):
            found.setdefault(normalised_cause(incident.cause), []).append(incident)
    return [
        Repeat(cause=many[0].cause, keys=tuple(incident.key for incident in many))
        for many in found.values()
        if len(many) > 1
    ]


def _told(repeat: Repeat, measured: Mapping[str, Measured]) -> Repeat:
    """The same for everybody: a label is not told of a private incident, nor with its number."""
    public = [incident for key in repeat.keys if "private" not in (incident := measured[key]).flags]
    if not public:
        return Repeat(cause=PRIVATE, keys=repeat.keys)
    open_to_all = {incident.key for incident in public}
    keys = tuple(key if key in open_to_all else PRIVATE for key in repeat.keys)
    return Repeat(cause=public[0].cause, keys=keys)
