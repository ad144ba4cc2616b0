"""The sweeper: every incident that owes something has its timers. It should find nothing.

What goes on after an incident has ended (action items) is found by the timers it left.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from tocsin.domain.obligations import timers
from tocsin.engine.execute import Execute
from tocsin.store.contract import ReadTx, Store, Tx

log = logging.getLogger(__name__)
MOST = 100_000
EVERY = timedelta(seconds=30)
FAR = datetime(9999, 1, 1, tzinfo=UTC)


def reproject(store: Store, execute: Execute) -> int:
    """Write all timers anew, as at every start: an upgrade may change what is owed."""
    keys = store.read(_owing)
    for key in keys:
        _repair(store, execute, key)
    return len(keys)


class Sweeper:
    """Looks every half minute, repairs what is wrong, and says so loudly."""

    def __init__(self, store: Store, execute: Execute) -> None:
        """The first sweep is due at once."""
        self._store = store
        self._execute = execute
        self._next: datetime | None = None

    def step(self, now: datetime) -> int:
        """Sweep if it is time; returns how many incidents had to be repaired."""
        if self._next is not None and now < self._next:
            return 0
        self._next = now + EVERY
        wrong = self._store.read(_wrong)
        for key in wrong:
            told = {"correlation": key}
            log.error("an incident did not have the timers it should have; repaired", extra=told)
            _repair(self._store, self._execute, key)
        return len(wrong)


def _owing(tx: ReadTx) -> list[str]:
    """Incidents that are open, then those that have ended and still have timers."""
    opened = [row.id for row in tx.incidents(open_only=True, limit=MOST)]
    timed = [key for key, _ in tx.timers_due(FAR, MOST)]
    return list(dict.fromkeys((*opened, *timed)))


def _wrong(tx: ReadTx) -> list[str]:
    return [key for key in _owing(tx) if not _timed(tx, key)]


def _timed(tx: ReadTx, key: str) -> bool:
    incident = tx.incident(key)
    return incident is None or set(tx.timers(key)) == set(timers(incident))


def _repair(store: Store, execute: Execute, key: str) -> None:
    def unit(tx: Tx) -> None:
        execute.reproject(tx, key)

    store.write(unit)
