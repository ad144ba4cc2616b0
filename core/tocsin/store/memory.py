"""The store in memory: the reference implementation."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TypeVar

from tocsin.errors import StoreUnavailable
from tocsin.store.contract import ReadTx, Turn, Tx
from tocsin.store.memory_lanes import MemoryTx
from tocsin.store.memory_read import MemoryRead
from tocsin.store.memory_tables import Journal, Tables

T = TypeVar("T")


class MemoryStore:
    """A `Store` in memory, for tests and simulations."""

    def __init__(self, tables: Tables | None = None) -> None:
        self._tables = tables or Tables()
        self._lock = threading.Lock()
        self._inside: int | None = None
        self._closed = False

    def write(self, unit: Callable[[Tx], T], *, urgent: bool = False, turn: Turn = "rest") -> T:
        """Run a unit; what it wrote is taken back if it raises."""
        with self._turn():
            journal = Journal()
            try:
                return unit(MemoryTx(self._tables, journal))
            except BaseException:
                journal.undo()
                raise

    def submit(self, unit: Callable[[Tx], T]) -> Future[T]:
        """Run a unit at once; the future is done when this returns."""
        future: Future[T] = Future()
        try:
            future.set_result(self.write(unit))
        except Exception as error:  # noqa: BLE001 - whatever it is belongs to the caller
            future.set_exception(error)
        return future

    def read(self, query: Callable[[ReadTx], T]) -> T:
        """Run a query while nobody writes."""
        with self._turn():
            return query(MemoryRead(self._tables))

    def listen(self, heard: Callable[[], None]) -> None:
        """Do nothing: no other process writes."""

    def clock_offset(self) -> float | None:
        """Return None."""
        return None

    def close(self) -> None:
        """Refuse everything from now on."""
        self._closed = True

    def reopened(self) -> MemoryStore:
        """Return a new store over the same rows, as after a restart.

        Its leases are over: whoever held them is gone.
        """
        MemoryTx(self._tables, Journal()).drop_leases()
        return MemoryStore(self._tables)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self._inside == threading.get_ident():
            raise RuntimeError("A unit or query must use the Tx it was given, not the store.")
        with self._lock:
            if self._closed:
                raise StoreUnavailable("The store is closed.")
            self._inside = threading.get_ident()
            try:
                yield
            finally:
                self._inside = None
