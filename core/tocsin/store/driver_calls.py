"""Runs compiled statements on the driver itself, so that a call costs no compilation.

SQLAlchemy builds the statements, holds pool and transaction and names the errors; `spelling` has
their texts. Values go to the driver as they are and come back as the driver gives them (SQLite: 0
and 1 for a boolean).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import DBAPIModule
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import ClauseElement

from tocsin.store.compiled_statements import (
    Arguments,
    Column,
    CompiledStatements,
    Cursor,
    Driver,
    DriverRow,
    Values,
)

NOTHING: Values = {}
CURSORS = "tocsin.cursors"
# A cursor keeps what it read last: one that read so many rows is not kept itself.
MANY_ROWS = 200


@dataclass(slots=True)
class DriverRows:
    """The rows of a statement, all fetched; `rowcount` is the driver's."""

    rows: Sequence[DriverRow] = ()
    rowcount: int = -1
    is_many: bool = False  # run for each of many values: only counted, nothing is read

    def __iter__(self) -> Iterator[DriverRow]:
        return iter(self.rows)

    def all(self) -> Sequence[DriverRow]:
        """Return every row."""
        return self.rows

    def one(self) -> DriverRow:
        """Return the only row."""
        return self.rows[0]

    def one_or_none(self) -> DriverRow | None:
        """Return the only row, if there is one."""
        return self.rows[0] if self.rows else None

    def scalar(self) -> Column:
        """Return the first column of the first row; None without one."""
        return self.rows[0][0] if self.rows else None

    def scalar_one(self) -> Column:
        """Return the first column of the only row."""
        return self.rows[0][0]

    def scalars(self) -> list[Column]:
        """Return the first column of every row."""
        return [row[0] for row in self.rows]


class DriverCalls:
    """Runs constant statements inside the transaction of a connection, which it begins."""

    def __init__(self, connection: Connection, texts: CompiledStatements) -> None:
        if not connection.in_transaction():
            connection.begin()
        self._connection = connection
        self._driver: Driver = connection.connection.dbapi_connection
        # They live as long as the driver's connection does.
        self._cursors: dict[str, Cursor] = connection.connection.info.setdefault(CURSORS, {})
        self._texts = texts
        self._errors = texts.dialect.loaded_dbapi.Error
        self._owed: Callable[[], None] | None = None
        self._sent: dict[str, tuple[Cursor, DriverRows]] | None = None

    def owe(self, write: Callable[[], None]) -> None:
        """Call `write` before any other statement is run."""
        self._owed = write

    def pay(self) -> None:
        """Call the `write` that was put off."""
        owed, self._owed = self._owed, None
        if owed is not None:
            owed()

    def execute(
        self, statement: ClauseElement, values: Values | Sequence[Values] = NOTHING
    ) -> DriverRows:
        """Run a statement with values by name; a list of values runs it for each of them.

        Raises:
            DBAPIError: Of SQLAlchemy, whatever the driver raised.
        """
        if self._owed is not None:
            self.pay()
        return self.aside(statement, values)

    def aside(
        self, statement: ClauseElement, values: Values | Sequence[Values] = NOTHING
    ) -> DriverRows:
        """Run a statement that need not wait for what was put off."""
        if isinstance(values, Mapping):
            text = self._texts.text(statement, values)
            return self._run(text.sql, text.arguments(values))
        text = self._texts.text(statement, values[0])
        return self._run(text.sql, [text.arguments(row) for row in values])

    def run(self, sql: str) -> None:
        """Run a text that has no values.

        Raises:
            DBAPIError: As `execute`.
        """
        self._run(sql, ())

    @contextmanager
    def together(self) -> Iterator[None]:
        """Send the statements of a `with` block in one go where the driver can do so.

        Raises:
            DBAPIError: That of the first statement that failed.
        """
        if not self._texts.sends_together or self._sent is not None:
            yield
            return
        sent: dict[str, tuple[Cursor, DriverRows]] = {}
        self._sent = sent
        try:
            with self._driver.pipeline() as pipeline:
                yield
            if sent:
                self._require_answers(pipeline)
            for sql, (cursor, rows) in sent.items():
                self._read(sql, cursor, rows)
        except self._errors as error:
            raise self._named("", error) from error
        finally:
            self._sent = None

    def _require_answers(self, pipeline: Driver) -> None:
        """Nothing may count as done that the database has not told of.

        Raises:
            OperationalError: Of the driver; the connection is of no use any more.
        """
        if pipeline.result_queue or self._driver.info.transaction_status.name != "INTRANS":
            raise self._texts.dialect.loaded_dbapi.OperationalError("an answer is missing")

    def _run(self, sql: str, arguments: Arguments | list[Arguments]) -> DriverRows:
        rows = DriverRows()
        try:
            cursor = self._cursor(sql, rows)
            if type(arguments) is list:
                rows.is_many = True
                cursor.executemany(sql, arguments)
            else:
                cursor.execute(sql, arguments)
            if self._sent is None:
                self._read(sql, cursor, rows)
        except self._errors as error:
            raise self._named(sql, error) from error
        return rows

    def _cursor(self, sql: str, rows: DriverRows) -> Cursor:
        """One for each text: what is sent together is read from them later."""
        if self._sent is None:
            return self._texts.cursor(self._driver, sql, self._cursors)
        name = sql
        while name in self._sent:
            name += " "
        cursor = self._texts.cursor(self._driver, name, self._cursors)
        self._sent[name] = cursor, rows
        return cursor

    def _read(self, sql: str, cursor: Cursor, rows: DriverRows) -> None:
        make = None if rows.is_many else self._texts.maker(sql, cursor)
        if make is not None:
            rows.rows = [make(row) for row in cursor.fetchall()]
            if len(rows.rows) > MANY_ROWS:
                self._cursors.clear()
        rows.rowcount = cursor.rowcount

    def _named(self, sql: str, error: DBAPIModule.Error) -> BaseException:
        """The error under SQLAlchemy's name. After a lost connection its pool begins anew."""
        dialect = self._texts.dialect
        lost = dialect.is_disconnect(error, self._driver, None)
        if lost:
            self._connection.invalidate(error)
            self._connection.engine.dispose(close=False)
        return DBAPIError.instance(
            sql,
            None,
            error,
            self._errors,
            hide_parameters=True,
            connection_invalidated=lost,
            dialect=dialect,
        )
