"""Where the rows are while processes come and go: what every store's home can do, and memory's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from tests.chaos.plan import DatabaseFault
from tocsin.errors import StoreUnavailable
from tocsin.store.contract import ReadTx, Store, Tx
from tocsin.store.memory import MemoryStore
from tocsin.store.memory_tables import Tables

SENTENCES: Mapping[DatabaseFault, str] = {
    "lost": "disk I/O error",
    "full": "database or disk is full",
    "read-only": "attempt to write a readonly database",
    "locked": "database is locked",
}


class Home(Protocol):
    """The rows of one run."""

    def open(self) -> Store:
        """A store for a process that starts now."""
        ...

    def died(self) -> bool:
        """Every process has died; what they had not committed is gone.

        Returns whether the leases they had are gone too: only a file can know that nobody lives.
        """
        ...

    def eye(self) -> Store:
        """A store to look at what is committed; nothing is injected there."""
        ...

    def fail(self, fault: DatabaseFault, tx: Tx | ReadTx) -> None:
        """Let the database fail once, at this statement, as truly as can be. Mostly raises."""
        ...

    def away(self, fault: DatabaseFault) -> Exception:
        """What a statement raises while the database does not work for a while."""
        ...

    def close(self) -> None:
        """Forget the rows."""
        ...


class MemoryHome:
    """Rows in dictionaries; every process has a store object of its own over them."""

    def __init__(self) -> None:
        """Empty."""
        self._tables = Tables()
        self._eye = MemoryStore(self._tables)

    def open(self) -> Store:
        """A further store over the same rows."""
        return MemoryStore(self._tables)

    def died(self) -> bool:
        """Nothing but the tables was ever kept."""
        return False

    def eye(self) -> Store:
        """One more store over the same rows."""
        return self._eye

    def fail(self, fault: DatabaseFault, tx: Tx | ReadTx) -> None:
        """Memory has no driver: raises what callers would be told in the end."""
        raise self.away(fault)

    def away(self, fault: DatabaseFault) -> Exception:
        """The same."""
        return StoreUnavailable(SENTENCES[fault])

    def close(self) -> None:
        """The garbage collector's work."""
