"""The workers that carry effects out: a few of each pool always, more while tools are slow."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Final

from tocsin.bootstrap.loops import Loop, WakeSignal
from tocsin.engine.worker_limits import WorkerLimit
from tocsin.store.contract import Pool

log = logging.getLogger(__name__)
LOOK_EVERY_S: Final = 0.1
SLOW_S: Final = 0.1
IDLE_S: Final = 5.0


@dataclass(frozen=True, kw_only=True)
class PoolSize:
    """A pool's workers: so many always, up to `most` while tools are slow.

    Args:
        room: How many of them may be at one target.
        longest_s: No step takes longer but one that hangs.
    """

    always: int
    most: int
    room: WorkerLimit
    longest_s: float


# A page has 5 s for each of two calls; a feed may have to catch up with a long outage.
SIZES: Final[Mapping[Pool, PoolSize]] = {
    "page": PoolSize(
        always=4, most=48, room=WorkerLimit(first=2, more=10, most=40), longest_s=60.0
    ),
    "chat": PoolSize(always=3, most=12, room=WorkerLimit(first=2), longest_s=300.0),
    "other": PoolSize(always=1, most=8, room=WorkerLimit(first=1, more=1, most=2), longest_s=120.0),
}


class DeliveryWorkers:
    """The workers of one pool. `step` is called by a loop of its own, and looks whether all wait.

    Those that are always there are under the eyes of the watchdog. Those in addition do the same
    steps, and go home when they have had nothing to do for a while.
    """

    def __init__(
        self,
        pool: Pool,
        work: Callable[[], int],
        *,
        waits: Callable[[], bool],
        slow: Callable[[], int],
        wake: WakeSignal,
        on_death: Callable[[], None],
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        """`work` is one step of a worker.

        Args:
            waits: Whether something is due that a further worker could do.
            slow: How many calls of this pool take long already.
            steady: Seconds of a clock that nobody sets.
        """
        self.pool = pool
        self._size = SIZES[pool]
        self._work = work
        self._waits = waits
        self._slow = slow
        self._wake = wake
        self._on_death = on_death
        self._steady = steady
        self._numbers = count()
        self._more: list[Loop] = []

    def always(self) -> Iterator[Loop]:
        """Yield the loops that are always there."""
        for _ in range(self._size.always):
            yield self._loop(self._work)

    @property
    def more(self) -> tuple[Loop, ...]:
        """The loops that are there in addition now."""
        self._more = [loop for loop in self._more if loop.alive]
        return tuple(self._more)

    def step(self) -> int:
        """Double the workers where all of them wait for tools, and more is due."""
        have = self._size.always + len(self.more)
        room = self._size.most - have
        if room <= 0 or self._slow() < have * 0.75 or not self._waits():
            return 0
        added = min(have, room)
        for _ in range(added):
            self._more.append(self._helper())
            self._more[-1].start()
        log.info("tools of the pool %s are slow: %d workers now", self.pool, have + added)
        return 0

    def _helper(self) -> Loop:
        busy = [self._steady()]
        loop: list[Loop] = []

        def work() -> int:
            did = self._work()
            if did:
                busy[0] = self._steady()
            elif self._steady() - busy[0] > IDLE_S:
                loop[0].retire()
            return did

        loop.append(self._loop(work))
        return loop[0]

    def _loop(self, work: Callable[[], int]) -> Loop:
        name = f"{self.pool}-{next(self._numbers)}"
        return Loop(name, work, self._wake, self._on_death, longest_s=self._size.longest_s)


def growth_loop(pools: tuple[DeliveryWorkers, ...], on_death: Callable[[], None]) -> Loop:
    """Return the loop that adds workers where all of them wait."""
    return Loop("workers", partial(_look, pools), WakeSignal(), on_death, idle_s=LOOK_EVERY_S)


def _look(pools: tuple[DeliveryWorkers, ...]) -> int:
    return sum(pool.step() for pool in pools)
