"""Counts the workers at each target, so that a tool that hangs leaves workers for the others.

A target has room for a few at first. Each call it takes makes more room, so that one that is only
slow has as many workers as it can use; a call without an answer takes all of that back.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from tocsin.store.contract import Pool

Place = tuple[Pool, str]
FORGOTTEN_S: Final = 60.0


@dataclass(frozen=True, kw_only=True)
class WorkerLimit:
    """The limit of workers at one target: `first`, `more` with each answer, up to `most`."""

    first: int
    more: int = 0
    most: int = 0


class WorkersInUse:
    """Counts the workers at each place: a pool and a `<team>/<target>`."""

    def __init__(
        self, rooms: Mapping[Pool, WorkerLimit], steady: Callable[[], float] = time.monotonic
    ) -> None:
        """A pool that is not named has no bound.

        Args:
            steady: Seconds of a clock that nobody sets.
        """
        self._rooms = rooms
        self._steady = steady
        self._lock = threading.Lock()
        self._at: Counter[Place] = Counter()
        self._grown: dict[Place, tuple[int, float]] = {}

    def full(self, pools: Iterable[Pool]) -> frozenset[str]:
        """Return the targets to which no further worker of these pools may go."""
        wanted = set(pools)
        with self._lock:
            return frozenset(
                place[1]
                for place, count in self._at.items()
                if place[0] in wanted and place[0] in self._rooms and count >= self._room(place)
            )

    def go(self, place: Place) -> None:
        """Count one worker more at a place."""
        with self._lock:
            self._at[place] += 1

    def leave(self, places: Iterable[Place]) -> None:
        """Count one worker less at each of these places."""
        with self._lock:
            self._at.subtract(places)
            self._at = +self._at

    def took(self, place: Place) -> None:
        """Raise the limit of a place, since a call there was answered."""
        bound = self._rooms.get(place[0])
        if bound is None or bound.most <= bound.first:
            return
        with self._lock:
            room = min(self._room(place) + bound.more, bound.most)
            self._grown[place] = (room, self._steady())

    def silent(self, place: Place) -> None:
        """Lower the limit of a place to its first value, since a call was not answered."""
        with self._lock:
            self._grown.pop(place, None)

    def _room(self, place: Place) -> int:
        room, since = self._grown.get(place, (0, 0.0))
        if room and self._steady() - since > FORGOTTEN_S:
            del self._grown[place]
            room = 0
        return room or self._rooms[place[0]].first


class CallsInFlight:
    """The calls under way, by pool, with the time each began."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        """None is."""
        self._steady = steady
        self._lock = threading.Lock()
        self._since: dict[object, tuple[Pool, float]] = {}

    @contextmanager
    def one(self, pool: Pool) -> Iterator[None]:
        """Count a call for as long as the `with` block runs."""
        mark = object()
        with self._lock:
            self._since[mark] = (pool, self._steady())
        try:
            yield
        finally:
            with self._lock:
                del self._since[mark]

    def longer_than(self, seconds: float, pool: Pool) -> int:
        """Return how many calls of a pool take longer than so many seconds already."""
        now = self._steady()
        with self._lock:
            return sum(
                worker_pool == pool and now - since > seconds
                for worker_pool, since in self._since.values()
            )


@dataclass(frozen=True, kw_only=True)
class EntryCounts:
    """How many threads have entered and left so far."""

    entered: int = 0
    left: int = 0

    @property
    def over(self) -> bool:
        """Return whether nobody is inside."""
        return self.entered == self.left


class EntryCounter:
    """Counts the threads inside a `with` block, to be read from another thread."""

    def __init__(self) -> None:
        """Nobody came yet."""
        self._lock = threading.Lock()
        self._passed = EntryCounts()

    def passed(self) -> EntryCounts:
        """Return the counts now."""
        with self._lock:
            return self._passed

    def __enter__(self) -> None:
        """Count one thread in."""
        with self._lock:
            self._passed = replace(self._passed, entered=self._passed.entered + 1)

    def __exit__(self, *_raised: object) -> None:
        """Count one thread out."""
        with self._lock:
            self._passed = replace(self._passed, left=self._passed.left + 1)
