"""The units that wait for the writer, by whose turn it is, each in the order they came."""

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
class Job:
    """One unit and whoever waits for it. `failed_at`: when it first had to be run again."""

    # One queue holds units of every result type; `submit` gives each its own type back.
    unit: Callable[[Tx], Any]
    future: Future[Any]
    urgent: bool
    turn: Turn = "rest"
    failed_at: float | None = None

    @property
    def place(self) -> int:
        """Which queue it waits in: what is urgent goes before the rest of the rest."""
        return LAST if self.turn == "rest" and not self.urgent else TURNS[self.turn]

    @property
    def is_last(self) -> bool:
        """Whether everything else goes before it."""
        return self.place == LAST

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
    """A queue for each turn, safe for threads."""

    def __init__(self) -> None:
        self._queues: tuple[deque[Job], ...] = tuple(deque() for _ in range(LAST + 1))
        self._changed = threading.Condition()
        self._closed = False

    def __len__(self) -> int:
        return sum(len(queue) for queue in self._queues)

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
            self._queues[job.place].append(job)
            self._changed.notify()

    def put_back(self, *jobs: Job, behind: bool = False) -> None:
        """These have to be run again: in their order, before or behind those that wait."""
        with self._changed:
            for job in jobs if behind else reversed(jobs):
                queue = self._queues[job.place]
                queue.append(job) if behind else queue.appendleft(job)

    def first(self) -> Job | None:
        """Wait for a job, the one whose turn it is; None when it is time to end."""
        with self._changed:
            self._changed.wait_for(lambda: any(self._queues) or self._closed)
            queue = next((queue for queue in self._queues if queue), None)
            return queue.popleft() if queue is not None else None

    def next_of(self, first: Job) -> Job | None:
        """The next one of its kind; one that goes before it ends the batch."""
        with self._changed:
            queue = next((queue for queue in self._queues[: first.place + 1] if queue), None)
            own = queue is not None and queue is self._queues[first.place]
            return queue.popleft() if queue is not None and own else None

    def all_fail(self) -> None:
        """The database is away: what waits begins to count how long."""
        with self._changed:
            for job in self._waiting():
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
            left = self._waiting()
            for queue in self._queues:
                queue.clear()
        return left

    def _waiting(self) -> list[Job]:
        return [job for queue in self._queues for job in queue]
