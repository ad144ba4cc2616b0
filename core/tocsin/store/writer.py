"""The one writer of a process: many units, one commit.

Whatever waits when the writer is free goes into one transaction, each unit in a savepoint of its
own, so that one disk sync pays for all. A unit that raises takes back only itself. A unit that
meets another process (a row somebody holds, a text somebody changed) takes back itself, lets the
others be committed, and is run again, first of its batch, where it may wait longer: nobody waits
long while holding what others want. When the database itself fails, nobody's unit was accepted: it
is run again for a while on a new connection, and then everybody is told.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from tocsin.errors import StoreUnavailable
from tocsin.store.contract import Turn, Tx
from tocsin.store.database_errors import (
    commit_in_doubt,
    is_lost,
    is_of_database,
    is_passing,
    store_unavailable,
)
from tocsin.store.write_queue import QueuedUnit, WriteQueue

T = TypeVar("T")
BATCH = 64
SLICE_S = 0.01
PAUSE_S = 0.05


class Transaction(Protocol):
    """The transaction a batch runs in; it begins with the first `run`."""

    def run(self, unit: Callable[[Tx], T]) -> T:
        """Run one unit in a savepoint; what it wrote is taken back if it raises.

        Raises:
            Whatever the unit raises. After a fault `is_passing` knows, the others are as they
            were, and the unit may be run again in another transaction.
        """
        ...

    def prepare(self) -> None:
        """Say what belongs into the commit as a whole."""
        ...

    def commit(self) -> None:
        """Make everything durable."""
        ...

    def abandon(self) -> None:
        """Take everything back and let go of the connection; never raises."""
        ...


@dataclass(frozen=True, kw_only=True)
class RetryLimits:
    """How many seconds a unit is run again and again before its caller is told.

    Args:
        pause: Seconds that a database which went away is left alone.
    """

    usual: float = 0.0
    urgent: float = 0.0
    pause: float = PAUSE_S

    def lasts(self, job: QueuedUnit) -> bool:
        """Return whether a unit may be run once more."""
        return job.waited() < (self.urgent if job.urgent else self.usual)


Done = tuple[QueuedUnit, Callable[[], None]]


class Writer:
    """A thread that runs units. `submit` may be called from any thread.

    Pages go first, then people's commands, then other urgent units, each in a commit of their own:
    who is called does not wait for rooms and alerts, nor what the world has already seen for what
    it has yet to see.
    """

    def __init__(self, transaction: Callable[[], Transaction], patience: RetryLimits) -> None:
        self._transaction = transaction
        self._patience = patience
        self._jobs = WriteQueue()
        self._in_unit = False
        self._thread = threading.Thread(target=self._loop, name="tocsin-writer", daemon=True)
        self._thread.start()

    def submit(
        self, unit: Callable[[Tx], T], *, urgent: bool = False, turn: Turn = "rest"
    ) -> Future[T]:
        """Queue a unit.

        Raises:
            StoreUnavailable: The writer has ended.
            RuntimeError: Called from inside a unit.
        """
        self.forbid_inside_unit()
        job = QueuedUnit(unit=unit, future=Future(), urgent=urgent, turn=turn)
        self._jobs.add(job)
        return job.future

    def write(self, unit: Callable[[Tx], T], *, urgent: bool = False, turn: Turn = "rest") -> T:
        """Queue a unit and wait until it is durable.

        Raises:
            StoreUnavailable: The database cannot be written, or the writer has ended.
            RuntimeError: Called in the writer's own thread, which would wait for itself.
        """
        if self._is_here():
            raise RuntimeError("The writer cannot wait for itself: use the Tx, or submit.")
        return self.submit(unit, urgent=urgent, turn=turn).result()

    def forbid_inside_unit(self) -> None:
        """Refuse what a unit must do with its `Tx`.

        Raises:
            RuntimeError: Called from inside a unit.
        """
        if self._in_unit and self._is_here():
            raise RuntimeError("A unit must use the Tx it was given, not the store.")

    def close(self) -> None:
        """Finish what was submitted, then end. A second call does nothing."""
        self._jobs.close()
        if not self._is_here():
            self._thread.join()

    def _is_here(self) -> bool:
        return threading.get_ident() == self._thread.ident

    def _loop(self) -> None:
        try:
            while (job := self._jobs.first()) is not None:
                self._run(job)
        finally:
            for job in self._jobs.take_all():
                job.future.set_exception(StoreUnavailable("The store's writer has ended."))

    def _batch(self, first: QueuedUnit) -> Iterator[QueuedUnit]:
        """The job and what may share its commit: bounded in number, the last kind in time too."""
        ends = time.monotonic() + SLICE_S
        job: QueuedUnit | None = first
        left = BATCH
        while job is not None:
            if job.begin():
                yield job
            left -= 1
            late = not left or (first.is_last and time.monotonic() > ends)
            job = None if late else self._jobs.next_of(first)

    def _run(self, first: QueuedUnit) -> None:
        transaction = self._transaction()
        jobs: list[QueuedUnit] = []
        try:
            done = self._run_each(transaction, first, jobs)
            if done:
                transaction.prepare()
        except Exception as error:  # noqa: BLE001 - whatever it is, every caller must hear of it
            transaction.abandon()
            self._failed(jobs, error)
            return
        self._commit(transaction, done)

    def _run_each(
        self, transaction: Transaction, first: QueuedUnit, jobs: list[QueuedUnit]
    ) -> list[Done]:
        """Run the batch up to a unit that met another process; `jobs` hears of every one begun."""
        done: list[Done] = []
        for job in self._batch(first):
            jobs.append(job)
            try:
                done.append((job, self._attempt(transaction, job)))
            except Exception as error:
                if not is_passing(error):
                    raise
                jobs.pop()
                self._again(job, error, alone=not done)
                break
        return done

    def _commit(self, transaction: Transaction, done: list[Done]) -> None:
        try:
            transaction.commit()
        except Exception as error:  # noqa: BLE001 - whatever it is, every caller must hear of it
            transaction.abandon()
            lost = is_lost(error)
            self._failed([job for job, _ in done if job.urgent or not lost], error)
            for job, _ in done:
                if lost and not job.urgent:
                    job.future.set_exception(commit_in_doubt())
            return
        for _, answer in done:
            answer()

    def _attempt(self, transaction: Transaction, job: QueuedUnit) -> Callable[[], None]:
        self._in_unit = True
        try:
            return partial(job.future.set_result, transaction.run(job.unit))
        except BaseException as error:
            if is_of_database(error) or is_passing(error):
                raise
            return partial(job.future.set_exception, error)
        finally:
            self._in_unit = False

    def _again(self, job: QueuedUnit, error: Exception, *, alone: bool) -> None:
        """It met another process. Behind others it goes first next time; else they go before it."""
        job.fails()
        if not self._patience.lasts(job):
            job.future.set_exception(store_unavailable(error))
            return
        if alone and not len(self._jobs):
            time.sleep(self._patience.pause / 10)
        self._jobs.put_back(job, behind=alone)

    def _failed(self, jobs: list[QueuedUnit], error: Exception) -> None:
        """The database failed under all of these: a lost connection may come back."""
        if is_lost(error):
            self._jobs.all_fail()
        left = []
        for job in jobs:
            job.fails()
            if is_lost(error) and self._patience.lasts(job) and not self._jobs.is_closed:
                left.append(job)
            else:
                job.future.set_exception(store_unavailable(error))
        if left:
            self._jobs.put_back(*left)
            time.sleep(self._patience.pause)
