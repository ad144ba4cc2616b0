"""The store's statements, straight to the driver: compiled once, no work left for each call.

SQLAlchemy builds the statements, spells them for a dialect, holds pool and transaction and names
the errors. What it does anew for each execution costs several times what a small statement costs
the database, so that is left out: values go to the driver as they are and come back as the driver
gives them (SQLite: 0 and 1 for a boolean).
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from sqlalchemy import Connection, Dialect
from sqlalchemy.engine.interfaces import DBAPIModule
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

Values = Mapping[str, object]
NOTHING: Values = {}
# A tuple (SQLite) or a dictionary (PostgreSQL); the drivers' own types cannot say which.
Arguments = Any
# What a driver hands back has no types; `sql_rows` gives each column its own.
Column = Any


class Record(Protocol):
    """A row."""

    def __getattr__(self, name: str) -> Column: ...

    def __getitem__(self, place: int) -> Column: ...


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Text:
    """A statement as a driver takes it, and how values become its arguments."""

    sql: str
    arguments: Callable[[Values], Arguments]


class Texts:
    """The statements of one engine, each spelled when it is first used.

    A statement is known by the object it is, so only constants may be run: one that is built for
    each call would be kept for ever.
    """

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._texts: dict[tuple[object, ...], Text] = {}
        self._makers: dict[str, Callable[[Any], Record]] = {}

    def text(self, statement: ClauseElement, values: Values) -> Text:
        """The text for values of these names; a list is spelled anew for each length."""
        lengths = [len(value) for value in values.values() if isinstance(value, list)]
        key = (statement, *values, *lengths)
        found = self._texts.get(key)
        if found is None:
            found = self._texts[key] = _spelled(statement, values, self.dialect)
        return found

    def maker(self, sql: str, columns: Sequence[Sequence[Any]]) -> Callable[[Any], Record]:
        """What makes a record of a row of this statement."""
        found = self._makers.get(sql)
        if found is None:
            found = self._makers[sql] = _made([column[0] for column in columns])
        return found


class Direct:
    """Runs constant statements inside the transaction of a connection, which it begins."""

    def __init__(self, connection: Connection, texts: Texts) -> None:
        if not connection.in_transaction():
            connection.begin()
        self._connection = connection
        self._driver = connection.connection
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

    def _run(self, sql: str, arguments: Arguments) -> Rows:
        cursor = self._driver.cursor()
        try:
            if type(arguments) is list:
                cursor.executemany(sql, arguments)
                return Rows(rowcount=cursor.rowcount)
            cursor.execute(sql, arguments)
            columns: Sequence[Sequence[Any]] | None = cursor.description
            if columns is None:
                return Rows(rowcount=cursor.rowcount)
            make = self._texts.maker(sql, columns)
            return Rows([make(row) for row in cursor.fetchall()], cursor.rowcount)
        except self._errors as error:
            raise self._named(sql, error) from error
        finally:
            cursor.close()

    def _named(self, sql: str, error: DBAPIModule.Error) -> BaseException:
        """The error under SQLAlchemy's name. After a lost connection its pool begins anew."""
        dialect = self._texts.dialect
        driver = self._driver.dbapi_connection
        lost = dialect.is_disconnect(error, driver, None)
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


def _made(columns: list[str]) -> Callable[[Any], Record]:
    kind = cast("Callable[..., Any]", namedtuple)("Record", columns, rename=True)
    return cast("Callable[[Any], Record]", kind._make)


def _spelled(statement: ClauseElement, values: Values, dialect: Dialect) -> Text:
    compiled = statement.compile(dialect=dialect, column_keys=list(values))
    if not isinstance(compiled, SQLCompiler):
        raise TypeError(f"{type(statement).__name__} is no statement that takes values")
    state = compiled.construct_expanded_state(values)
    lists = state.parameter_expansion
    given = {*values, *(place for places in lists.values() for place in places)}
    fixed = {name: value for name, value in state.parameters.items() if name not in given}
    order = state.positiontup

    def named(values: Values) -> dict[str, object]:
        flat = {**fixed, **values}
        for name, places in lists.items():
            flat.update(zip(places, flat.pop(name), strict=True))
        return flat

    def placed(values: Values) -> Arguments:
        return tuple([values[name] for name in order or ()])

    if order is None:
        return Text(state.statement, named)
    if not fixed and not lists:
        return Text(state.statement, placed)
    return Text(state.statement, lambda values: placed(named(values)))
