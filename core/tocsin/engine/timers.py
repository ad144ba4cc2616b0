"""Timers: when a nudge's time has come, the incident decides what that means."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from tocsin.domain.obligations import Timer
from tocsin.domain.people import ENGINE
from tocsin.domain.signals import FallDue
from tocsin.engine.execute import Execute
from tocsin.engine.trouble import where
from tocsin.errors import StoreUnavailable
from tocsin.store.contract import Store, Tx

log = logging.getLogger(__name__)
BATCH = 100
POISONED = timedelta(seconds=60)


class Timers:
    """Fires due timers, in order, each in a unit of its own."""

    def __init__(self, store: Store, execute: Execute) -> None:
        """Nothing is started here."""
        self._store = store
        self._execute = execute
        self._poisoned: dict[tuple[str, Timer], datetime] = {}

    def step(self, now: datetime) -> int:
        """Fire what is due; returns how many. A timer that cannot be decided never stops others."""
        limit = BATCH + len(self._poisoned)
        due = self._store.read(lambda tx: tx.timers_due(now, limit))
        fired = 0
        for incident_id, timer in due:
            if self._poisoned.get((incident_id, timer), now) <= now:
                fired += self._fire(incident_id, timer, now)
        return fired

    def _fire(self, incident_id: str, timer: Timer, now: datetime) -> int:
        command = FallDue(name=timer.name, nudge=timer.nudge, generation=timer.generation)

        def unit(tx: Tx) -> bool:
            if not tx.claim_timer(incident_id, timer):
                return False  # another process is at it, or it has gone meanwhile
            self._execute.command(tx, incident_id, command, by=ENGINE)
            return True

        try:
            fired = self._store.write(unit, turn="page")
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one poisoned timer stops no other
            told = {"correlation": incident_id}
            log.error("timer %s could not be fired: %s", timer.name, where(error), extra=told)
            self._poisoned[incident_id, timer] = now + POISONED
            return 0
        self._poisoned.pop((incident_id, timer), None)
        if fired:
            log.info("timer %s fired", timer.name, extra={"correlation": incident_id})
        return int(fired)
