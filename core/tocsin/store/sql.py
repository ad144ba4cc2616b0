"""The store over SQLAlchemy Core: one writing connection, and a pool of reading ones."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from tocsin.errors import StoreUnavailable
from tocsin.store.cache import Layer, Projections
from tocsin.store.contract import ReadTx, Tx
from tocsin.store.dialect import Upserts, upserts
from tocsin.store.direct import Direct, Texts
from tocsin.store.faults import is_of_database, unavailable
from tocsin.store.sql_lanes import SqlTx
from tocsin.store.sql_read import SqlRead
from tocsin.store.writer import Writer

T = TypeVar("T")


class _Writing:
    """The writing connection, kept open between batches and made anew after a fault."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def connection(self) -> Connection:
        """The connection, in no transaction."""
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def drop(self) -> None:
        """Let go of it, whatever state it is in."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(SQLAlchemyError):
                connection.rollback()
            with contextlib.suppress(SQLAlchemyError):
                connection.invalidate()
            with contextlib.suppress(SQLAlchemyError):
                connection.close()


class _Batch:
    """One transaction of the writer: `Transaction` over SQL."""

    def __init__(
        self, writing: _Writing, projections: Projections, upserts: Upserts, texts: Texts
    ) -> None:
        self._writing = writing
        self._texts = texts
        self._upserts = upserts
        self._kept = Layer(projections)

    def run(self, unit: Callable[[Tx], T]) -> T:
        connection = Direct(self._writing.connection(), self._texts)
        layer = Layer(self._kept)
        connection.run("SAVEPOINT unit")
        try:
            result = unit(SqlTx(connection, layer, self._upserts))
        except BaseException as error:
            if not is_of_database(error):
                connection.run("ROLLBACK TO SAVEPOINT unit")
                connection.run("RELEASE SAVEPOINT unit")
            raise
        connection.run("RELEASE SAVEPOINT unit")
        layer.merge()
        return result

    def commit(self) -> None:
        self._writing.connection().commit()
        self._kept.merge()

    def abandon(self) -> None:
        self._writing.drop()


class SqlReader:
    """Reads on snapshots of what is committed."""

    def __init__(
        self, engine: Engine, projections: Projections, on_close: Callable[[], None]
    ) -> None:
        self._engine = engine
        self._texts = Texts(engine.dialect)
        self._projections = projections
        self._on_close = on_close
        self._closed = False

    def read(self, query: Callable[[ReadTx], T]) -> T:
        """Run a query.

        Raises:
            StoreUnavailable: The database cannot be read, or was closed.
        """
        if self._closed:
            raise StoreUnavailable("The store is closed.")
        try:
            with self._engine.connect() as connection:
                return query(SqlRead(Direct(connection, self._texts), self._projections))
        except (SQLAlchemyError, sqlite3.Error) as error:
            if is_of_database(error):
                raise unavailable(error) from None
            raise

    def close(self) -> None:
        """Let go of the database."""
        if not self._closed:
            self._closed = True
            self._engine.dispose()
            self._on_close()


class SqlStore:
    """A `Store` over two engines of one database.

    Args:
        writing: Its transactions begin as writing ones; used by one thread.
        reading: Its connections cannot write; used by every thread.
        on_close: What else is to be let go of (a lock) when everything is closed.
    """

    def __init__(self, *, writing: Engine, reading: Engine, on_close: Callable[[], None]) -> None:
        projections = Projections()
        self._engine = writing
        self._writing = _Writing(writing)
        self._reader = SqlReader(reading, projections, on_close)
        statements = upserts(writing.dialect.name)
        texts = Texts(writing.dialect)
        self._writer = Writer(lambda: _Batch(self._writing, projections, statements, texts))

    def write(self, unit: Callable[[Tx], T], *, urgent: bool = False) -> T:
        """Run a unit and return its result once it is durable."""
        return self._writer.write(unit, urgent=urgent)

    def submit(self, unit: Callable[[Tx], T]) -> Future[T]:
        """Queue a unit; the future is done once it is durable."""
        return self._writer.submit(unit)

    def read(self, query: Callable[[ReadTx], T]) -> T:
        """Run a query on a snapshot of what is committed."""
        self._writer.forbid_inside_unit()
        return self._reader.read(query)

    def close(self) -> None:
        """Finish what was submitted and let go of the database."""
        self._writer.close()
        self._writing.drop()
        self._engine.dispose()
        self._reader.close()
