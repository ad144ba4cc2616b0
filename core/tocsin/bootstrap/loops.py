"""The loops: each repeats a `step`, sleeps while there is nothing to do, and never dies alone."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

from tocsin.error_location import error_location, thread_location
from tocsin.errors import StoreUnavailable
from tocsin.store.contract import Pool, ReadTx, Store

log = logging.getLogger(__name__)
IDLE_S = 0.2
STORE_DOWN_S = 1.0
LONGEST_STEP_S = 60.0


class WakeSignal:
    """Something may be due now: loops that sleep look again."""

    def __init__(self) -> None:
        """Nobody waits yet."""
        self._changed = threading.Condition()
        self._count = 0

    def set(self) -> None:
        """Wake every loop."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def seen(self) -> int:
        """Return the number to hand to `wait`."""
        with self._changed:
            return self._count

    def wait(self, seen: int, seconds: float) -> None:
        """Wait until something changed since `seen`, at most so long."""
        with self._changed:
            self._changed.wait_for(lambda: self._count != seen, timeout=seconds)


class Loop:
    """One thread that repeats a step. An error nobody foresaw ends the process (`on_death`)."""

    def __init__(
        self,
        name: str,
        step: Callable[[], int],
        wake: WakeSignal,
        on_death: Callable[[], None],
        *,
        longest_s: float = LONGEST_STEP_S,
        idle_s: float | None = None,
        nap_s: Callable[[], float] | None = None,
    ) -> None:
        """`step` returns how much it did; 0 = it may sleep.

        Args:
            longest_s: A step that takes longer hangs (see `watchdog`).
            idle_s: How long it sleeps; None = `IDLE_S`.
            nap_s: Seconds until something is due: it sleeps no longer.
        """
        self.name = name
        self.longest_s = longest_s
        self._step = step
        self._wake = wake
        self._on_death = on_death
        self._idle_s = IDLE_S if idle_s is None else idle_s
        self._nap_s = nap_s
        self._stopping = threading.Event()
        self.waits = False  # for the database
        self._beats = 0
        self._last = time.monotonic()
        self._thread = threading.Thread(target=self._run, name=f"tocsin-{name}", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._beat()
        self._thread.start()

    def ask_to_end(self) -> None:
        """End after the step it is at."""
        self._stopping.set()
        self._wake.set()

    def retire(self) -> None:
        """End after the step that calls this."""
        self._stopping.set()

    @property
    def alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread.is_alive()

    def join(self, seconds: float) -> None:
        """Wait for its end, at most so long."""
        if self._thread.is_alive():
            self._thread.join(max(seconds, 0.0))

    def age(self) -> float:
        """Return seconds since it showed that it lives: a step ended, or the database was away."""
        return time.monotonic() - self._last

    def beats(self) -> int:
        """Return how often it showed that it lives; the number stands still while a step hangs."""
        return self._beats

    def whereabouts(self) -> str:
        """Return where its thread is now, as files, lines and functions."""
        return thread_location(self._thread.ident)

    def _beat(self) -> None:
        self._beats += 1
        self._last = time.monotonic()

    def _run(self) -> None:
        while not self._stopping.is_set():
            seen = self._wake.seen()
            try:
                did = self._step()
            except StoreUnavailable as error:
                if self._stopping.is_set():
                    return  # it was left behind at the end, and the store is closed
                log.error("%s waits for the database: %s", self.name, error)
                self.waits = True
                self._beat()
                self._stopping.wait(STORE_DOWN_S)
                continue
            except BaseException as error:  # noqa: BLE001 - SystemExit too: a thread would hide it
                if self._stopping.is_set():
                    log.warning("the loop %s was left behind at the end", self.name)
                    return
                log.critical(
                    "the loop %s died; the process ends: %s", self.name, error_location(error)
                )
                self._on_death()
                return
            self._beat()
            self.waits = False
            if did:
                self._wake.set()
            else:
                self._wake.wait(seen, self._pause())

    def _pause(self) -> float:
        return self._idle_s if self._nap_s is None else min(self._idle_s, self._nap_s())


What = Pool | Literal["timers"]
POOLS: tuple[Pool, ...] = ("page", "chat", "other")
FRESH_S = 0.1


class DueCache:
    """Caches when the next work is due, until the next wake and for 0.1 s at most."""

    def __init__(self, store: Store, wake: WakeSignal, clock: Callable[[], datetime]) -> None:
        """Nothing is looked up yet."""
        self._store = store
        self._wake = wake
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: int | None = None
        self._looked = 0.0
        self._next: Mapping[What, datetime | None] = {}

    def is_now(self, what: What) -> bool:
        """Return whether something of this kind is due."""
        due = self._at(what)
        return due is not None and due <= self._clock()

    def seconds_until(self, what: What) -> float:
        """Return how long until something of this kind is due; infinity if nothing is."""
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
