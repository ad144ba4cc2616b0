"""Tells observers of incidents that changed; each has a lane and a thread of its own.

That an incident changed is written with the change, one row for each observer and incident, so
that nothing is lost and only the latest state waits. The row goes when the observer has heard.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tocsin.deadlines import Crew
from tocsin.domain.incident import Incident
from tocsin.domain.titles import is_private
from tocsin.engine.incident_view import incident_view
from tocsin.error_location import error_location
from tocsin.errors import StoreUnavailable
from tocsin.providers import Observer
from tocsin.store.contract import ReadTx, Store, Tx

log = logging.getLogger(__name__)
SPACE: Final = "observe"
TURNS: Final = "observe-turn"
DEADLINE_S: Final = 10.0
AT_ONCE: Final = 20
MOST_WAITING: Final = 2_000
GIVE_UP: Final = timedelta(days=1)
FIRST_PAUSE: Final = timedelta(seconds=1)
LONGEST_PAUSE: Final = timedelta(minutes=5)
TURN: Final = timedelta(seconds=60)
MOST_DOUBLINGS: Final = 9


def queue_notices(tx: Tx, observers: Sequence[str], incident: Incident, at: datetime) -> None:
    """Write the rows that these observers are to be told of a change, in its own transaction."""
    for name in observers:
        tx.set_fact(SPACE, f"{name}/{incident.id}", f"{at.isoformat()} {incident.version}")


def changed_at(text: str) -> datetime:
    """Return when the change of a row was made."""
    return datetime.fromisoformat(text.partition(" ")[0])


@dataclass(frozen=True, kw_only=True)
class PendingNotice:
    """An incident that an observer was not told of yet; `text` is its last change."""

    key: str
    text: str

    @property
    def incident(self) -> str:
        """The incident's id."""
        return self.key.rpartition("/")[2]

    @property
    def at(self) -> datetime:
        """The moment of its last change."""
        return changed_at(self.text)


@dataclass(kw_only=True)
class RetryPause:
    """How often an observer failed to take an incident, and when it is told again."""

    failures: int = 0
    until: datetime


class ObserverLane:
    """The incidents that one observer was not told of yet. `step` is called by one thread.

    Args:
        owner: Names this process among those that share the store: one of them tells.
    """

    def __init__(
        self, name: str, observer: Observer, store: Store, *, sees_private: bool, owner: str
    ) -> None:
        """Nothing has failed yet."""
        self.name = name
        self._observer = observer
        self._store = store
        self._sees_private = sees_private
        self._owner = owner
        self._crew = Crew(f"observer {name}", most=1)
        self._pauses: dict[str, RetryPause] = {}
        self._fault = ""

    @property
    def trouble(self) -> str:
        """Why the observer takes nothing at present, or ""."""
        return str(self._crew.stuck) or self._fault

    def step(self, now: datetime) -> int:
        """Tell the observer what is due; return how many incidents are told or given up."""
        if self._crew.stuck.calls:
            return 0  # one call at a time: it has not come back from the last
        waiting = self._store.read(self._due)
        self._pauses = {
            job.key: self._pauses[job.key] for job in waiting if job.key in self._pauses
        }
        ready = [job for job in waiting if self._is_ready(job, now)][:AT_ONCE]
        if not ready or not self._store.write(lambda tx: self._takes_turn(tx, now)):
            return 0
        heard = 0
        for job in ready:
            heard += self._hear(job, now)
            if self._hangs():
                break
        return heard

    def has_news(self) -> bool:
        """Return whether something waits that can be told now."""
        waiting = self._store.read(self._due)
        return not self._hangs() and any(job.key not in self._pauses for job in waiting)

    def _hangs(self) -> bool:
        return self._crew.stuck.calls > 0

    def _due(self, tx: ReadTx) -> list[PendingNotice]:
        prefix = f"{self.name}/"
        found = tx.facts(SPACE, after=prefix, limit=MOST_WAITING)
        return [
            PendingNotice(key=key, text=at) for key, at in found.items() if key.startswith(prefix)
        ]

    def _is_ready(self, job: PendingNotice, now: datetime) -> bool:
        pause = self._pauses.get(job.key)
        return pause is None or pause.until <= now

    def _takes_turn(self, tx: Tx, now: datetime) -> bool:
        """Whether no other process tells this observer now; a process that ended is waited for."""
        owner, _, until = (tx.fact(TURNS, self.name) or "").partition(" ")
        if owner not in ("", self._owner) and datetime.fromisoformat(until) > now:
            return False
        tx.set_fact(TURNS, self.name, f"{self._owner} {(now + TURN).isoformat()}")
        return True

    def _hear(self, job: PendingNotice, now: datetime) -> bool:
        """Tell one incident; whether that is done with, told or given up."""
        incident = self._store.read(lambda tx: tx.look(job.incident))
        hidden = incident is None or (is_private(incident) and not self._sees_private)
        if incident is not None and not hidden:
            if now - job.at > GIVE_UP:
                log.error("observer %s never took %s; it is given up", self.name, incident.key)
            elif not self._told(incident, job, now):
                return False
        self._pauses.pop(job.key, None)
        self._store.write(lambda tx: _forget(tx, job))
        return True

    def _told(self, incident: Incident, job: PendingNotice, now: datetime) -> bool:
        seen = incident_view(incident, changed=job.at)
        try:
            self._crew.call(lambda: self._observer.changed(seen), DEADLINE_S, "changed")
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - an observer may raise anything
            self._failed(job, error, now)
            return False
        self._fault = ""
        return True

    def _failed(self, job: PendingNotice, error: Exception, now: datetime) -> None:
        pause = self._pauses.setdefault(job.key, RetryPause(until=now))
        wait = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(pause.failures, MOST_DOUBLINGS))
        pause.failures += 1
        pause.until = now + wait
        self._fault = f"it failed with {type(error).__name__}, and is told again"
        log.warning("observer %s failed, next in %s: %s", self.name, wait, error_location(error))


def _forget(tx: Tx, job: PendingNotice) -> None:
    """It has heard; what changed meanwhile goes on waiting."""
    if tx.fact(SPACE, job.key) == job.text:
        tx.set_fact(SPACE, job.key, None)
