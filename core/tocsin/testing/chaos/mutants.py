"""Builds broken on purpose: each must be caught, or the rules prove nothing.

Nothing of Tocsin has a switch for this. A mutant is a small thing between the engine and its
store: it does to the statements of a transaction what a mistake in the code would do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any, cast

from tocsin.domain.incident import Incident
from tocsin.domain.obligations import Timer
from tocsin.store.contract import (
    Claim,
    EffectEnd,
    EffectRow,
    InboxRow,
    NewEffect,
    Pool,
    Tx,
)
from tocsin.store.memory_lanes import MemoryTx
from tocsin.testing.chaos.guard import Passing, Wrap

MANY = 3
SOON = timedelta(seconds=90)
LONG = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A mistake, as a sentence, and what makes it.

    Args:
        make: Called for each run; what it returns wraps every writing transaction of it.
        memory_only: It reaches into the tables of the store in memory.
    """

    sentence: str
    make: Callable[[], Wrap]
    memory_only: bool = False


def healthy() -> Wrap:
    """Nothing is broken."""
    return lambda tx: tx


class NoFence(Passing):
    """Whoever lost a lane may still settle what is in it now."""

    def __init__(self, tx: Tx, newest: dict[tuple[str, int], Claim]) -> None:
        """`newest` outlives the transaction."""
        super().__init__(tx)
        self._newest = newest

    def claim(
        self, pools: Iterable[Pool], now: datetime, until: datetime, limit: int, **more: Any
    ) -> Sequence[Claim]:
        claims = cast(Sequence[Claim], self._tx.claim(pools, now, until, limit, **more))
        self._newest |= {(claim.lane, claim.effect.id): claim for claim in claims}
        return claims

    def _now(self, claim: Claim) -> Claim:
        return self._newest.get((claim.lane, claim.effect.id), claim)

    def settle(self, claim: Claim, outcome: EffectEnd, error: str, now: datetime) -> bool:
        return bool(self._tx.settle(self._now(claim), outcome, error, now))

    def retry(self, claim: Claim, due: datetime, error: str, *, ambiguous: bool) -> bool:
        return bool(self._tx.retry(self._now(claim), due, error, ambiguous=ambiguous))


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
        self, pools: Iterable[Pool], now: datetime, until: datetime, limit: int, **more: Any
    ) -> Sequence[Claim]:
        return cast(Sequence[Claim], self._tx.claim(pools, now, now, limit, **more))


class EffectDropped(Passing):
    """Of several effects of one command the last is not queued."""

    def put_effects(self, effects: Iterable[NewEffect]) -> None:
        given = tuple(effects)
        self._tx.put_effects(given[:-1] if len(given) > MANY else given)


class PageDroppedOnFailure(Passing):
    """A page that fails a second time is settled as dead."""

    def retry(self, claim: Claim, due: datetime, error: str, *, ambiguous: bool) -> bool:
        if claim.effect.op == "page" and claim.effect.attempts:
            return bool(self._tx.settle(claim, "dead", error, due))
        return bool(self._tx.retry(claim, due, error, ambiguous=ambiguous))


class EffectsReversed(Passing):
    """The effects of one command are queued the wrong way round."""

    def put_effects(self, effects: Iterable[NewEffect]) -> None:
        self._tx.put_effects(reversed(tuple(effects)))


class KeyNotStable(Passing):
    """The key of an effect is made up anew each time."""

    def __init__(self, tx: Tx, numbers: Iterable[int]) -> None:
        """`numbers` never repeat."""
        super().__init__(tx)
        self._numbers = iter(numbers)

    def put_effects(self, effects: Iterable[NewEffect]) -> None:
        self._tx.put_effects(
            replace(one, key=f"{one.key}~{next(self._numbers)}") for one in tuple(effects)
        )


class TimerNotSet(Passing):
    """The timers of an incident are written only once."""

    def set_timers(self, incident_id: str, number: int, timers: Iterable[Timer]) -> None:
        if not self._tx.timers(incident_id):
            self._tx.set_timers(incident_id, number, timers)


class TimerEarly(Passing):
    """Timers are set a little too early."""

    def set_timers(self, incident_id: str, number: int, timers: Iterable[Timer]) -> None:
        early = tuple(replace(timer, due=timer.due - SOON) for timer in timers)
        self._tx.set_timers(incident_id, number, early)


class AckTimerKept(Passing):
    """A ladder's timer is set a day too late."""

    def set_timers(self, incident_id: str, number: int, timers: Iterable[Timer]) -> None:
        late = (
            replace(timer, due=timer.due + LONG) if timer.name == "ack" else timer
            for timer in timers
        )
        self._tx.set_timers(incident_id, number, tuple(late))


class AckIgnored(Passing):
    """Whether a page is still wanted is asked of an incident that nobody has answered."""

    _claiming = False

    def claim(
        self, pools: Iterable[Pool], now: datetime, until: datetime, limit: int, **more: Any
    ) -> Sequence[Claim]:
        self._claiming = True
        return cast(Sequence[Claim], self._tx.claim(pools, now, until, limit, **more))

    def incident(self, incident_id: str) -> Incident | None:
        found = cast(Incident | None, self._tx.incident(incident_id))
        if found is None or not self._claiming:
            return found
        pages = {key: replace(page, state="queued") for key, page in found.pages.items()}
        return replace(found, pages=pages, status="investigating")


