"""The contract of alert sources in which alerts can be acknowledged or resolved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar, Literal

import pytest

from tocsin.providers import AcknowledgesAlerts, AlertRef, Call, ResolvesAlerts
from tocsin.testing.called import CalledContract, Calls
from tocsin.testing.checks import allowed, assert_hidden, refusal
from tocsin.testing.contract import FailsWhenTold
from tocsin.testing.values import a_call

AlertState = Literal["open", "acknowledged", "resolved"]
AlertStates = Callable[[], Mapping[str, AlertState]]
AlertUpdates = AcknowledgesAlerts | ResolvesAlerts
KEY = "INC-42.alerts"
DOES: Mapping[str, AlertState] = {"acknowledge": "acknowledged", "resolve": "resolved"}
"""Method -> the state of an alert at the far end after it."""


class AlertUpdatesContract(CalledContract[AlertUpdates]):
    """Inherit in a class named `Test…`; override `updates`, `open_alerts` and `states`.

    It is the suite of the capabilities `acknowledge` and `resolve`; a source may have one alone.
    """

    _kind: ClassVar[str] = "alerts"

    @pytest.fixture
    def updates(self) -> AlertUpdates:
        """A fixture: a source with `acknowledge` or `resolve` among its capabilities."""
        raise NotImplementedError("override the fixture `updates`")

    @pytest.fixture
    def open_alerts(self, request: pytest.FixtureRequest) -> Sequence[AlertRef]:
        """A fixture: three alerts that are open at the far end, as its webhook told of them."""
        self.lacking(request, "open_alerts")

    @pytest.fixture
    def states(self, request: pytest.FixtureRequest) -> AlertStates:
        """A fixture: a function that returns fingerprint -> state of the far end's alerts."""
        self.lacking(request, "states")

    @pytest.fixture
    def made(self, updates: AlertUpdates) -> AlertUpdates:
        """The source under test."""
        return updates

    def calls(self, subject: AlertUpdates, deadline_s: float) -> Calls:
        """Return the two methods, ready to be called."""
        alerts = (AlertRef(fingerprint="7", group="7", incident="INC-42"),)
        call = a_call(KEY, deadline_s=deadline_s)
        return {does: partial(_tell, subject, does, alerts, call) for does in DOES}

    def test_it_says_what_it_can_be_told(self, made: AlertUpdates) -> None:
        assert made.capabilities & set(DOES), "`acknowledge` or `resolve` is a capability"

    @pytest.mark.parametrize("does", DOES)
    def test_only_what_is_named_changes(
        self,
        subject: AlertUpdates,
        open_alerts: Sequence[AlertRef],
        states: AlertStates,
        does: str,
    ) -> None:
        first, second, other = open_alerts
        assert states()[first.fingerprint] == "open"
        for attempt in self._attempts(subject, does, (first, second)):
            attempt()
            found = states()
            assert found[first.fingerprint] == found[second.fingerprint] == DOES[does]
            assert found[other.fingerprint] == "open"

    @pytest.mark.parametrize("does", DOES)
    def test_an_answer_that_was_lost_is_no_surprise(
        self,
        subject: AlertUpdates,
        trouble: FailsWhenTold,
        open_alerts: Sequence[AlertRef],
        states: AlertStates,
        does: str,
    ) -> None:
        for attempt in self._attempts(subject, does, open_alerts, deadline_s=self.deadline_s)[:1]:
            trouble.fail("timeout-after")
            refusal(attempt, does)
            trouble.heal()
        for attempt in self._attempts(subject, does, open_alerts):
            attempt()
            assert set(states().values()) == {DOES[does]}

    @pytest.mark.parametrize("does", DOES)
    def test_what_is_unknown_there_hinders_nothing(
        self,
        subject: AlertUpdates,
        open_alerts: Sequence[AlertRef],
        states: AlertStates,
        does: str,
    ) -> None:
        known = open_alerts[0]
        gone = replace(known, fingerprint="no-such-alert", group="no-such-group")
        for attempt in self._attempts(subject, does, (gone, known)):
            attempt()
            assert states()[known.fingerprint] == DOES[does]

    def test_what_is_resolved_stays_so(
        self,
        subject: AlertUpdates,
        open_alerts: Sequence[AlertRef],
        states: AlertStates,
    ) -> None:
        """An acknowledgement may be delivered late."""
        if subject.capabilities >= set(DOES):
            _method(subject, "resolve")(open_alerts, a_call(KEY))
            late = a_call(KEY, attempt=2)
            assert allowed(lambda: _method(subject, "acknowledge")(open_alerts, late))
            assert set(states().values()) == {"resolved"}

    def test_no_secret_is_shown_or_logged(
        self,
        subject: AlertUpdates,
        open_alerts: Sequence[AlertRef],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        with caplog.at_level(0):
            for does in DOES:
                for attempt in self._attempts(subject, does, open_alerts):
                    attempt()
        assert_hidden(self.secrets, subject, caplog.text)

    def _attempts(
        self,
        subject: AlertUpdates,
        does: str,
        alerts: Sequence[AlertRef],
        *,
        deadline_s: float = 5.0,
    ) -> Sequence[Callable[[], object]]:
        """The first call and its repeat; none where it cannot be told so."""
        if does not in subject.capabilities:
            return ()
        method = _method(subject, does)
        calls = [a_call(KEY, attempt=number, deadline_s=deadline_s) for number in (1, 2)]
        return [partial(method, alerts, call) for call in calls]


def _tell(subject: AlertUpdates, does: str, alerts: Sequence[AlertRef], call: Call) -> None:
    _method(subject, does)(alerts, call)


def _method(subject: AlertUpdates, does: str) -> Callable[[Sequence[AlertRef], Call], None]:
    """One of the two; a source may have the other alone."""
    found: Callable[[Sequence[AlertRef], Call], None] = getattr(subject, does)
    return found
