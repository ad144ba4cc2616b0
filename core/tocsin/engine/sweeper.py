"""Compares the timers of every incident with what it owes, and repairs differences.

What goes on after an incident has ended (action items) is found by the timers it left.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from tocsin.domain.incident import Incident
from tocsin.domain.obligations import timers
from tocsin.engine.execute import CommandExecutor
from tocsin.errors import InvalidValue
from tocsin.store.contract import ReadTx, Store, Tx

log = logging.getLogger(__name__)
MOST = 100_000
EVERY = timedelta(seconds=30)
SLICE = 50


def reproject(store: Store, execute: CommandExecutor) -> int:
    """Write all timers anew, as at every start: an upgrade may change what is owed."""
    keys = store.read(_owing)
    for some in _slices(keys):
        _each(partial(_repair, store, execute), some)
    return len(keys)


def fold_anew(store: Store) -> int:
    """Fold ended incidents of another version anew; return how many.

    What still owes something is left to the next start, which also sees to its timers.
    """
    keys = store.read(lambda tx: [row.id for row in tx.incidents(open_only=False, limit=MOST)])
    kept: list[str] = []
    for some in _slices(keys):
        _each(lambda keys: kept.extend(_keep_anew(store, keys)), some)
    return len(kept)


class Sweeper:
    """Compares every half minute, repairs and logs.

    It looks at a slice of the incidents with each step, so that nobody waits for it.
    """

    def __init__(self, store: Store, execute: CommandExecutor) -> None:
        """The first sweep is due at once."""
        self._store = store
        self._execute = execute
        self._next: datetime | None = None
        self._left: list[list[str]] = []

    def step(self, now: datetime) -> int:
        """Go on if it is time; return how many incidents had to be repaired."""
        if not self._left and (self._next is None or now >= self._next):
            self._next = now + EVERY
            self._left = list(_slices(self._store.read(_owing)))
        if not self._left:
            return 0
        wrong: list[str] = []
        _each(lambda some: wrong.extend(self._store.read(partial(_wrong, some))), self._left.pop())
        for key in wrong:
            told = {"correlation": key}
            log.error("an incident did not have the timers it should have; repaired", extra=told)
            _repair(self._store, self._execute, [key])
        return len(wrong)


def _owing(tx: ReadTx) -> list[str]:
    """Incidents that are open, then those that have ended and still have timers."""
    opened = [row.id for row in tx.incidents(open_only=True, limit=MOST)]
    return list(dict.fromkeys((*opened, *tx.timed())))


def _slices(keys: list[str]) -> Iterator[list[str]]:
    return (keys[first : first + SLICE] for first in range(0, len(keys), SLICE))


def _each(work: Callable[[list[str]], object], keys: list[str]) -> None:
    """Together, as that is quick; one by one if one of them cannot be read: it stops no other."""
    try:
        work(keys)
    except InvalidValue as error:
        if len(keys) == 1:
            said = "an incident cannot be read and is left as it is: %s; see tocsin db check"
            log.critical(said, error, extra={"correlation": keys[0]})
            return
        for key in keys:
            _each(work, [key])


def _wrong(keys: list[str], tx: ReadTx) -> list[str]:
    return [key for key in keys if not _timed(tx, key)]


def _timed(tx: ReadTx, key: str) -> bool:
    incident = tx.incident(key)
    return incident is None or set(tx.timers(key)) == set(timers(incident))


def _keep_anew(store: Store, keys: list[str]) -> list[str]:
    def unit(tx: Tx) -> list[str]:
        outdated = _ended_and_outdated(keys, tx)
        for incident in outdated:
            tx.keep_anew(incident)
        return [incident.id for incident in outdated]

    return store.write(unit) if store.read(partial(_ended_and_outdated, keys)) else []


def _ended_and_outdated(keys: list[str], tx: ReadTx) -> list[Incident]:
    found = (tx.incident(key) for key in keys)
    ended = [incident for incident in found if incident is not None and not incident.is_open]
    return [
        incident for incident in ended if tx.is_outdated(incident.id) and not tx.timers(incident.id)
    ]


def _repair(store: Store, execute: CommandExecutor, keys: list[str]) -> None:
    def unit(tx: Tx) -> None:
        for key in keys:
            execute.reproject(tx, key)

    store.write(unit)
