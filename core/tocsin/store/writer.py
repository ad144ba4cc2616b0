"""The one writer of a process: many units, one commit.

Whatever waits when the writer is free goes into one transaction, each unit in a savepoint of its
own, so that one disk sync pays for all. A unit that raises takes back only itself. When the
database itself fails, nobody's unit was accepted and everybody is told so; the next batch tries
again on a new connection.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

from tocsin.errors import StoreUnavailable
from tocsin.store.contract import Tx
from tocsin.store.faults import is_of_database, unavailable

T = TypeVar("T")
BATCH = 64
SLICE_S = 0.01


class Transaction(Protocol):
    """The transaction a batch runs in; it begins with the first `run`."""

    def run(self, unit: Callable[[Tx], T]) -> T:
        """Run one unit in a savepoint; what it wrote is taken back if it raises."""
        ...

    def commit(self) -> None:
        """Make everything durable."""
        ...

    def abandon(self) -> None:
        """Take everything back and let go of the connection; never raises."""
        ...


@dataclass(frozen=True, kw_only=True)
class _Job:
    # One queue holds units of every result type; `submit` gives each its own type back.
    unit: Callable[[Tx], Any]
    future: Future[Any]
    urgent: bool


class Writer:
    """A thread that runs units. `submit` may be called from any thread.

    Urgent units go first, in a commit of their own: what the world has already seen must not
    wait for what it has yet to see.
    """

    def __init__(self, transaction: Callable[[], Transaction]) -> None:
        self._transaction = transaction
        self._urgent: deque[_Job] = deque()
        self._usual: deque[_Job] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._in_unit = False
        self._thread = threading.Thread(target=self._loop, name="tocsin-writer", daemon=True)
        self._thread.start()

    def submit(self, unit: Callable[[Tx], T], *, urgent: bool = False) -> Future[T]:
        """Queue a unit.

        Raises:
            StoreUnavailable: The writer has ended.
            RuntimeError: Called from inside a unit.
        """
        self.forbid_inside_unit()
        job = _Job(unit=unit, future=Future(), urgent=urgent)
        with self._changed:
            if self._closed:
                raise StoreUnavailable("The store is closed.")
            (self._urgent if urgent else self._usual).append(job)
            self._changed.notify()
        return job.future

    def write(self, unit: Callable[[Tx], T], *, urgent: bool = False) -> T:
        """Queue a unit and wait until it is durable.

        Raises:
            StoreUnavailable: The database cannot be written, or the writer has ended.
            RuntimeError: Called in the writer's own thread, which would wait for itself.
        """
        if self._is_here():
            raise RuntimeError("The writer cannot wait for itself: use the Tx, or submit.")
        return self.submit(unit, urgent=urgent).result()

    def forbid_inside_unit(self) -> None:
        """Refuse what a unit must do with its `Tx`.

        Raises:
            RuntimeError: Called from inside a unit.
        """
        if self._in_unit and self._is_here():
            raise RuntimeError("A unit must use the Tx it was given, not the store.")

    def close(self) -> None:
        """Finish what was submitted, then end. A second call does nothing."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if not self._is_here():
            self._thread.join()

    def _is_here(self) -> bool:
        return threading.get_ident() == self._thread.ident

    def _loop(self) -> None:
        try:
            while (job := self._first()) is not None:
                self._run(job)
        finally:
            self._refuse_the_rest()

    def _first(self) -> _Job | None:
        """Wait for a job, an urgent one before others; None when it is time to end."""
        with self._changed:
            self._changed.wait_for(lambda: self._urgent or self._usual or self._closed)
            if self._urgent:
                return self._urgent.popleft()
            return self._usual.popleft() if self._usual else None

    def _batch(self, first: _Job) -> Iterator[_Job]:
        """The job and what may share its commit: bounded in number, and in time if not urgent."""
        ends = time.monotonic() + SLICE_S
        job: _Job | None = first
        left = BATCH
        while job is not None:
            if job.future.set_running_or_notify_cancel():
                yield job
            left -= 1
            late = not left or (not first.urgent and time.monotonic() > ends)
            with self._changed:
                job = None if late else self._next_of(first)

    def _next_of(self, first: _Job) -> _Job | None:
        """The next one of its kind; an urgent one ends a batch of others."""
        if first.urgent:
            return self._urgent.popleft() if self._urgent else None
        return self._usual.popleft() if self._usual and not self._urgent else None

    def _run(self, first: _Job) -> None:
        transaction = self._transaction()
        jobs: list[_Job] = []
        answers: list[Callable[[], None]] = []
        try:
            for job in self._batch(first):
                jobs.append(job)
                answers.append(self._attempt(transaction, job))
            if jobs:
                transaction.commit()
        except Exception as error:  # noqa: BLE001 - whatever it is, every caller must hear of it
            transaction.abandon()
            for job in jobs:
                job.future.set_exception(unavailable(error))
        else:
            for answer in answers:
                answer()

    def _attempt(self, transaction: Transaction, job: _Job) -> Callable[[], None]:
        self._in_unit = True
        try:
            return partial(job.future.set_result, transaction.run(job.unit))
        except BaseException as error:
            if is_of_database(error):
                raise
            return partial(job.future.set_exception, error)
        finally:
            self._in_unit = False

    def _refuse_the_rest(self) -> None:
        with self._changed:
            self._closed = True
            left = (*self._urgent, *self._usual)
            self._urgent.clear()
            self._usual.clear()
        for job in left:
            job.future.set_exception(StoreUnavailable("The store's writer has ended."))
