"""Undoes changes of plain dictionaries: the memory store's rollback."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Journal:
    """Writes to dictionaries and remembers how to undo them, latest first."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []

    def put(self, table: dict[K, V], key: K, value: V) -> None:
        """Set an entry."""
        self._remember(table, key)
        table[key] = value

    def drop(self, table: dict[K, V], key: K) -> None:
        """Remove an entry if it is there."""
        if key in table:
            self._remember(table, key)
            del table[key]

    def undo(self) -> None:
        """Undo everything."""
        while self._undo:
            self._undo.pop()()

    def _remember(self, table: dict[K, V], key: K) -> None:
        if key in table:
            old = table[key]
            self._undo.append(lambda: table.__setitem__(key, old))
        else:
            self._undo.append(lambda: table.pop(key))
