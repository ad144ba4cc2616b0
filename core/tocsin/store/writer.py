"""The one writer of a process: many units, one commit.

Whatever waits when the writer is free goes into one transaction, each unit in a savepoint of its
own, so that one disk sync pays for all. A unit that raises takes back only itself. When the
database itself fails, nobody's unit was accepted and everybody is told so; the next batch tries
again on a new connection.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError

from tocsin.errors import StoreUnavailable
from tocsin.store.contract import Tx

# A statement of one unit was wrong; every other database error concerns all.
_OF_THE_UNIT = (DataError, IntegrityError, ProgrammingError)


class Batch(Protocol):
    """A transaction in which units run one after the other."""

    def run(self, unit: Callable[[Tx], object]) -> object:
        """Run one unit in a savepoint; what it wrote is taken back if it raises."""
        ...

    def commit(self) -> None:
        """Make everything durable."""
        ...

    def rollback(self) -> None:
        """Take everything back; never raises."""
        ...


@dataclass(frozen=True, kw_only=True)
class _Job:
    unit: Callable[[Tx], Any]
    future: Future[Any]
