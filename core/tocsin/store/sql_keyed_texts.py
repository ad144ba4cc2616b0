"""Small texts by their key: refs and facts.

Another process may change a text between the moment a unit reads it and the moment it writes it.
So a unit remembers what it has read, and its write holds only if that is still there; else the
unit is run again. On SQLite nobody else writes, and this never happens.

A unit reads a text once, and writes it at its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Delete, Select, Table, Update, bindparam, delete, select, update
from sqlalchemy.sql.dml import Insert

from tocsin.store import tables as t
from tocsin.store.driver_calls import DriverCalls, DriverRows
from tocsin.store.sql_rows import Values

Key = tuple[str, str]


class Deleted:
    """In the place of a text: it is dropped."""


GONE: Final = Deleted()


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
        self, connection: DriverCalls, statements: TextStatements, *, put: Insert, first: Insert
    ) -> None:
        """`put` replaces a text that is there, `first` leaves it."""
        self._c = connection
        self._q = statements
        self._put = put
        self._first = first
        self._read: dict[Key, str | None] = {}
        self._unwritten: dict[Key, str | Deleted] = {}

    def get(self, key: Key) -> str | None:
        """Return the text as this unit sees it, and remember it."""
        if key in self._unwritten:
            return _text(self._unwritten[key])
        if key not in self._read:
            self._read[key] = self._c.aside(self._q.get, self._at(key)).scalar()
        return self._read[key]

    def set(self, key: Key, value: str) -> None:
        """Keep a text when the unit is written."""
        self._unwritten[key] = value

    def drop(self, key: Key) -> None:
        """Drop a text, if it is there, when the unit is written."""
        self._unwritten[key] = GONE

    def write(self) -> list[DriverRows]:
        """Write what was set, in the order of the keys; each that is given must have found its row.

        Which it has not where the text is not what this unit read any more.
        """
        unwritten, self._unwritten = self._unwritten, {}
        held = [self._write(key, unwritten[key]) for key in sorted(unwritten)]
        self._read |= {key: _text(value) for key, value in unwritten.items()}
        return [rows for rows in held if rows is not None]

    def _write(self, key: Key, value: str | Deleted) -> DriverRows | None:
        if key not in self._read:
            self._write_unseen(key, value)
            return None
        old = self._read[key]
        if old == _text(value):
            return None
        if old is None:
            return self._c.aside(self._first, self._row(key, value))
        if isinstance(value, Deleted):
            return self._c.aside(self._q.drop_if, {**self._at(key), "old": old})
        return self._c.aside(self._q.swap, {**self._at(key), "old": old, "new": value})

    def _write_unseen(self, key: Key, value: str | Deleted) -> None:
        if isinstance(value, Deleted):
            self._c.aside(self._q.drop, self._at(key))
        else:
            self._c.aside(self._put, self._row(key, value))

    def _at(self, key: Key) -> Values:
        return {f"in_{name}": part for name, part in zip(self._q.names, key, strict=True)}

    def _row(self, key: Key, value: object) -> Values:
        return {**dict(zip(self._q.names, key, strict=True)), "value": value}


def _text(value: str | Deleted) -> str | None:
    return None if isinstance(value, Deleted) else value
