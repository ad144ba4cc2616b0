"""Builds broken on purpose: each must be caught, or the rules prove nothing.

Nothing of Tocsin has a switch for this. A mutant is a small thing between the engine and its
store: it does to the statements of a transaction what a mistake in the code would do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, cast

from tests.chaos.guard import Passing, Wrap
from tests.chaos.mutants import lanes, units
from tocsin.store.contract import Tx
from tocsin.store.memory_lanes import MemoryTx


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


def _mutant(kind: type, make: Callable[[], Wrap]) -> Mutant:
    """The sentence is the first of its class."""
    sentence = (kind.__doc__ or "").splitlines()[0]
    return Mutant(sentence=sentence, make=make, memory_only=issubclass(kind, MemoryTx))


MUTANTS: Mapping[str, Mutant] = {
    "no-fence": _mutant(lanes.NoFence, _with(lanes.NoFence, dict)),
    "no-lease": _mutant(lanes.NoLease, _passing(lanes.NoLease)),
    "no-seq": _mutant(lanes.NoSeq, _memory(lanes.NoSeq)),
    "no-more": _mutant(lanes.NoMore, _memory(lanes.NoMore)),
    "effect-dropped": _mutant(units.EffectDropped, _passing(units.EffectDropped)),
    "effects-forgotten": _mutant(units.CommitForgotten, _with(units.CommitForgotten, count)),
    "effects-reversed": _mutant(units.EffectsReversed, _passing(units.EffectsReversed)),
    "page-given-up": _mutant(lanes.PageDroppedOnFailure, _passing(lanes.PageDroppedOnFailure)),
    "key-not-stable": _mutant(units.KeyNotStable, _with(units.KeyNotStable, count)),
    "timer-not-set": _mutant(units.TimerNotSet, _passing(units.TimerNotSet)),
    "timer-early": _mutant(units.TimerEarly, _passing(units.TimerEarly)),
    "timer-late": _mutant(units.AckTimerKept, _passing(units.AckTimerKept)),
    "ack-ignored": _mutant(lanes.AckIgnored, _passing(lanes.AckIgnored)),
    "settle-before-call": _mutant(lanes.SettleBeforeCall, _passing(lanes.SettleBeforeCall)),
    "doubt-forgotten": _mutant(lanes.DoubtForgotten, _passing(lanes.DoubtForgotten)),
    "repeats-run-again": _mutant(units.RepeatsRunAgain, _passing(units.RepeatsRunAgain)),
    "episode-forgotten": _mutant(units.EpisodeForgotten, _passing(units.EpisodeForgotten)),
    "body-lost": _mutant(units.BodyLost, _passing(units.BodyLost)),
    "answers-mixed-up": _mutant(units.AnswersMixedUp, _with(units.AnswersMixedUp, dict)),
    "ladder-ahead": _mutant(units.LadderAhead, _passing(units.LadderAhead)),
    "claim-breaks": _mutant(lanes.ClaimBreaks, _passing(lanes.ClaimBreaks)),
    "cursor-ahead": _mutant(units.CursorAhead, _passing(units.CursorAhead)),
    "parked-forever": _mutant(units.ParkedForever, _passing(units.ParkedForever)),
}
