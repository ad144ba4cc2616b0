"""What is left when a run has ended: the rows of the store, beside what really happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from tests.chaos.book import Book
from tests.chaos.errands import Errand
from tests.chaos.plan import Plan
from tests.chaos.run import Run
from tests.chaos.vendors import Vendors
from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Timer
from tocsin.domain.people import Person
from tocsin.store.contract import EffectRow, InboxRow, ReadTx, Settled, StoredEvent

EVERYTHING = 1000


@dataclass(frozen=True, kw_only=True)
class Case:
    """One incident as the store tells it."""

    incident: Incident
    events: tuple[StoredEvent, ...]
    timers: tuple[Timer, ...]
    settled: tuple[Settled, ...]
    pending: tuple[EffectRow, ...]

    @property
    def key(self) -> str:
        """`INC-1`."""
        return self.incident.key


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Everything the rules look at. `now` is what the wall clock shows at the end."""

    plan: Plan
    book: Book
    vendors: Vendors
    now: datetime
    cases: tuple[Case, ...]
    next_lane: datetime | None
    people: Mapping[str, Person]
    sent: tuple[Errand, ...]
    unanswered: tuple[Errand, ...]
    inbox: Mapping[tuple[str, str], InboxRow] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What must always hold, as a sentence, and the function that looks for a breach."""

    name: str
    sentence: str
    breaches: Callable[[Evidence], Iterable[str]]


def gather(run: Run) -> Evidence:
    """Read the store once."""
    eye = run.home.eye()
    keys = eye.read(_keys)
    errands = tuple(run.sent)
    return Evidence(
        plan=run.plan,
        book=run.book,
        vendors=run.vendors,
        now=run.moments.wall(),
        cases=tuple(eye.read(partial(_case, key)) for key in sorted(keys)),
        people=run.kit.teams.people,
        next_lane=eye.read(lambda tx: tx.next_lane_at()),
        sent=errands,
        unanswered=tuple(run.errands),
        inbox=eye.read(partial(_inbox, errands)),
    )


def _keys(tx: ReadTx) -> list[str]:
    return [row.id for row in tx.incidents(open_only=False, limit=EVERYTHING)]


def _case(key: str, tx: ReadTx) -> Case:
    incident = tx.incident(key)
    if incident is None:
        raise LookupError(f"incident {key} is listed and cannot be read")
    return Case(
        incident=incident,
        events=tuple(tx.events(key)),
        timers=tuple(tx.timers(key)),
        settled=tuple(tx.settled(key)),
        pending=tuple(tx.pending(key)),
    )


def _inbox(errands: tuple[Errand, ...], tx: ReadTx) -> dict[tuple[str, str], InboxRow]:
    found = {}
    for errand in errands:
        row = tx.inbox(errand.source, errand.id) if errand.id else None
        if row is not None:
            found[row.source, row.message_id] = row
    return found
