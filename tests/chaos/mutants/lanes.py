"""Mistakes with lanes and leases, and with who is still to be rung."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from tests.chaos.guard import Passing
from tocsin.domain.incident import Incident
from tocsin.store.contract import (
    Claim,
    EffectEnd,
    EffectRow,
    Pool,
    Tx,
)
from tocsin.store.memory_lanes import MemoryTx

Without = Collection[str]
Counted = int | None
MANY = 3


class NoFence(Passing):
    """Whoever lost a lane may still settle what is in it now."""

    def __init__(self, tx: Tx, newest: dict[tuple[str, int], Claim]) -> None:
        """`newest` outlives the transaction."""
        super().__init__(tx)
        self._newest = newest

    def claim(
        self,
        pools: Iterable[Pool],
        now: datetime,
        until: datetime,
        limit: int,
        **more: Without,
    ) -> Sequence[Claim]:
        claims = self._tx.claim(pools, now, until, limit, **more)
        self._newest |= {(claim.lane, claim.effect.id): claim for claim in claims}
        return claims

    def _now(self, claim: Claim) -> Claim:
        return self._newest.get((claim.lane, claim.effect.id), claim)

    def settle(self, claim: Claim, outcome: EffectEnd, error: str, now: datetime) -> bool:
        return self._tx.settle(self._now(claim), outcome, error, now)

    def retry(
        self, claim: Claim, due: datetime, error: str, *, ambiguous: bool, **more: Counted
    ) -> bool:
        return self._tx.retry(self._now(claim), due, error, ambiguous=ambiguous, **more)


class NoSeq(MemoryTx):
    """A lane is freed as it was when claimed: what was put meanwhile is forgotten."""

    def settle(self, claim: Claim, outcome: EffectEnd, error: str, now: datetime) -> bool:
        lane = self._t.lanes.get(claim.lane)
        held = super().settle(claim, outcome, error, now)
        if held and lane is not None and lane.seq != claim.seq and claim.lane in self._t.lanes:
            self._j.put(self._t.lanes, claim.lane, replace(self._t.lanes[claim.lane], due=None))
        return held


class NoMore(MemoryTx):
    """After the head of a lane is settled nobody looks whether more waits."""

    def settle(self, claim: Claim, outcome: EffectEnd, error: str, now: datetime) -> bool:
        held = super().settle(claim, outcome, error, now)
        if held and claim.lane in self._t.lanes:
            self._j.put(self._t.lanes, claim.lane, replace(self._t.lanes[claim.lane], due=None))
        return held


class NoLease(Passing):
    """A claimed lane is free for everybody at once."""

    def claim(
        self,
        pools: Iterable[Pool],
        now: datetime,
        until: datetime,
        limit: int,
        **more: Without,
    ) -> Sequence[Claim]:
        return self._tx.claim(pools, now, now, limit, **more)


class ClaimBreaks(Passing):
    """Claiming stumbles over a lane that has been tried a few times."""

    def claim(
        self, pools: Iterable[Pool], now: datetime, until: datetime, limit: int, **more: Without
    ) -> Sequence[Claim]:
        claims = self._tx.claim(pools, now, until, limit, **more)
        if any(claim.fence > MANY for claim in claims):
            raise LookupError("a mistake")
        return claims


class SettleBeforeCall(Passing):
    """An effect is settled as done when its attempt begins."""

    def begin(self, claim: Claim, now: datetime) -> EffectRow | None:
        row = self._tx.begin(claim, now)
        if row is not None:
            self._tx.settle(claim, "done", "", now)
        return row


class DoubtForgotten(Passing):
    """That an earlier attempt may have rung is forgotten when the next one surely fails."""

    def retry(
        self, claim: Claim, due: datetime, error: str, *, ambiguous: bool, **more: Counted
    ) -> bool:
        sure = "is down" in error or "is busy" in error
        return self._tx.retry(claim, due, error, ambiguous=ambiguous and not sure, **more)


class PageDroppedOnFailure(Passing):
    """A page that fails a second time is settled as dead."""

    def retry(
        self, claim: Claim, due: datetime, error: str, *, ambiguous: bool, **more: Counted
    ) -> bool:
        if claim.effect.op == "page" and claim.effect.attempts:
            return self._tx.settle(claim, "dead", error, due)
        return self._tx.retry(claim, due, error, ambiguous=ambiguous, **more)


class AckIgnored(Passing):
    """Whether a page is still wanted is asked of an incident that nobody has answered."""

    _claiming = False

    def claim(
        self,
        pools: Iterable[Pool],
        now: datetime,
        until: datetime,
        limit: int,
        **more: Without,
    ) -> Sequence[Claim]:
        self._claiming = True
        return self._tx.claim(pools, now, until, limit, **more)

    def incident(self, incident_id: str) -> Incident | None:
        found = self._tx.incident(incident_id)
        if found is None or not self._claiming:
            return found
        pages = {key: replace(page, state="queued") for key, page in found.pages.items()}
        return replace(found, pages=pages, status="investigating")
