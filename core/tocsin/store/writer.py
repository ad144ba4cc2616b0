"""The one writer of a process: many units, one commit.

Whatever waits when the writer is free goes into one transaction, each unit in a savepoint of its
own, so that one disk sync pays for all. A unit that raises takes back only itself. When the
database itself fails, nobody's unit was accepted and everybody is told so; the next batch tries
again on a new connection.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

from tocsin.errors import StoreUnavailable
from tocsin.store.contract import Tx
from tocsin.store.faults import is_of_database, unavailable

T = TypeVar("T")
BATCH = 64


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


class Writer:
    """A thread that runs units. `submit` may be called from any thread."""

    def __init__(self, transaction: Callable[[], Transaction]) -> None:
        self._transaction = transaction
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._closed = False
        self._in_unit = False
        self._thread = threading.Thread(target=self._loop, name="tocsin-writer", daemon=True)
        self._thread.start()

    def submit(self, unit: Callable[[Tx], T]) -> Future[T]:
        """Queue a unit.

        Raises:
            StoreUnavailable: The writer has ended.
            RuntimeError: Called from inside a unit.
        """
        self.forbid_inside_unit()
        job = _Job(unit=unit, future=Future())
        with self._gate:
            if self._closed:
                raise StoreUnavailable("The store is closed.")
            self._jobs.put(job)
        return job.future

    def write(self, unit: Callable[[Tx], T]) -> T:
        """Queue a unit and wait until it is durable.

        Raises:
            StoreUnavailable: The database cannot be written, or the writer has ended.
            RuntimeError: Called in the writer's own thread, which would wait for itself.
        """
        if self._is_here():
            raise RuntimeError("The writer cannot wait for itself: use the Tx, or submit.")
        return self.submit(unit).result()

    def forbid_inside_unit(self) -> None:
        """Refuse what a unit must do with its `Tx`.

        Raises:
            RuntimeError: Called from inside a unit.
        """
        if self._in_unit and self._is_here():
            raise RuntimeError("A unit must use the Tx it was given, not the store.")

    def close(self) -> None:
        """Finish what was submitted, then end. A second call does nothing."""
        with self._gate:
            if self._closed:
                return
            self._closed = True
            self._jobs.put(None)
        if not self._is_here():
            self._thread.join()

    def _is_here(self) -> bool:
        return threading.get_ident() == self._thread.ident

    def _loop(self) -> None:
        try:
            while jobs := self._next():
                self._run(jobs)
        finally:
            self._refuse_the_rest()

    def _next(self) -> list[_Job]:
        """Wait for a job, then take what else is waiting; empty when it is time to end."""
        job = self._jobs.get()
        jobs = []
        while job is not None:
            if job.future.set_running_or_notify_cancel():
                jobs.append(job)
            if len(jobs) == BATCH or (self._jobs.empty() and jobs):
                return jobs
            job = self._jobs.get()
        if jobs:
            self._jobs.put(None)
        return jobs

    def _run(self, jobs: Sequence[_Job]) -> None:
        transaction = self._transaction()
        try:
            answers = [self._attempt(transaction, job) for job in jobs]
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
        with self._gate:
            self._closed = True
        while not self._jobs.empty():
            job = self._jobs.get()
            if job is not None:
                job.future.set_exception(StoreUnavailable("The store's writer has ended."))
