"""How many workers are at one target: a tool that hangs must not keep everybody from the others."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tocsin.store.contract import Pool

Place = tuple[Pool, str]


class Busy:
    """Counts who is where. A place is a pool and `<team>/<target>`."""

    def __init__(self, most: Mapping[Pool, int]) -> None:
        """`most` workers of a pool may be at one target; a pool that is not named has no bound."""
        self._most = most
        self._lock = threading.Lock()
        self._at: Counter[Place] = Counter()

    def full(self, pools: Iterable[Pool]) -> frozenset[str]:
        """The targets nobody else of these pools may go to now."""
        wanted = set(pools)
        with self._lock:
            return frozenset(
                target
                for (pool, target), count in self._at.items()
                if pool in wanted and pool in self._most and count >= self._most[pool]
            )

    def go(self, place: Place) -> None:
        """One more is there."""
        with self._lock:
            self._at[place] += 1

    def leave(self, places: Iterable[Place]) -> None:
        """One less is at each of these."""
        with self._lock:
            self._at.subtract(places)
            self._at = +self._at


@dataclass(frozen=True, kw_only=True)
class Passed:
    """How many went in and came out so far."""

    entered: int = 0
    left: int = 0

    @property
    def over(self) -> bool:
        """Nobody is inside."""
        return self.entered == self.left


class Turnstile:
    """Counts who goes through, so that somebody outside knows whether anybody is inside."""

    def __init__(self) -> None:
        """Nobody came yet."""
        self._lock = threading.Lock()
        self._passed = Passed()

    def passed(self) -> Passed:
        """The counts now."""
        with self._lock:
            return self._passed

    def __enter__(self) -> None:
        """Go in."""
        with self._lock:
            self._passed = replace(self._passed, entered=self._passed.entered + 1)

    def __exit__(self, *_raised: object) -> None:
        """Come out."""
        with self._lock:
            self._passed = replace(self._passed, left=self._passed.left + 1)
