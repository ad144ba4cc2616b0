"""Timers: when a nudge's time has come, the incident decides what that means."""

from __future__ import annotations

import logging
from datetime import datetime

from tocsin.domain.obligations import Timer
from tocsin.domain.people import ENGINE
from tocsin.domain.signals import FallDue
from tocsin.engine.execute import Execute
from tocsin.errors import TocsinError
from tocsin.store.contract import Store, Tx

log = logging.getLogger(__name__)
BATCH = 100


class Timers:
    """Fires due timers, in order, each in a unit of its own."""

    def __init__(self, store: Store, execute: Execute) -> None:
        """Nothing is started here."""
        self._store = store
        self._execute = execute

    def step(self, now: datetime) -> int:
        """Fire what is due; returns how many. A timer that cannot be decided never stops others."""
        due = self._store.read(lambda tx: tx.timers_due(now, BATCH))
        fired = 0
        for incident_id, timer in due:
            fired += self._fire(incident_id, timer)
        return fired

    def _fire(self, incident_id: str, timer: Timer) -> int:
        command = FallDue(name=timer.name, nudge=timer.nudge, generation=timer.generation)

        def unit(tx: Tx) -> None:
            self._execute.command(tx, incident_id, command, by=ENGINE)

        try:
            self._store.write(unit)
        except TocsinError as error:
            log.error("timer %s of %s could not be fired: %s", timer.name, incident_id, error)
            return 0
        return 1
