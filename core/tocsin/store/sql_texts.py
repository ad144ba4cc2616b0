"""Small texts by their key: refs and facts.

Another process may change a text between the moment a unit reads it and the moment it writes it.
So a unit remembers what it has read, and its write holds only if that is still there; else the
unit is run again. On SQLite nobody else writes, and this never happens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Delete, Select, Table, Update, bindparam, delete, select, update
from sqlalchemy.sql.dml import Insert

from tocsin.store import tables as t
from tocsin.store.direct import Direct, Rows
from tocsin.store.faults import Again
from tocsin.store.sql_rows import Values

Key = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class TextStatements:
    """What is asked of one table of texts."""

    names: Sequence[str]
    get: Select[tuple[str]]
    swap: Update
    drop: Delete
    drop_if: Delete


def _statements(table: Table, *names: str) -> TextStatements:
    at = [table.c[name] == bindparam(f"in_{name}") for name in names]
    same = table.c.value == bindparam("old")
    return TextStatements(
        names=names,
        get=select(table.c.value).where(*at),
        swap=update(table).where(*at, same).values(value=bindparam("new")),
        drop=delete(table).where(*at),
        drop_if=delete(table).where(*at, same),
    )


REF = _statements(t.REFS, "incident_id", "name")
FACT = _statements(t.FACTS, "space", "key")


class KeyedTexts:
    """The texts of one table as one unit reads and writes them."""

    def __init__(
        self, connection: Direct, statements: TextStatements, *, put: Insert, first: Insert
    ) -> None:
        """`put` replaces a text that is there, `first` leaves it."""
        self._c = connection
        self._q = statements
        self._put = put
        self._first = first
        self._read: dict[Key, str | None] = {}

    def get(self, key: Key) -> str | None:
        """The text, and remember it."""
        self._read[key] = self._c.execute(self._q.get, self._at(key)).scalar()
        return self._read[key]

    def set(self, key: Key, value: str) -> None:
        """Keep a text.

        Raises:
            Again: What was there is not what this unit read any more.
        """
        if key not in self._read:
            self._c.execute(self._put, self._row(key, value))
            return
        old, self._read[key] = self._read[key], value
        if old is None:
            self._hold(self._c.execute(self._first, self._row(key, value)))
        else:
            at = {**self._at(key), "old": old, "new": value}
            self._hold(self._c.execute(self._q.swap, at))

    def drop(self, key: Key) -> None:
        """Drop a text, if it is there.

        Raises:
            Again: As `set`.
        """
        if key not in self._read:
            self._c.execute(self._q.drop, self._at(key))
            return
        old, self._read[key] = self._read[key], None
        if old is not None:
            self._hold(self._c.execute(self._q.drop_if, {**self._at(key), "old": old}))

    def _hold(self, written: Rows) -> None:
        if written.rowcount != 1:
            raise Again

    def _at(self, key: Key) -> Values:
        return {f"in_{name}": part for name, part in zip(self._q.names, key, strict=True)}

    def _row(self, key: Key, value: str) -> Values:
        return {**dict(zip(self._q.names, key, strict=True)), "value": value}
