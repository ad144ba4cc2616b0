"""Fires due timers as `FallDue` commands."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from tocsin.domain.fall_due import FallDue
from tocsin.domain.obligation import Timer
from tocsin.domain.people import ENGINE
from tocsin.engine.execute import CommandExecutor
from tocsin.error_location import error_location
from tocsin.errors import StoreUnavailable
from tocsin.store.contract import Store, Tx

log = logging.getLogger(__name__)
BATCH = 100
POISONED = timedelta(seconds=60)


class Timers:
    """Fires due timers, in order, each in a unit of its own."""

    def __init__(self, store: Store, execute: CommandExecutor) -> None:
        """Nothing is started here."""
        self._store = store
        self._execute = execute
        self._poisoned: dict[tuple[str, Timer], datetime] = {}

    def step(self, now: datetime) -> int:
        """Fire what is due; return how many. One that fails stops no other.

        What is due of one incident is decided in one unit, so that its room hears of it at once.
        """
        limit = BATCH + len(self._poisoned)
        due = self._store.read(lambda tx: tx.timers_due(now, limit))
        together: dict[str, list[Timer]] = {}
        for incident_id, timer in due:
            if self._poisoned.get((incident_id, timer), now) <= now:
                together.setdefault(incident_id, []).append(timer)
        return sum(
            self._fire(incident, tuple(timers), now) for incident, timers in together.items()
        )

    def _fire(self, incident_id: str, timers: tuple[Timer, ...], now: datetime) -> int:
        try:
            fired = self._store.write(lambda tx: self._decide(tx, incident_id, timers), turn="page")
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one poisoned timer stops no other
            if len(timers) > 1:
                return sum(self._fire(incident_id, (timer,), now) for timer in timers)
            told = {"correlation": incident_id}
            log.error(
                "timer %s could not be fired: %s", timers[0].name, error_location(error), extra=told
            )
            self._poisoned[incident_id, timers[0]] = now + POISONED
            return 0
        for timer in timers:
            self._poisoned.pop((incident_id, timer), None)
        for timer in fired:
            log.info("timer %s fired", timer.name, extra={"correlation": incident_id})
        return len(fired)

    def _decide(self, tx: Tx, incident_id: str, timers: tuple[Timer, ...]) -> tuple[Timer, ...]:
        """Those that were fired: not what another process is at, or what has gone meanwhile."""
        fired: list[Timer] = []
        for timer in timers:
            # Once one is claimed the incident is this unit's.
            waits = timer in tx.timers(incident_id) if fired else tx.claim_timer(incident_id, timer)
            if waits:
                command = FallDue(name=timer.name, nudge=timer.nudge, generation=timer.generation)
                self._execute.command(tx, incident_id, command, by=ENGINE)
                fired.append(timer)
        return tuple(fired)
