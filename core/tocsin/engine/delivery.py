"""Delivery: claims a lane, makes one attempt, settles it. The engine owns every retry.

Claiming and the record that an attempt begins are one commit, in which the incident is asked
whether the effect is still wanted: after an acknowledgement no page is newly sent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tocsin.domain.people import ENGINE
from tocsin.domain.undelivered import EffectDied, EffectGone
from tocsin.engine.attempts import Attempts, Failed, Postponed, Result, Succeeded, still_wanted
from tocsin.engine.backoff import EAGER, GIVE_UP, next_try
from tocsin.engine.effect_owners import is_no_incidents
from tocsin.engine.execute import CommandExecutor
from tocsin.engine.page_attempts import fail_over_early, outcome_unknown
from tocsin.engine.ports import Clock, Watcher
from tocsin.engine.worker_limits import (
    CallsInFlight,
    EntryCounter,
    Place,
    WorkerLimit,
    WorkersInUse,
)
from tocsin.error_location import error_location
from tocsin.errors import StoreUnavailable
from tocsin.store.contract import Claim, EffectRow, Pool, Store, Turn, Tx

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=15)
POISONED = timedelta(seconds=60)
RUN = timedelta(seconds=1)
IN_ROOMS = frozenset({"feed", "card", "topic", "members"})
# Nobody has to do it by hand: what is new is told elsewhere too, or nobody waits for it.
BY_THE_WAY = frozenset({"announced", "alert-ack"})


@dataclass(frozen=True, kw_only=True)
class ClaimedEffect:
    """A claimed effect whose attempt has begun; `incident` is INC-42, or whose else it is."""

    claim: Claim
    row: EffectRow
    incident: str
    place: Place

    @property
    def fields(self) -> dict[str, object]:
        """What a log line about it has beside its words."""
        return {
            "incident": self.incident,
            "correlation": self.row.incident,
            "effect": self.row.key,
            "attempt": self.row.attempts,
        }


# How many lanes were claimed, and those whose attempts have begun.
Claimed = tuple[int, Sequence[ClaimedEffect]]
Claiming = Callable[[Tx], Claimed]


class Delivery:
    """Carries effects out. `step` may be called by several threads at once."""

    def __init__(
        self,
        *,
        store: Store,
        execute: CommandExecutor,
        attempts: Attempts,
        clock: Clock,
        chance: Callable[[], float],
        watcher: Watcher,
        rooms: Mapping[Pool, WorkerLimit] | None = None,
    ) -> None:
        """`chance` gives uniform numbers in [0, 1) for the jitter.

        Args:
            rooms: How many workers of each pool may be at one target at once; None = no bound.
        """
        self._store = store
        self._execute = execute
        self._attempts = attempts
        self._clock = clock
        self._chance = chance
        self._watcher = watcher
        self._busy = WorkersInUse(rooms or {})
        self.under_way = CallsInFlight()
        self.steps = EntryCounter()

    def may_claim(self, pool: Pool) -> bool:
        """Return whether a lane may be due whose target is not busy; asked before the writer is."""
        full = self._busy.full((pool,))
        if not full:
            return True
        due = self._store.read(lambda tx: tx.next_lane_of(pool, without=full))
        return due is not None and due <= self._clock()

    def step(
        self,
        pools: Iterable[Pool],
        limit: int = 1,
        *,
        more: int = 0,
        hurries: Callable[[], bool] = lambda: True,
    ) -> int:
        """Claim up to `limit` lanes and carry their heads out; returns how many were claimed.

        Args:
            more: So many further lanes are claimed one by one, each in the very commit that
                settles the one before; fewer when it takes longer than `RUN`.
            hurries: Whether such a claim may go before what else waits for the writer.
        """
        with self.steps:
            return self._run(tuple(pools), limit, more, hurries)

    def _run(
        self, wanted: tuple[Pool, ...], limit: int, more: int, hurries: Callable[[], bool]
    ) -> int:
        at = set[Place]()
        ends, count = self._clock() + RUN, 0
        claimed: Claimed = (0, [])

        def claim(tx: Tx) -> Claimed:
            self._busy.leave(at)
            at.clear()
            return self._claim(tx, wanted, 1, at)

        def onward() -> Claiming | None:
            goes_on = count <= more and self._clock() < ends and hurries()
            return claim if goes_on else None

        try:
            pages = "page" in wanted
            claimed = self._store.write(
                lambda tx: self._claim(tx, wanted, limit, at),
                urgent=pages,
                turn="page" if pages else "rest",
            )
            while claimed[0]:
                count += claimed[0]
                claimed = self._carry_out(claimed[1], onward)
        finally:
            self._busy.leave(at)
        return count

    def _carry_out(
        self, jobs: Sequence[ClaimedEffect], onward: Callable[[], Claiming | None]
    ) -> Claimed:
        """One attempt of each, and its settling, the last one's together with what is next."""
        found: Claimed = (0, [])
        for job in jobs:
            with self.under_way.one(job.row.pool):
                result = self._attempts.make(job.row)
            self._note_room(job, result)
            self._tell(job, result)
            found = self._settle(job, result, onward() if job is jobs[-1] else None)
        return found

    def _note_room(self, job: ClaimedEffect, result: Result) -> None:
        """A target that answers may have more workers; what is not answered takes that back."""
        if isinstance(result, Succeeded | Postponed):
            self._busy.took(job.place)
        elif result.ambiguous:
            self._busy.silent(job.place)

    def _settle(self, job: ClaimedEffect, result: Result, then: Claiming | None) -> Claimed:
        """What cannot be settled waits, and stops nothing else."""
        now = self._clock()

        def unit(tx: Tx) -> Claimed:
            self._conclude(tx, job, result, now)
            return then(tx) if then is not None else (0, [])

        try:
            turn: Turn = "page" if job.row.pool == "page" else "rest"
            return self._store.write(unit, urgent=True, turn=turn)
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one poisoned effect stops nothing else
            if then is not None:
                return self._settle(job, result, None)  # it may be what comes after that breaks
            told = (job.row.op, job.row.target, error_location(error))
            log.error("%s to %s is not settled: %s", *told, extra=job.fields)
            later = self._clock() + POISONED
            self._store.write(
                lambda tx: tx.retry(job.claim, later, "could not be settled", ambiguous=True)
            )
            return 0, []

    def _claim(self, tx: Tx, pools: tuple[Pool, ...], limit: int, at: set[Place]) -> Claimed:
        """Lease lanes and begin their attempts; `at` hears where this worker now is."""
        now = self._clock()
        claims = tx.claim(pools, now, now + LEASE, limit, without=self._busy.full(pools))
        jobs = []
        for claim in claims:
            incident = tx.incident(claim.effect.incident)
            if not still_wanted(claim.effect, incident):
                self._skip(tx, claim, now)
                continue
            row = tx.begin(claim, now)
            if row is not None:
                key, team = (incident.key, incident.team) if incident else (row.incident, "")
                place = (row.pool, f"{team}/{row.target}")
                jobs.append(ClaimedEffect(claim=claim, row=row, incident=key, place=place))
                self._go(place, at)
        return len(claims), jobs

    def _go(self, place: Place, at: set[Place]) -> None:
        """Counted here, inside the unit: the next claim of another worker sees it."""
        if place not in at:
            at.add(place)
            self._busy.go(place)

    def _skip(self, tx: Tx, claim: Claim, now: datetime) -> None:
        """Settle an effect that is not wanted any more; a page that may ring is resolved."""
        row = claim.effect
        tx.settle(claim, "skipped", "not wanted any more", now)
        self._watcher.attempted(row, "skipped", "")
        if row.op == "page" and row.ambiguous:
            self._execute.command(tx, row.incident, outcome_unknown(row), by=_by(row))

    def _tell(self, job: ClaimedEffect, result: Result) -> None:
        """Tell the watchers, and write the log line."""
        if isinstance(result, Succeeded):
            took = replace(job.row, target=result.through) if result.through else job.row
            self._watcher.attempted(took, "sent" if result.asked else "skipped", "")
            level = logging.DEBUG if job.row.kind == "sync" else logging.INFO
            log.log(level, "%s to %s: sent", took.op, took.target, extra=job.fields)
            return
        if isinstance(result, Postponed):
            if result.progressed:
                self._watcher.attempted(job.row, "sent", "")
            return
        self._watcher.attempted(job.row, "unknown" if result.ambiguous else "failed", result.error)
        told = (job.row.op, job.row.target, result.error)
        log.warning("%s to %s failed: %s", *told, extra=job.fields)

    def _conclude(self, tx: Tx, job: ClaimedEffect, result: Result, now: datetime) -> None:
        if isinstance(result, Succeeded):
            self._finish(tx, job, result, now)
        elif isinstance(result, Postponed):
            self._go_on(tx, job, result, now)
        elif self._hopeless(tx, job, result, now):
            self._bury(tx, job, result, now)
        else:
            self._again(tx, job, result, now)

    def _finish(self, tx: Tx, job: ClaimedEffect, result: Succeeded, now: datetime) -> None:
        if not tx.settle(job.claim, "done", "", now):
            return
        for name, value in result.refs.items():
            tx.set_ref(job.row.incident, name, value)
        if result.keeps is not None:
            result.keeps(tx)
        if result.signal is not None:
            self._execute.command(tx, job.row.incident, result.signal, by=_by(job.row))
        for need in result.provides:
            tx.unpark(job.row.incident, need)

    def _go_on(self, tx: Tx, job: ClaimedEffect, result: Postponed, now: datetime) -> None:
        """Return how many attempts count: those in which nobody was asked do not."""
        due, row = now + timedelta(seconds=result.seconds), job.row
        fresh = result.progressed
        maybe = result.ambiguous or (row.ambiguous and not fresh)
        tx.retry(job.claim, due, "", ambiguous=maybe, attempts=0 if fresh else row.attempts - 1)

    def _hopeless(self, tx: Tx, job: ClaimedEffect, result: Failed, now: datetime) -> bool:
        """Pages are never given up by count or age, nor rooms of what is open; all else is."""
        if result.lasting:
            incident = tx.incident(job.row.incident)
            return incident is None or not incident.is_open
        if not result.retryable:
            return True
        if job.row.op == "page" or result.progressed:
            return False
        if self._attempts.lasts(job.row.op):
            incident = tx.incident(job.row.incident)
            if incident is not None and incident.is_open:
                return False
        limit = self._attempts.limit(job.row.op)
        tried_enough = limit is not None and job.row.attempts >= limit
        return tried_enough or now - job.row.created > GIVE_UP

    def _bury(self, tx: Tx, job: ClaimedEffect, result: Failed, now: datetime) -> None:
        """Dead for good: the incident hears of it, and what waited goes on without."""
        if not tx.settle(job.claim, "dead", result.error, now):
            return
        if is_no_incidents(job.row) or job.row.op in BY_THE_WAY:
            log.error("%s to %s is given up", job.row.op, job.row.target, extra=job.fields)
            return
        gone = EffectGone(effect=job.row.op, target=job.row.target, reason=result.error)
        once = result.lasting or job.row.op in IN_ROOMS
        if not once or not _said_so(tx, job.row):
            self._execute.command(tx, job.row.incident, result.refused or gone, by=ENGINE)
        for need in result.provides:
            tx.unpark(job.row.incident, need)

    def _again(self, tx: Tx, job: ClaimedEffect, result: Failed, now: datetime) -> None:
        row, count = job.row, 1 if result.progressed else job.row.attempts
        tries = min(count, EAGER) if self._attempts.lasts(row.op) else count
        due = next_try(now, tries, row.pool, self._chance, result.retry_after)
        maybe = result.ambiguous or row.ambiguous  # what an earlier attempt did stays unknown
        if not tx.retry(job.claim, due, result.error, ambiguous=maybe, attempts=count):
            return
        if result.failed is not None and not (result.lasting and _said_so(tx, row)):
            signal = fail_over_early(
                result.failed, tx.incident(row.incident), now, due, result.retry_after
            )
            self._execute.command(tx, row.incident, signal, by=_by(row))
        for need in result.provides:
            tx.unpark(row.incident, need)


def _said_so(tx: Tx, row: EffectRow) -> bool:
    """Whether the incident heard already that this cannot be kept in step.

    Once is enough: what it hears goes into the feed itself, which would never end.
    """
    told = (record.event for record in tx.events(row.incident))
    return any(
        isinstance(event, EffectDied) and (event.effect, event.target) == (row.op, row.target)
        for event in told
    )


def _by(row: EffectRow) -> str:
    """The actor of what a provider answered: its instance."""
    return row.target if "." in row.target else ENGINE