class SettleBeforeCall(Passing):
    """An effect is settled as done when its attempt begins."""

    def begin(self, claim: Claim, now: datetime) -> EffectRow | None:
        row = cast(EffectRow | None, self._tx.begin(claim, now))
        if row is not None:
            self._tx.settle(claim, "done", "", now)
        return row


class DoubtForgotten(Passing):
    """That an earlier attempt may have rung is forgotten when the next one surely fails."""

    def retry(self, claim: Claim, due: datetime, error: str, *, ambiguous: bool) -> bool:
        sure = "is down" in error or "is busy" in error
        return bool(self._tx.retry(claim, due, error, ambiguous=ambiguous and not sure))


class RepeatsRunAgain(Passing):
    """What was handled before is not remembered."""

    def inbox(self, source: str, message_id: str) -> InboxRow | None:
        return None


class EpisodeForgotten(Passing):
    """Which incident an alert group belongs to is not kept."""

    def set_fact(self, space: str, key: str, value: str | None) -> None:
        if space != "episode":
            self._tx.set_fact(space, key, value)


class ParkedForever(Passing):
    """What waits for a room is not told that there is one."""

    def unpark(self, incident_id: str, need: str) -> None:
        """Nothing wakes."""


class CommitForgotten(Passing):
    """Every so often a unit's events are kept without their effects and timers."""

    def __init__(self, tx: Tx, units: Iterable[int]) -> None:
        """`units` counts the transactions of the run."""
        super().__init__(tx)
        self._lucky = next(iter(units)) % (MANY * MANY) != 0

    def put_effects(self, effects: Iterable[NewEffect]) -> None:
        if self._lucky:
            self._tx.put_effects(effects)


def _memory(kind: type[MemoryTx]) -> Callable[[], Wrap]:
    def wrap(tx: Tx) -> Tx:
        if not isinstance(tx, MemoryTx):
            raise TypeError(f"{kind.__name__} works on the store in memory only")
        return kind(tx._t, tx._j)

    return lambda: wrap


def _passing(kind: Callable[[Tx], Passing]) -> Callable[[], Wrap]:
    return lambda: lambda tx: cast(Tx, kind(tx))


def _with(kind: Callable[[Tx, Any], Passing], state: Callable[[], Any]) -> Callable[[], Wrap]:
    """A mutant that remembers something from one transaction of a run to the next."""

    def make() -> Wrap:
        kept = state()
        return lambda tx: cast(Tx, kind(tx, kept))

    return make


MUTANTS: Mapping[str, Mutant] = {
    "no-fence": Mutant(sentence=str(NoFence.__doc__), make=_with(NoFence, dict)),
    "no-lease": Mutant(sentence=str(NoLease.__doc__), make=_passing(NoLease)),
    "no-seq": Mutant(sentence=str(NoSeq.__doc__), make=_memory(NoSeq), memory_only=True),
    "no-more": Mutant(sentence=str(NoMore.__doc__), make=_memory(NoMore), memory_only=True),
    "effect-dropped": Mutant(sentence=str(EffectDropped.__doc__), make=_passing(EffectDropped)),
    "effects-forgotten": Mutant(
        sentence=str(CommitForgotten.__doc__), make=_with(CommitForgotten, count)
    ),
    "effects-reversed": Mutant(
        sentence=str(EffectsReversed.__doc__), make=_passing(EffectsReversed)
    ),
    "page-given-up": Mutant(
        sentence=str(PageDroppedOnFailure.__doc__), make=_passing(PageDroppedOnFailure)
    ),
    "key-not-stable": Mutant(sentence=str(KeyNotStable.__doc__), make=_with(KeyNotStable, count)),
    "timer-not-set": Mutant(sentence=str(TimerNotSet.__doc__), make=_passing(TimerNotSet)),
    "timer-early": Mutant(sentence=str(TimerEarly.__doc__), make=_passing(TimerEarly)),
    "timer-late": Mutant(sentence=str(AckTimerKept.__doc__), make=_passing(AckTimerKept)),
    "ack-ignored": Mutant(sentence=str(AckIgnored.__doc__), make=_passing(AckIgnored)),
    "settle-before-call": Mutant(
        sentence=str(SettleBeforeCall.__doc__), make=_passing(SettleBeforeCall)
    ),
    "doubt-forgotten": Mutant(sentence=str(DoubtForgotten.__doc__), make=_passing(DoubtForgotten)),
    "repeats-run-again": Mutant(
        sentence=str(RepeatsRunAgain.__doc__), make=_passing(RepeatsRunAgain)
    ),
    "episode-forgotten": Mutant(
        sentence=str(EpisodeForgotten.__doc__), make=_passing(EpisodeForgotten)
    ),
    "parked-forever": Mutant(sentence=str(ParkedForever.__doc__), make=_passing(ParkedForever)),
}
