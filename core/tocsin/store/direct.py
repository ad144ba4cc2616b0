"""The store's statements, straight to the driver: compiled once, no work left for each call.

SQLAlchemy builds the statements, holds pool and transaction and names the errors; `spelling` has
their texts. Values go to the driver as they are and come back as the driver gives them (SQLite: 0
and 1 for a boolean).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import DBAPIModule
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import ClauseElement

from tocsin.store.spelling import Arguments, Column, Cursor, Record, Texts, Values

NOTHING: Values = {}
CURSORS = "tocsin.cursors"
# A cursor keeps what it read last: one that read so many rows is not kept itself.
MANY_ROWS = 200


@dataclass(slots=True)
class Rows:
    """What a statement gave, read to its end; `rowcount` is the driver's."""

    rows: Sequence[Record] = ()
    rowcount: int = -1

    def __iter__(self) -> Iterator[Record]:
        return iter(self.rows)

    def all(self) -> Sequence[Record]:
        """Every row."""
        return self.rows

    def one(self) -> Record:
        """The only row."""
        return self.rows[0]

    def one_or_none(self) -> Record | None:
        """The only row, if there is one."""
        return self.rows[0] if self.rows else None

    def scalar(self) -> Column:
        """The first column of the first row; None without one."""
        return self.rows[0][0] if self.rows else None

    def scalar_one(self) -> Column:
        """The first column of the only row."""
        return self.rows[0][0]

    def scalars(self) -> list[Column]:
        """The first column of every row."""
        return [row[0] for row in self.rows]


class Direct:
    """Runs constant statements inside the transaction of a connection, which it begins."""

    def __init__(self, connection: Connection, texts: Texts) -> None:
        if not connection.in_transaction():
            connection.begin()
        self._connection = connection
        self._driver = connection.connection.dbapi_connection
        # They live as long as the driver's connection does.
        self._cursors: dict[str, Cursor] = connection.connection.info.setdefault(CURSORS, {})
        self._texts = texts
        self._errors = texts.dialect.loaded_dbapi.Error

    def execute(
        self, statement: ClauseElement, values: Values | Sequence[Values] = NOTHING
    ) -> Rows:
        """Run a statement with values by name; a list of values runs it for each of them.

        Raises:
            DBAPIError: Of SQLAlchemy, whatever the driver raised.
        """
        if isinstance(values, Mapping):
            text = self._texts.text(statement, values)
            return self._run(text.sql, text.arguments(values))
        text = self._texts.text(statement, values[0])
        return self._run(text.sql, [text.arguments(one) for one in values])

    def run(self, sql: str) -> None:
        """Run a text that has no values.

        Raises:
            DBAPIError: As `execute`.
        """
        self._run(sql, ())

    def _run(self, sql: str, arguments: Arguments | list[Arguments]) -> Rows:
        try:
            cursor = self._texts.cursor(self._driver, sql, self._cursors)
            if type(arguments) is list:
                cursor.executemany(sql, arguments)
                return Rows(rowcount=cursor.rowcount)
            cursor.execute(sql, arguments)
            make = self._texts.maker(sql, cursor)
            if make is None:
                return Rows(rowcount=cursor.rowcount)
            rows = [make(row) for row in cursor.fetchall()]
        except self._errors as error:
            raise self._named(sql, error) from error
        if len(rows) > MANY_ROWS:
            self._cursors.clear()
        return Rows(rows, cursor.rowcount)

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
