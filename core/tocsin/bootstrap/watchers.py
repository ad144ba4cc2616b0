"""Several who watch, as one."""

from __future__ import annotations

from tocsin.engine.outcome import Outcome
from tocsin.engine.ports import Attempted, Watcher
from tocsin.store.contract import EffectRow


class Watchers:
    """Tells everybody, in order."""

    def __init__(self, *watchers: Watcher) -> None:
        """None of them may raise."""
        self._watchers = watchers

    def committed(self, outcome: Outcome) -> None:
        """A command was written."""
        for one in self._watchers:
            one.committed(outcome)

    def attempted(self, row: EffectRow, outcome: Attempted, error: str) -> None:
        """One attempt has ended."""
        for one in self._watchers:
            one.attempted(row, outcome, error)
