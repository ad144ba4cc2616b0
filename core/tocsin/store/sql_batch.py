"""One transaction of the writer over SQL, and its connection."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from tocsin.store.compiled_statements import CompiledStatements
from tocsin.store.contract import Tx
from tocsin.store.database_errors import is_of_database, is_passing, unit_refused
from tocsin.store.dialect import Dialect, dialect_of
from tocsin.store.driver_calls import DriverCalls
from tocsin.store.projection_cache import ProjectionCache, UncommittedLayer
from tocsin.store.sql_lanes import SqlTx
from tocsin.store.sql_pending_writes import EarliestDue

T = TypeVar("T")


class WritingConnection:
    """The writing connection, kept between batches and replaced after a fault."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def connection(self) -> Connection:
        """Return the connection, between batches in no transaction."""
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def drop(self) -> None:
        """Drop the connection, whatever state it is in."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(SQLAlchemyError):
                connection.rollback()
            with contextlib.suppress(SQLAlchemyError):
                connection.invalidate()
            with contextlib.suppress(SQLAlchemyError):
                connection.close()


@dataclass(frozen=True, kw_only=True)
class DialectTexts:
    """The dialect and the compiled statements of a database.

    To spell them takes longer than a short life of a store: many stores may share one.
    """

    dialect: Dialect
    texts: CompiledStatements

    @classmethod
    def of(cls, engine: Engine) -> DialectTexts:
        """Return the language of an engine's database, with nothing compiled yet."""
        return cls(
            dialect=dialect_of(engine.dialect.name), texts=CompiledStatements(engine.dialect)
        )


@dataclass(frozen=True, kw_only=True)
class SqlSession:
    """The language of a database. `shift`: microseconds from our clock to that of leases."""

    language: DialectTexts
    shift: Callable[[], int] = lambda: 0

    @property
    def dialect(self) -> Dialect:
        """What differs between databases."""
        return self.language.dialect

    @property
    def texts(self) -> CompiledStatements:
        """The compiled statements."""
        return self.language.texts


class Batch:
    """One transaction of the writer: `Transaction` over SQL."""

    def __init__(
        self, writing: WritingConnection, projections: ProjectionCache, spoken: SqlSession
    ) -> None:
        self._writing = writing
        self._spoken = spoken
        self._kept = UncommittedLayer(projections)
        self._soonest = EarliestDue()
        self._holds = 0  # units whose work this transaction has

    def run(self, unit: Callable[[Tx], T]) -> T:
        """Run a unit in a savepoint, the first one in the transaction itself.

        Raises as `Transaction.run` says.
        """
        connection = self._direct()
        layer = UncommittedLayer(self._kept)
        spoken = self._spoken
        self._enter(connection)
        try:
            tx = SqlTx(connection, layer, spoken.dialect, shift=spoken.shift())
            result = unit(tx)
            connection.pay()
        except BaseException as error:
            if is_of_database(error) and not is_passing(error):
                raise
            self._take_back(connection)
            if isinstance(error, DBAPIError) and not is_passing(error):
                raise unit_refused(error).with_traceback(error.__traceback__) from None
            raise
        if self._holds:
            connection.run("RELEASE SAVEPOINT unit")
        self._holds += 1
        layer.merge()
        self._soonest.add(tx.soonest)
        return result

    def _enter(self, connection: DriverCalls) -> None:
        if self._holds == 1 and self._spoken.dialect.hurry:
            connection.run(self._spoken.dialect.hurry)
        if self._holds:
            connection.run("SAVEPOINT unit")

    def _take_back(self, connection: DriverCalls) -> None:
        """What the unit wrote; where there is nothing else, the transaction begins anew."""
        if self._holds:
            connection.run("ROLLBACK TO SAVEPOINT unit")
            connection.run("RELEASE SAVEPOINT unit")
            return
        connection.run("ROLLBACK")
        if self._spoken.dialect.begin:
            connection.run(self._spoken.dialect.begin)

    def prepare(self) -> None:
        """Notify other processes, in this transaction, that something is due soon."""
        sooner = self._spoken.dialect.sooner
        if sooner is not None and self._soonest.is_any:
            told = {"lane": self._soonest.lane, "timer": self._soonest.timer}
            self._direct().execute(sooner, told)

    def commit(self) -> None:
        """Commit."""
        self._writing.connection().commit()
        self._kept.merge()

    def abandon(self) -> None:
        """Roll back and drop the connection."""
        self._writing.drop()

    def _direct(self) -> DriverCalls:
        return DriverCalls(self._writing.connection(), self._spoken.texts)
