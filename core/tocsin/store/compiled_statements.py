"""Compiles the store's statements for a driver, once each.

SQLAlchemy builds the statements and spells them for a dialect. What it does anew for each execution
costs several times what a small statement costs the database, so that is left out.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from sqlalchemy import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

Values = Mapping[str, object]
# What a driver takes and hands back has no types; `sql_rows` gives each column its own.
Column = Any
Arguments = tuple[Any, ...]
Cursor = Any
Driver = Any  # its connection


class DriverRow(Protocol):
    """Protocol of a row."""

    def __getattr__(self, name: str) -> Column: ...

    def __getitem__(self, place: int) -> Column: ...


# What makes a record of a driver's row; None = the statement gives no rows.
Maker = Callable[[Any], DriverRow] | None


@dataclass(frozen=True, slots=True)
class CompiledStatement:
    """A statement as the driver takes it, and how values become its arguments."""

    sql: str
    arguments: Callable[[Values], Arguments]


@dataclass(frozen=True, slots=True)
class StatementsByLength:
    """The texts of one statement: one for each combination of list lengths."""

    names: tuple[str, ...]
    lists: tuple[str, ...]
    texts: dict[tuple[int, ...], CompiledStatement]


class CompiledStatements:
    """The statements of one engine, each compiled when first used.

    A statement is known by the object it is, so only constants may be run: one that is built for
    each call would be kept for ever.
    """

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._by_place = _by_place(dialect)
        self._spelled: dict[ClauseElement, StatementsByLength] = {}
        self._makers: dict[str, Maker] = {}

    def text(self, statement: ClauseElement, values: Values) -> CompiledStatement:
        """Return the compiled text for values of these names; each list length has its own."""
        found = self._spelled.get(statement)
        if found is None or found.names != tuple(values):
            lists = tuple(name for name, value in values.items() if isinstance(value, list))
            found = StatementsByLength(names=tuple(values), lists=lists, texts={})
            self._spelled[statement] = found
        lengths = tuple([len(cast("list[object]", values[name])) for name in found.lists])
        text = found.texts.get(lengths)
        if text is None:
            text = found.texts[lengths] = _spell(statement, values, self._by_place)
        return text

    def maker(self, sql: str, cursor: Cursor) -> Maker:
        """Return what makes records of the rows the cursor has fetched."""
        try:
            return self._makers[sql]
        except KeyError:
            columns: Sequence[Sequence[Any]] | None = cursor.description
            made = None if columns is None else _made([column[0] for column in columns])
            self._makers[sql] = made
            return made

    def cursor(self, connection: Driver, sql: str, kept: dict[str, Cursor]) -> Cursor:
        """Return a cursor for this text. `kept` are those of the connection, used again.

        Args:
            connection: The driver's own.
        """
        name = sql if self.sends_together else ""  # psycopg remembers for a text how values go in
        found = kept.get(name)
        if found is None:
            found = kept[name] = self._new_cursor(connection)
        return found

    @property
    def sends_together(self) -> bool:
        """Return whether the driver can pipeline statements (PostgreSQL)."""
        return self._by_place is not self.dialect

    def _new_cursor(self, connection: Driver) -> Cursor:
        if self.sends_together:
            driver: Driver = self.dialect.loaded_dbapi
            return driver.RawCursor(connection)
        return connection.cursor()


def _by_place(dialect: Dialect) -> Dialect:
    """The dialect itself, or one like it that writes `$1` as PostgreSQL does.

    So the driver need not look for its places in every text, nor translate names.
    """
    if dialect.name != "postgresql":
        return dialect
    make = cast("Callable[..., Dialect]", type(dialect))
    return make(dbapi=dialect.loaded_dbapi, paramstyle="numeric_dollar")


def _made(columns: list[str]) -> Callable[[Any], DriverRow]:
    kind = cast("Callable[..., Any]", namedtuple)("DriverRow", columns, rename=True)
    return cast("Callable[[Any], DriverRow]", kind._make)


def _spell(statement: ClauseElement, values: Values, dialect: Dialect) -> CompiledStatement:
    compiled = statement.compile(dialect=dialect, column_keys=list(values))
    if not isinstance(compiled, SQLCompiler):
        raise TypeError(f"{type(statement).__name__} is no statement that takes values")
    state = compiled.construct_expanded_state(values)
    lists = state.parameter_expansion
    given = {*values, *(place for places in lists.values() for place in places)}
    fixed = {name: value for name, value in state.parameters.items() if name not in given}
    order = tuple(state.positiontup or ())

    def placed(values: Values) -> Arguments:
        return tuple([values[name] for name in order])

    def completed(values: Values) -> Arguments:
        flat = {**fixed, **values}
        for name, places in lists.items():
            flat.update(zip(places, flat.pop(name), strict=True))
        return placed(flat)

    return CompiledStatement(state.statement, completed if fixed or lists else placed)
