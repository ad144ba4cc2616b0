"""Generated points of a post-mortem, each with the events it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from tocsin.domain.declare import Declared
from tocsin.domain.event import Event
from tocsin.domain.flags.events import FlagSet
from tocsin.domain.gaps import GapRecorded
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import SectionKey
from tocsin.domain.mitigation import (
    MitigationApproved,
    MitigationDone,
    MitigationProposed,
    MitigationRejected,
)
from tocsin.domain.notes import Noted
from tocsin.domain.roles.events import RoleAssigned
from tocsin.domain.severity.events import SeverityChanged
from tocsin.domain.updates import UpdatePosted

PointKey = Literal[
    "opened", "over", "not-over", "broken", "customers", "flagged", "page-entries", "mailed",
    "noticed", "alerts", "detected-after", "start-unknown", "answered-after", "led-by",
    "severity", "changed", "mitigated-after", "decided", "answered-in-time", "updates-kept",
    "approved-all", "gap", "gap-flagged", "came-back", "unreachable", "not-told", "working-hours",
    "seen-by-people", "cause", "finding",
]  # fmt: skip
Kept = Sequence[tuple[int, Event]]
WORKDAYS: Final = 5
DAYTIME: Final = range(9, 17)


@dataclass(frozen=True, kw_only=True)
class Point:
    """One generated statement.

    Args:
        key: What kind of statement; the wording has a row for it.
        cites: Sequence numbers of the events it rests on; never empty.
        words: What somebody or something said, as it was said.
        who: Person ids.
        span: How long something took.
        count: How many; of a change its number.
        strategy: Which kind of change.
        state: What became of a change: `proposed`, `approved`, `rejected`, `done`, `done-early`.
    """

    key: PointKey
    cites: tuple[int, ...]
    words: str = ""
    who: tuple[str, ...] = ()
    at: datetime | None = None
    span: timedelta | None = None
    count: int = 0
    strategy: str = ""
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class Record:
    """An incident and the events it is made of, oldest first, with their sequence numbers."""

    incident: Incident
    kept: Kept

    def of(self, *types: str) -> tuple[int, ...]:
        """Where events of these types stand."""
        return tuple(seq for seq, event in self.kept if event.type in types)

    def first(self, *types: str) -> tuple[int, ...]:
        """Where the first of them stands."""
        return self.of(*types)[:1]

    def span(self, begin: str, end: str) -> timedelta | None:
        """The time between two milestones, where both are known and in order."""
        known = self.incident.milestones
        if begin not in known or end not in known or known[end] < known[begin]:
            return None
        return known[end] - known[begin]


Points = Iterable[Point]
# In these statuses of an update its impact says what is broken; later it says what works again.
BROKEN: Final = frozenset({"Investigating", "Mitigating"})


def points(incident: Incident, kept: Kept) -> dict[SectionKey, tuple[Point, ...]]:
    """Every section with what the record says for it; some say nothing."""
    record = Record(incident=incident, kept=tuple(kept))
    return {
        section: tuple(point for point in gather(record) if point.cites)
        for section, gather in _SECTIONS.items()
    }


def _summary(record: Record) -> Iterator[Point]:
    incident, known = record.incident, record.incident.milestones
    opened = next((event for _, event in record.kept if isinstance(event, Declared)), None)
    by = (opened.by,) if opened is not None else ()
    yield Point(key="opened", cites=record.first("declared"), at=incident.declared, who=by)
    yield from list(_broken(record))[:1]
    yield from _stopped(record)
    if "resolved" in known:
        over = record.of("resolved")[-1:]
        span = known["resolved"] - min(known["resolved"], known.get("declared", incident.declared))
        yield Point(key="over", cites=over, at=known["resolved"], span=span)
    else:
        yield Point(key="not-over", cites=record.first("declared"), words=incident.status)
    yield from _labelled(record)


def _stopped(record: Record) -> Iterator[Point]:
    mitigated = record.of("mitigated")[-1:]
    yield Point(key="mitigated-after", cites=mitigated, span=record.span("declared", "mitigated"))


def _labelled(record: Record) -> Iterator[Point]:
    if record.incident.cause:
        cites = record.of("cause-labelled")[-1:]
        yield Point(key="cause", cites=cites, words=record.incident.cause)


def _broken(record: Record) -> Iterator[Point]:
    """What people said is broken, each wording once."""
    said: dict[str, int] = {}
    for seq, event in record.kept:
        if isinstance(event, UpdatePosted) and event.status in BROKEN:
            said.setdefault(event.impact, seq)
    for words, seq in said.items():
        yield Point(key="broken", cites=(seq,), words=words)


def _impact(record: Record) -> Iterator[Point]:
    incident = record.incident
    if incident.triage is not None:
        cites = record.of("triage-answered")[-1:]
        yield Point(key="customers", cites=cites, words=incident.triage.customers)
    yield from _broken(record)
    for seq, event in record.kept:
        if isinstance(event, FlagSet) and event.flag in incident.flags:
            yield Point(key="flagged", cites=(seq,), words=event.flag)
    posted = record.of("status-page-posted")
    yield Point(key="page-entries", cites=posted, count=len(posted))
    mailed = record.of("customers-notified")
    yield Point(key="mailed", cites=mailed, count=len(mailed))


def _detection(record: Record) -> Iterator[Point]:
    incident, first = record.incident, record.first("declared")
    yield Point(key="noticed", cites=first, words=incident.source, at=incident.declared)
    fired = record.first("alert-fired")
    yield Point(key="alerts", cites=fired, count=len(record.of("alert-fired")))
    span = record.span("impact-started", "detected") or record.span("impact-started", "declared")
    if span is not None:
        cites = (*record.of("milestone-set")[-1:], *first)
        yield Point(key="detected-after", cites=cites, span=span)
    else:
        yield Point(key="start-unknown", cites=first)


def _response(record: Record) -> Iterator[Point]:
    answered = record.first("acknowledged")
    yield Point(key="answered-after", cites=answered, span=record.span("declared", "acknowledged"))
    for seq, event in record.kept:
        row = _RESPONSES.get(event.type)
        point = row(record, seq, event) if row is not None else None
        if point is not None:
            yield point
    yield from _stopped(record)


def _led(_record: Record, seq: int, event: Event) -> Point | None:
    if not isinstance(event, RoleAssigned) or event.role != "ic" or event.standing:
        return None
    return Point(key="led-by", cites=(seq,), who=(event.person,), at=event.at)


def _judged(_record: Record, seq: int, event: Event) -> Point | None:
    if not isinstance(event, SeverityChanged):
        return None
    return Point(key="severity", cites=(seq,), words=event.severity, at=event.at)


def _decided(_record: Record, seq: int, event: Event) -> Point | None:
    if not isinstance(event, Noted) or event.kind != "decision":
        return None
    return Point(key="decided", cites=(seq,), words=event.text, at=event.at)


def _changed(record: Record, seq: int, event: Event) -> Point | None:
    """A change with what became of it, as far as the record goes."""
    if not isinstance(event, MitigationProposed):
        return None
    answers = MitigationApproved | MitigationRejected | MitigationDone
    later = [
        (n, answer)
        for n, answer in record.kept
        if isinstance(answer, answers) and answer.n == event.n
    ]
    return Point(
        key="changed",
        cites=(seq, *(n for n, _ in later)),
        words=event.what,
        at=event.at,
        count=event.n,
        strategy=event.strategy,
        state=_became(later[-1][1]) if later else "proposed",
    )


def _became(event: Event) -> str:
    if isinstance(event, MitigationDone):
        return "done" if event.approved else "done-early"
    return "approved" if isinstance(event, MitigationApproved) else "rejected"


_RESPONSES: Final[Mapping[str, Callable[[Record, int, Event], Point | None]]] = {
    "role-assigned": _led,
    "severity-changed": _judged,
    "noted": _decided,
    "mitigation-proposed": _changed,
}


def _cause(record: Record) -> Iterator[Point]:
    yield from _labelled(record)
    for seq, event in record.kept:
        if isinstance(event, Noted) and event.kind == "finding":
            yield Point(key="finding", cites=(seq,), words=event.text)


def _well(record: Record) -> Iterator[Point]:
    incident, gaps = record.incident, set(record.incident.gaps)
    row = incident.policy.severity(incident.severity) if incident.severity else None
    answered = record.span("declared", "acknowledged")
    if row and row.response and answered is not None and answered <= row.response:
        cites = record.first("acknowledged")
        yield Point(key="answered-in-time", cites=cites, span=answered)
    if "missed update" not in gaps:
        updates = record.of("update-posted")
        yield Point(key="updates-kept", cites=updates, count=len(updates))
    if "unapproved change" not in gaps:
        done = record.of("mitigation-done")
        yield Point(key="approved-all", cites=done, count=len(done))


def _wrong(record: Record) -> Iterator[Point]:
    for seq, event in record.kept:
        if isinstance(event, GapRecorded):
            yield Point(key="gap", cites=(seq,), words=event.gap)
        elif isinstance(event, FlagSet) and event.flag == "process-gap":
            yield Point(key="gap-flagged", cites=(seq,), words=event.reason)
    back = record.of("relapsed", "reopened")
    yield Point(key="came-back", cites=back, count=len(back))
    unreachable = record.of("page-undeliverable", "page-failed-over")
    yield Point(key="unreachable", cites=unreachable, count=len(unreachable))
    dead = record.of("effect-died", "room-failed")
    yield Point(key="not-told", cites=dead, count=len(dead))


def _lucky(record: Record) -> Iterator[Point]:
    """Only what the record shows; people add what they know."""
    incident, first = record.incident, record.first("declared")
    local = incident.declared.astimezone(ZoneInfo(incident.timezone))
    if local.weekday() < WORKDAYS and local.hour in DAYTIME:
        yield Point(key="working-hours", cites=first, at=incident.declared)
    if incident.source != "alert" and not record.of("alert-fired"):
        yield Point(key="seen-by-people", cites=first)


def _nothing(_record: Record) -> Points:
    return ()


_SECTIONS: Final[Mapping[SectionKey, Callable[[Record], Points]]] = {
    "summary": _summary,
    "impact": _impact,
    "detection": _detection,
    "response": _response,
    "cause": _cause,
    "went-well": _well,
    "went-wrong": _wrong,
    "lucky": _lucky,
    "lessons": _nothing,
}
