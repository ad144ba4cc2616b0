"""The store over SQLAlchemy Core: one writing connection, and a pool of reading ones."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from tocsin.errors import StoreUnavailable
from tocsin.store.compiled_statements import CompiledStatements
from tocsin.store.contract import ReadTx, Turn, Tx
from tocsin.store.database_errors import is_lost, is_of_database, store_unavailable
from tocsin.store.driver_calls import DriverCalls
from tocsin.store.projection_cache import ProjectionCache
from tocsin.store.sql_batch import Batch, DialectTexts, SqlSession, WritingConnection
from tocsin.store.sql_read import SqlRead
from tocsin.store.writer import RetryLimits, Writer

T = TypeVar("T")
# So many reading connections stay open between reads: to fetch one from the pool costs as much as
# a read does.
KEPT: Final = 4


def no_shift() -> int:
    """Return 0: leases are kept by our own clock."""
    return 0


class SqlReader:
    """Runs queries on snapshots of what is committed."""

    def __init__(
        self,
        engine: Engine,
        projections: ProjectionCache,
        on_close: Callable[[], None],
        shift: Callable[[], int] = no_shift,
        texts: CompiledStatements | None = None,
    ) -> None:
        self._engine = engine
        self._idle: list[Connection] = []
        self._texts = texts or CompiledStatements(engine.dialect)
        self._projections = projections
        self._on_close = on_close
        self._shift = shift
        self._closed = False

    def read(self, query: Callable[[ReadTx], T]) -> T:
        """Run a query. If the connection turns out to be gone, it is run once more on a new one.

        Raises:
            StoreUnavailable: The database cannot be read, or was closed.
        """
        if self._closed:
            raise StoreUnavailable("The store is closed.")
        try:
            return self._once(query)
        except (SQLAlchemyError, sqlite3.Error) as error:
            if not is_lost(error):
                raise self._told(error) from None
        self._let_go()
        try:
            return self._once(query)
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise self._told(error) from None

    def _once(self, query: Callable[[ReadTx], T]) -> T:
        with self._connection() as connection:
            direct = DriverCalls(connection, self._texts)
            return query(SqlRead(direct, self._projections, shift=self._shift()))

    @contextlib.contextmanager
    def _connection(self) -> Iterator[Connection]:
        """One that is in no transaction, before and after; one that failed is not used again."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._engine.connect()
        kept = False
        try:
            yield connection
            connection.rollback()
            kept = len(self._idle) < KEPT and not self._closed
        finally:
            if kept:
                self._idle.append(connection)
            else:
                connection.close()

    def _let_go(self) -> None:
        """Of every connection that nobody reads on."""
        while self._idle:
            with contextlib.suppress(IndexError, SQLAlchemyError):
                self._idle.pop().close()

    def _told(self, error: Exception) -> Exception:
        return store_unavailable(error) if is_of_database(error) else error

    def close(self) -> None:
        """Close the database."""
        if not self._closed:
            self._closed = True
            self._let_go()
            self._engine.dispose()
            self._on_close()


class SqlStore:
    """A `Store` over two engines of one database.

    Args:
        writing: Its transactions begin as writing ones; used by one thread.
        reading: Its connections cannot write; used by every thread.
        on_close: What else is to be let go of (a lock) when everything is closed.
        shift: Microseconds from our clock to the one that leases are kept by.
        patience: How long a unit waits for others, or for a database that comes back.
        language: Of an earlier store on the same kind of database; None = a new one.
    """

    def __init__(
        self,
        *,
        writing: Engine,
        reading: Engine,
        on_close: Callable[[], None],
        shift: Callable[[], int] = no_shift,
        patience: RetryLimits | None = None,
        language: DialectTexts | None = None,
    ) -> None:
        projections = ProjectionCache()
        self._engine = writing
        self._writing = WritingConnection(writing)
        self.language = language or DialectTexts.of(writing)
        self._reader = SqlReader(reading, projections, on_close, shift, self.language.texts)
        spoken = SqlSession(language=self.language, shift=shift)
        self._writer = Writer(
            lambda: Batch(self._writing, projections, spoken), patience or RetryLimits()
        )

    def write(self, unit: Callable[[Tx], T], *, urgent: bool = False, turn: Turn = "rest") -> T:
        """Run a unit and return its result once it is durable."""
        return self._writer.write(unit, urgent=urgent, turn=turn)

    def submit(self, unit: Callable[[Tx], T]) -> Future[T]:
        """Queue a unit; the future is done once it is durable."""
        return self._writer.submit(unit)

    def read(self, query: Callable[[ReadTx], T]) -> T:
        """Run a query on a snapshot of what is committed."""
        self._writer.forbid_inside_unit()
        return self._reader.read(query)

    def listen(self, heard: Callable[[], None]) -> None:
        """Do nothing: nobody else writes to a locked file."""

    def clock_offset(self) -> float | None:
        """Return None: one process has one clock."""
        return None

    def close(self) -> None:
        """Finish what was submitted and close the database."""
        self._writer.close()
        self._writing.drop()
        self._engine.dispose()
        self._reader.close()
