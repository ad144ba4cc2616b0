"""Measures the offset of the database's clock, by which leases are kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from tocsin.errors import StoreUnavailable
from tocsin.store.database_errors import DATABASE_ERRORS, store_unavailable

log = logging.getLogger(__name__)
MOST_S = 2.0
LOOKS = 3
# Leases need no better agreement, and what lasts a tenth of a second is the way to the database.
STEP_S = 0.1


class DatabaseClock:
    """The offset of the database's clock. Written by one thread, read by any.

    Args:
        ours: Aware, UTC; None = nobody compares, and ours counts.
    """

    def __init__(self, ours: Callable[[], datetime] | None) -> None:
        self._ours = ours
        self.offset: float | None = None

    def shift(self) -> int:
        """Return the offset in microseconds, in steps of `STEP_S`."""
        return round((self.offset or 0.0) / STEP_S) * round(STEP_S * 1_000_000)

    def look(self, connection: Connection) -> None:
        """Measure the offset; the quickest of a few answers counts."""
        if self._ours is None:
            return
        looks = [_look(connection, self._ours) for _ in range(LOOKS)]
        _, self.offset = min(looks)
        if abs(self.offset) > MOST_S:
            log.error("%s", _sentence(self.offset))

    def require_alike(self, engine: Engine) -> None:
        """Measure the offset once at the start.

        Raises:
            StoreUnavailable: They differ by more than `MOST_S`, or the database is away.
        """
        if self._ours is None:
            return
        try:
            with engine.connect() as connection:
                self.look(connection)
        except DATABASE_ERRORS as error:
            raise store_unavailable(error) from None
        if abs(self.offset or 0.0) > MOST_S:
            raise StoreUnavailable(_sentence(self.offset or 0.0))


def _look(connection: Connection, ours: Callable[[], datetime]) -> tuple[timedelta, float]:
    """(how long the answer took, seconds the database is ahead)."""
    before = ours()
    theirs: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    took = ours() - before
    return took, (theirs - before - took / 2).total_seconds()


def _sentence(offset: float) -> str:
    side = "behind" if offset > 0 else "ahead of"
    return (
        f"This machine's clock is {abs(offset):.1f} s {side} the database's: pages would be late "
        f"or sent twice. Let NTP set both clocks; {MOST_S:.0f} s are allowed."
    )
