"""Sources in which alerts are acknowledged and resolved, as they should be, and with a fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest

from tests.testing.mutants.meetings import OnWire
from tests.testing.mutants.wire import Wire
from tocsin.errors import ProviderError
from tocsin.providers import AlertRef, Call
from tocsin.testing import AlertState, AlertStates, AlertUpdatesContract

OPEN = tuple(AlertRef(fingerprint=name, group="checkout", incident="INC-42") for name in "abc")


@dataclass
class Board:
    """Sound: alerts are found by their fingerprint, and stay resolved."""

    wire: Wire
    capabilities: Any = frozenset({"acknowledge", "resolve"})
    found: dict[str, AlertState] = field(default_factory=lambda: dict.fromkeys("abc", "open"))

    def acknowledge(self, alerts: Sequence[AlertRef], call: Call) -> None:
        self.wire.ask(lambda: self._mark(alerts, "acknowledged"))

    def resolve(self, alerts: Sequence[AlertRef], call: Call) -> None:
        self.wire.ask(lambda: self._mark(alerts, "resolved"))

    def _mark(self, alerts: Sequence[AlertRef], state: AlertState) -> None:
        for alert in alerts:
            if self.found.get(alert.fingerprint, "resolved") != "resolved":
                self.found[alert.fingerprint] = state


class BoardSuite(OnWire, AlertUpdatesContract):
    """The suite; each mutant is a class with its own `Kind`."""

    Kind: ClassVar[type[Board]] = Board

    @pytest.fixture
    def updates(self, wire: Wire) -> Board:
        return self.Kind(wire)

    @pytest.fixture
    def open_alerts(self) -> Sequence[AlertRef]:
        return OPEN

    @pytest.fixture
    def states(self, updates: Board) -> AlertStates:
        return lambda: updates.found


class TestRightBoard(BoardSuite):
    """Nothing is wrong with it."""


class TestBoardThatOnlyAcknowledges(BoardSuite):
    """Nor with this one."""

    class Kind(Board):
        def __init__(self, wire: Wire) -> None:
            super().__init__(wire, frozenset({"acknowledge"}))


class TestMarksTheWholeGroup(BoardSuite):
    class Kind(Board):
        def _mark(self, alerts: Sequence[AlertRef], state: AlertState) -> None:
            self.found = dict.fromkeys(self.found, state)


class TestMarksTheFirstAlone(BoardSuite):
    class Kind(Board):
        def _mark(self, alerts: Sequence[AlertRef], state: AlertState) -> None:
            super()._mark(alerts[:1], state)


class TestRefusesARepeat(BoardSuite):
    class Kind(Board):
        def _mark(self, alerts: Sequence[AlertRef], state: AlertState) -> None:
            if self.found.get(alerts[0].fingerprint) == state:
                raise ProviderError("conflict", "It is marked already.")
            super()._mark(alerts, state)


class TestRefusesWhatIsUnknown(BoardSuite):
    class Kind(Board):
        def _mark(self, alerts: Sequence[AlertRef], state: AlertState) -> None:
            if any(alert.fingerprint not in self.found for alert in alerts):
                raise ProviderError("not_found", "There is no such alert.")
            super()._mark(alerts, state)


class TestOpensWhatIsResolved(BoardSuite):
    class Kind(Board):
        def _mark(self, alerts: Sequence[AlertRef], state: AlertState) -> None:
            self.found.update({alert.fingerprint: state for alert in alerts if alert in OPEN})


class TestAcknowledgesForResolves(BoardSuite):
    class Kind(Board):
        def _mark(self, alerts: Sequence[AlertRef], state: AlertState) -> None:
            super()._mark(alerts, "acknowledged")


class TestAFailureIsASuccess(BoardSuite):
    class Kind(Board):
        def acknowledge(self, alerts: Sequence[AlertRef], call: Call) -> None:
            try:
                super().acknowledge(alerts, call)
            except ProviderError:
                return


class TestCannotBeTold(BoardSuite):
    """It has the methods, and says nothing of them."""

    class Kind(Board):
        def __init__(self, wire: Wire) -> None:
            super().__init__(wire, frozenset())


class TestSaysItCanBeTold(BoardSuite):
    class Kind(Board):
        resolve: Any = None
