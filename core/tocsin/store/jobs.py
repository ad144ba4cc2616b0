"""The units that wait for the writer: urgent ones before others, each in the order they came."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from tocsin.errors import StoreUnavailable
from tocsin.store.contract import Tx


@dataclass(kw_only=True, eq=False)
class Job:
    """One unit and whoever waits for it. `failed_at`: when it first had to be run again."""

    # One queue holds units of every result type; `submit` gives each its own type back.
    unit: Callable[[Tx], Any]
    future: Future[Any]
    urgent: bool
    failed_at: float | None = None

    def begin(self) -> bool:
        """Whether it is to be run: False if its caller has given up on it."""
        return self.future.running() or self.future.set_running_or_notify_cancel()

    def waited(self) -> float:
        """Seconds since it first had to be run again."""
        return 0.0 if self.failed_at is None else time.monotonic() - self.failed_at

    def fails(self) -> None:
        """It has to be run again; the first time counts."""
        if self.failed_at is None:
            self.failed_at = time.monotonic()


class Jobs:
    """Two queues, safe for threads."""

    def __init__(self) -> None:
        self._urgent: deque[Job] = deque()
        self._usual: deque[Job] = deque()
        self._changed = threading.Condition()
        self._closed = False

    def __len__(self) -> int:
        return len(self._urgent) + len(self._usual)

    @property
    def is_closed(self) -> bool:
        """No more are taken."""
        return self._closed

    def add(self, job: Job) -> None:
        """Queue a job.

        Raises:
            StoreUnavailable: No more are taken.
        """
        with self._changed:
            if self._closed:
                raise StoreUnavailable("The store is closed.")
            self._queue(job).append(job)
            self._changed.notify()

    def put_back(self, *jobs: Job, behind: bool = False) -> None:
        """These have to be run again: in their order, before or behind those that wait."""
        with self._changed:
            for job in jobs if behind else reversed(jobs):
                queue = self._queue(job)
                queue.append(job) if behind else queue.appendleft(job)

    def _queue(self, job: Job) -> deque[Job]:
        return self._urgent if job.urgent else self._usual

    def first(self) -> Job | None:
        """Wait for a job, an urgent one before others; None when it is time to end."""
        with self._changed:
            self._changed.wait_for(lambda: self._urgent or self._usual or self._closed)
            if self._urgent:
                return self._urgent.popleft()
            return self._usual.popleft() if self._usual else None

    def next_of(self, first: Job) -> Job | None:
        """The next one of its kind; an urgent one ends a batch of others."""
        with self._changed:
            if first.urgent:
                return self._urgent.popleft() if self._urgent else None
            return self._usual.popleft() if self._usual and not self._urgent else None

    def all_fail(self) -> None:
        """The database is away: what waits begins to count how long."""
        with self._changed:
            for job in (*self._urgent, *self._usual):
                job.fails()

    def close(self) -> None:
        """Take no more."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def take_all(self) -> list[Job]:
        """Close, and hand out what is left."""
        with self._changed:
            self._closed = True
            left = [*self._urgent, *self._usual]
            self._urgent.clear()
            self._usual.clear()
        return left
