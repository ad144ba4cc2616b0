"""The queues of units that wait for the writer, one for each priority."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final

from tocsin.errors import StoreUnavailable
from tocsin.store.contract import Turn, Tx

TURNS: Final = {"page": 0, "command": 1, "rest": 2}
LAST: Final = 3


@dataclass(kw_only=True, eq=False)
class QueuedUnit:
    """One unit and its future. `failed_at`: when it first had to be run again."""

    # One queue holds units of every result type; `submit` gives each its own type back.
    unit: Callable[[Tx], Any]
    future: Future[Any]
    urgent: bool
    turn: Turn = "rest"
    failed_at: float | None = None

    @property
    def place(self) -> int:
        """The queue it waits in."""
        return LAST if self.turn == "rest" and not self.urgent else TURNS[self.turn]

    @property
    def is_last(self) -> bool:
        """Whether every other queue goes first."""
        return self.place == LAST

    def begin(self) -> bool:
        """Mark it as running; False if its caller has cancelled it."""
        return self.future.running() or self.future.set_running_or_notify_cancel()

    def waited(self) -> float:
        """Return the seconds since it first had to be run again."""
        return 0.0 if self.failed_at is None else time.monotonic() - self.failed_at

    def fails(self) -> None:
        """Note the first time it had to be run again."""
        if self.failed_at is None:
            self.failed_at = time.monotonic()


class WriteQueue:
    """A queue for each priority, thread-safe."""

    def __init__(self) -> None:
        self._queues: tuple[deque[QueuedUnit], ...] = tuple(deque() for _ in range(LAST + 1))
        self._changed = threading.Condition()
        self._closed = False

    def __len__(self) -> int:
        return sum(len(queue) for queue in self._queues)

    @property
    def is_closed(self) -> bool:
        """Whether no more jobs are taken."""
        return self._closed

    def add(self, job: QueuedUnit) -> None:
        """Queue a job.

        Raises:
            StoreUnavailable: No more are taken.
        """
        with self._changed:
            if self._closed:
                raise StoreUnavailable("The store is closed.")
            self._queues[job.place].append(job)
            self._changed.notify()

    def put_back(self, *jobs: QueuedUnit, behind: bool = False) -> None:
        """Queue jobs again, in their order, before or behind those that wait."""
        with self._changed:
            for job in jobs if behind else reversed(jobs):
                queue = self._queues[job.place]
                queue.append(job) if behind else queue.appendleft(job)

    def first(self) -> QueuedUnit | None:
        """Wait for a job and return it; None when the writer is to end."""
        with self._changed:
            self._changed.wait_for(lambda: any(self._queues) or self._closed)
            queue = next((queue for queue in self._queues if queue), None)
            return queue.popleft() if queue is not None else None

    def next_of(self, first: QueuedUnit) -> QueuedUnit | None:
        """Return the next job of the same queue; None when one of higher priority waits."""
        with self._changed:
            queue = next((queue for queue in self._queues[: first.place + 1] if queue), None)
            own = queue is not None and queue is self._queues[first.place]
            return queue.popleft() if queue is not None and own else None

    def all_fail(self) -> None:
        """Note for every waiting job that the database is unavailable."""
        with self._changed:
            for job in self._waiting():
                job.fails()

    def close(self) -> None:
        """Take no more jobs."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def take_all(self) -> list[QueuedUnit]:
        """Close, and return the jobs left."""
        with self._changed:
            self._closed = True
            left = self._waiting()
            for queue in self._queues:
                queue.clear()
        return left

    def _waiting(self) -> list[QueuedUnit]:
        return [job for queue in self._queues for job in queue]
