"""The watchdog: a loop whose step hangs ends the process, and its supervisor starts it again.

A live process with a dead loop is the worst failure: everybody believes that somebody is called.
What hung is covered by leases and is done again after the start.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

log = logging.getLogger(__name__)
EVERY_S = 1.0
MOST_OF_A_LOOK_S = 2.0
DRIFT_S = 5.0


class Watched(Protocol):
    """What the watchdog sees of a loop (see `loops.Loop`)."""

    @property
    def name(self) -> str:
        """What the log calls it."""
        ...

    @property
    def longest_s(self) -> float:
        """How long one step of it takes at most."""
        ...

    def beats(self) -> int:
        """Return how often it showed that it lives."""
        ...

    def whereabouts(self) -> str:
        """Return where its thread is now."""
        ...


class Watchdog:
    """Looks at every loop about once a second. `step` is called by a loop of its own.

    The time a loop stood still is the sum of what passed between the looks, and no look counts
    for more than two seconds: when the whole process was stopped and goes on, nobody hung.
    """

    def __init__(
        self,
        loops: Sequence[Watched],
        on_death: Callable[[], None],
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        """`steady` gives seconds of a clock that nobody sets."""
        self._loops = tuple(loops)
        self._on_death = on_death
        self._steady = steady
        self._last = steady()
        self._still = [0.0] * len(self._loops)
        self._beats = [-1] * len(self._loops)

    def step(self) -> int:
        """Look once; ends the process if a loop stood still for longer than it may."""
        now = self._steady()
        passed = min(max(now - self._last, 0.0), MOST_OF_A_LOOK_S)
        self._last = now
        for number, loop in enumerate(self._loops):
            beats = loop.beats()
            self._still[number] = (
                self._still[number] + passed if beats == self._beats[number] else 0
            )
            self._beats[number] = beats
            if self._still[number] > loop.longest_s:
                self._end(loop, self._still[number])
                return 0
        return 0

    def _end(self, loop: Watched, still: float) -> None:
        log.critical(
            "the loop %s hangs, one step takes %.0f s already; the process ends to be started "
            "again; it is at %s",
            loop.name,
            still,
            loop.whereabouts(),
        )
        self._on_death()


class ClockDrift:
    """Compares the clock on the wall with the steady one; a jump is told once, loudly."""

    def __init__(
        self, clock: Callable[[], datetime], steady: Callable[[], float] = time.monotonic
    ) -> None:
        """They agree now."""
        self._clock = clock
        self._steady = steady
        self._apart = self._difference()

    def step(self) -> int:
        """Compare once."""
        apart = self._difference()
        jumped = apart - self._apart
        if abs(jumped) > DRIFT_S:
            self._apart = apart
            log.error(
                "the clock jumped by %+.0f s: it was set, or this machine slept; "
                "what falls due comes too %s by that much",
                jumped,
                "early" if jumped > 0 else "late",
            )
        return 0

    def _difference(self) -> float:
        return self._clock().timestamp() - self._steady()
