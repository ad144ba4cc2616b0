"""Broken memory stores: the reference must be held by its tests as well."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.stateful.mutants import Break, Mutant
from tocsin.domain.event import Event
from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Timer
from tocsin.errors import VersionConflict
from tocsin.store.contract import Claim, EffectRow, InboxRow, NewEffect, Pool, StoredEvent
from tocsin.store.memory_lanes import MemoryTx
from tocsin.store.memory_tables import Journal
from tocsin.store.memory_write import MemoryWrite

NEVER = datetime.max.replace(tzinfo=UTC)


def no_fence(patch: pytest.MonkeyPatch) -> None:
    def held(tx: MemoryTx, claim: Claim) -> bool:
        lane = tx._t.lanes.get(claim.lane)
        return lane is not None and lane.claimed == claim.effect.id

    patch.setattr(MemoryTx, "_held", held)


def a_lease_outlives_its_effect(patch: pytest.MonkeyPatch) -> None:
    def held(tx: MemoryTx, claim: Claim) -> bool:
        lane = tx._t.lanes.get(claim.lane)
        return lane is not None and lane.fence == claim.fence

    patch.setattr(MemoryTx, "_held", held)


def the_next_head_is_not_woken(patch: pytest.MonkeyPatch) -> None:
    honest = MemoryTx._wake

    def wake(tx: MemoryTx, lane: str) -> None:
        honest(tx, lane)
        tx._j.put(tx._t.lanes, lane, replace(tx._t.lanes[lane], due=None))

    patch.setattr(MemoryTx, "_wake", wake)


def a_failed_effect_is_dropped(patch: pytest.MonkeyPatch) -> None:
    honest = MemoryTx.retry

    def retry(
        tx: MemoryTx,
        claim: Claim,
        due: datetime,
        error: str,
        *,
        ambiguous: bool,
        attempts: int | None = None,
    ) -> bool:
        held = honest(tx, claim, due, error, ambiguous=ambiguous, attempts=attempts)
        rest = tx._t.queues[claim.lane][1:] if held else ()
        if rest:
            tx._j.drop(tx._t.effects, claim.effect.id)
            tx._j.put(tx._t.queues, claim.lane, rest)
        return held

    patch.setattr(MemoryTx, "retry", retry)


def an_attempt_that_began_is_not_ambiguous(patch: pytest.MonkeyPatch) -> None:
    honest = MemoryTx.begin

    def begin(tx: MemoryTx, claim: Claim, now: datetime) -> EffectRow | None:
        row = honest(tx, claim, now)
        if row is not None:
            tx._j.put(tx._t.effects, row.id, row)
        return row

    patch.setattr(MemoryTx, "begin", begin)


def a_claimed_sync_is_replaced(patch: pytest.MonkeyPatch) -> None:
    honest = MemoryTx._waiting_sync

    def waiting(tx: MemoryTx, new: NewEffect) -> EffectRow | None:
        lane = tx._t.lanes.get(new.lane)
        if lane is not None:
            tx._j.put(tx._t.lanes, new.lane, replace(lane, claimed=0))
        found = honest(tx, new)
        if lane is not None:
            tx._j.put(tx._t.lanes, new.lane, lane)
        return found

    patch.setattr(MemoryTx, "_waiting_sync", waiting)


def unpark_forgets(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(MemoryTx, "unpark", lambda _tx, _incident, _need: None)


def a_lease_never_ends(patch: pytest.MonkeyPatch) -> None:
    honest = MemoryTx._lease

    def lease(tx: MemoryTx, name: str, head: EffectRow, until: datetime) -> Claim:
        return honest(tx, name, head, NEVER)

    patch.setattr(MemoryTx, "_lease", lease)


def leases_outlive_their_process(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(MemoryTx, "drop_leases", lambda _tx: None)


def pages_wait_their_turn(patch: pytest.MonkeyPatch) -> None:
    """Lanes are claimed in due order, whatever their pool."""
    honest = MemoryTx.claim

    def claim(
        tx: MemoryTx,
        pools: Iterable[Pool],
        now: datetime,
        until: datetime,
        limit: int,
        *,
        without: Collection[str] = (),
    ) -> Sequence[Claim]:
        wanted = sorted(set(pools), key=("other", "chat", "page").index)
        claims: list[Claim] = []
        for pool in wanted:
            claims += honest(tx, [pool], now, until, limit - len(claims), without=without)
        return claims

    patch.setattr(MemoryTx, "claim", claim)


def a_failed_unit_is_kept(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Journal, "undo", lambda _journal: None)


def timers_are_not_set(patch: pytest.MonkeyPatch) -> None:
    honest = MemoryWrite.set_timers

    def set_timers(tx: MemoryWrite, incident: str, number: int, timers: Iterable[Timer]) -> None:
        honest(tx, incident, number, ())

    patch.setattr(MemoryWrite, "set_timers", set_timers)


def the_later_of_two_wins(patch: pytest.MonkeyPatch) -> None:
    honest = MemoryWrite.append

    def append(
        tx: MemoryWrite, before: Incident, events: Sequence[Event], after: Incident
    ) -> Sequence[StoredEvent]:
        now = tx.incident(before.id) or before
        return honest(tx, now, events, replace(after, version=now.version + len(events)))

    patch.setattr(MemoryWrite, "append", append)


def a_handled_message_is_replaced(patch: pytest.MonkeyPatch) -> None:
    def put_inbox(tx: MemoryWrite, row: InboxRow) -> bool:
        tx._j.put(tx._t.inbox, (row.source, row.message_id), row)
        return True

    patch.setattr(MemoryWrite, "put_inbox", put_inbox)


def a_redaction_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(MemoryWrite, "redact", lambda _tx, _incident, _seq: None)


BREAKS: dict[str, tuple[Break, ...]] = {
    "lanes": (
        no_fence,
        a_lease_outlives_its_effect,
        the_next_head_is_not_woken,
        a_failed_effect_is_dropped,
        an_attempt_that_began_is_not_ambiguous,
        a_claimed_sync_is_replaced,
        unpark_forgets,
        a_lease_never_ends,
        leases_outlive_their_process,
        pages_wait_their_turn,
        a_failed_unit_is_kept,
    ),
    "records": (
        a_failed_unit_is_kept,
        timers_are_not_set,
        the_later_of_two_wins,
        a_handled_message_is_replaced,
        a_redaction_is_forgotten,
    ),
    "takeover": (no_fence,),
    "same version": (the_later_of_two_wins,),
}
TOLD: dict[Break, tuple[type[Exception], ...]] = {
    a_lease_outlives_its_effect: (AssertionError, KeyError),  # it looks for an effect that is over
    a_failed_unit_is_kept: (AssertionError, VersionConflict),  # it meets what should not be there
}
MUTANTS = [
    Mutant(
        name=breaks.__name__.replace("_", " "),
        store="memory",
        check=check,
        breaks=breaks,
        told=TOLD.get(breaks, (AssertionError,)),
    )
    for check, every in BREAKS.items()
    for breaks in every
]
