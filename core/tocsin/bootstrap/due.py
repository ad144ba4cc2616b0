"""What falls due next, looked up once for all the loops that wake together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

from tocsin.bootstrap.loops import Wake
from tocsin.store.contract import Pool, ReadTx, Store

What = Pool | Literal["timers"]
POOLS: tuple[Pool, ...] = ("page", "chat", "other")
FRESH_S = 0.1


class Due:
    """A look at the store counts until the next wake, and for a tenth of a second at most."""

    def __init__(self, store: Store, wake: Wake, clock: Callable[[], datetime]) -> None:
        """Nothing is looked up yet."""
        self._store = store
        self._wake = wake
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: int | None = None
        self._looked = 0.0
        self._next: Mapping[What, datetime | None] = {}

    def is_now(self, what: What) -> bool:
        """Whether something of this kind is due."""
        due = self._at(what)
        return due is not None and due <= self._clock()

    def seconds_until(self, what: What) -> float:
        """How long until something of this kind is due; for ever, if nothing is."""
        due = self._at(what)
        return float("inf") if due is None else max((due - self._clock()).total_seconds(), 0.0)

    def _at(self, what: What) -> datetime | None:
        with self._lock:
            seen, now = self._wake.seen(), time.monotonic()
            if seen != self._seen or now - self._looked > FRESH_S:
                self._next = self._store.read(_look)
                self._seen, self._looked = seen, now
            return self._next[what]


def _look(tx: ReadTx) -> dict[What, datetime | None]:
    found: dict[What, datetime | None] = {"timers": tx.next_timer_at()}
    for pool in POOLS:
        found[pool] = tx.next_lane_of(pool)
    return found
