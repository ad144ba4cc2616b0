"""Advances a system on a virtual clock from one due moment to the next."""

from __future__ import annotations

from datetime import datetime

from tocsin.bootstrap import System
from tocsin.config.values import Teams
from tocsin.simulate.recorder import Recorder
from tocsin.simulate.virtual_clock import VirtualClock
from tocsin.store.memory import MemoryStore


class VirtualTime:
    """Moves the clock and runs what is due. `system` may be replaced after a restart."""

    def __init__(
        self, clock: VirtualClock, store: MemoryStore, recorder: Recorder, teams: Teams
    ) -> None:
        """While `up` is False nothing happens."""
        self.system: System
        self.up = True
        self._clock = clock
        self._store = store
        self._recorder = recorder
        self._teams = teams

    def advance(self, until: datetime) -> None:
        """Run everything that is due up to a moment."""
        while self.up:
            moments = (
                self._store.read(lambda tx: tx.next_timer_at()),
                self._store.read(lambda tx: tx.next_lane_at()),
                self._recorder.next_due(),
            )
            due = min((moment for moment in moments if moment is not None), default=None)
            if due is None or due > until:
                return
            self._clock.at = max(self._clock.at, due)
            self.look_around()
            self.settle()

    def look_around(self) -> None:
        """Read the schedules, and tell the recorder who is on call now."""
        self.system.schedules.step(self._clock())
        rosters, now = self.system.execute.rosters, self._clock()
        self._recorder.rosters = {
            team: self._store.read(lambda tx, team_id=team: rosters.roster(tx, team_id, now))  # type: ignore[misc]  # a lambda's default has no type
            for team in self._teams.teams
        }

    def settle(self) -> None:
        """Run everything that is due at this moment, then record what is late."""
        if not self.up:
            return
        self.system.settle_now()
        self._recorder.settled()
