"""The Protocols of the engine and of the charts, as the desk uses them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from tocsin.domain.command import Command, Outcome
from tocsin.domain.declare import Declare
from tocsin.domain.people import Roster
from tocsin.domain.quarter_metrics import Metrics
from tocsin.engine.spoken_line import SpokenLine
from tocsin.store.contract import ReadTx, Tx
from tocsin.wording.quarter_metrics import Following


class Execute(Protocol):
    """The engine as the desk uses it: open, command, preview."""

    def declare(
        self, tx: Tx, team: str, make: Callable[[int, str], Declare], *, by: str
    ) -> Outcome:
        """Open an incident; `make(number, policy_hash)` gives the command."""
        ...

    def command(self, tx: Tx, incident_id: str, command: Command, *, by: str) -> Outcome:
        """Do a command on an incident."""
        ...

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        ...

    def preview(self, tx: ReadTx, incident_id: str, command: Command, *, by: str) -> Outcome:
        """The outcome that a command would have, without doing it."""
        ...

    def roster(self, tx: ReadTx, team: str) -> Roster:
        """A team's live facts."""
        ...


class Charts(Protocol):
    """Who has charts follow the numbers of a quarter."""

    def ask(
        self, tx: Tx, said: SpokenLine, found: Metrics, *, name: str, at: datetime
    ) -> Following:
        """Queue them, or say what is in the way."""
        ...
