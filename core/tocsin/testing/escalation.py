"""The contract of escalation strategies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import ClassVar, Final, get_args

import pytest

from tocsin.deadlines import run_once
from tocsin.errors import ProviderError
from tocsin.providers import EscalationStrategy, IncidentView, Ladder, Manner, Severity, Step
from tocsin.testing.checks import assert_hidden, together
from tocsin.testing.contract import Contract
from tocsin.testing.values import a_view

CONTACTS: Final = frozenset({"em", "cto", "ceo", "leadership", "security", "ciso", "support"})
PERSON: Final = re.compile(r"@[a-z0-9][a-z0-9._-]*")
MOST_CALLS: Final = 100
LATEST: Final = timedelta(days=7)
PATIENCE_S: Final = 2.0
"""A plan is made while a page waits for it."""


class EscalationContract(Contract):
    """Inherit in a class named `Test…` and override `strategy`, best also `levels`.

    Attributes:
        levels: The rotation levels that the strategy was made for; besides these it may name
            contacts and persons.
    """

    levels: ClassVar[Sequence[str]] = ("primary", "backup")

    @pytest.fixture
    def strategy(self) -> EscalationStrategy:
        """A fixture: a strategy as its factory makes it."""
        raise NotImplementedError("override the fixture `strategy`")

    def test_its_plan_is_a_ladder_that_goes_forward_and_ends(
        self, strategy: EscalationStrategy
    ) -> None:
        for view in _views():
            ladder = _plan(strategy, view)
            times = [step.after for step in ladder.steps]
            rounds = ladder.repeats + 1
            assert times, "a plan has at least one step"
            assert times == sorted(times), "the steps stand in the order of their times"
            assert times[0] == timedelta(0), "somebody is called at once"
            assert ladder.repeats >= 0
            assert ladder.repeat_every > timedelta(0)
            assert len(times) * rounds <= MOST_CALLS, f"a plan has at most {MOST_CALLS} calls"
            assert times[-1] + rounds * ladder.repeat_every <= LATEST, "a plan ends within a week"

    def test_every_step_calls_somebody_there_is(self, strategy: EscalationStrategy) -> None:
        for view in _views():
            for step in _plan(strategy, view).steps:
                assert isinstance(step, Step)
                assert step.manner in get_args(Manner)
                assert isinstance(step.targets, tuple)
                assert step.targets, "each step has somebody to call"
                strange = [target for target in step.targets if not self._is_known(target)]
                assert not strange, f"no level, contact or @person: {strange}; see `levels`"

    def test_the_same_incident_at_the_same_time_gives_the_same_plan(
        self, strategy: EscalationStrategy
    ) -> None:
        for view in _views():
            assert _plan(strategy, view) == _plan(strategy, view)

    def test_many_threads_may_ask_at_once(self, strategy: EscalationStrategy) -> None:
        plans = together(lambda _: _plan(strategy, a_view()))
        assert all(plan == plans[0] for plan in plans)

    def test_no_secret_is_shown_or_logged(
        self, strategy: EscalationStrategy, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(0):
            ladder = _plan(strategy, a_view())
        assert_hidden(self.secrets, strategy, ladder, caplog.text)

    def _is_known(self, target: str) -> bool:
        return target in CONTACTS or target in self.levels or bool(PERSON.fullmatch(target))


def _plan(strategy: EscalationStrategy, view: IncidentView) -> Ladder:
    """The plan, within the time that it has; one that hangs fails its test and nothing else."""
    try:
        ladder = run_once(lambda: strategy.plan(view), PATIENCE_S, "plan")
    except ProviderError as error:
        pytest.fail(f"plan must answer from what it has, and never wait: {error}")
    assert isinstance(ladder, Ladder), f"plan returned a {type(ladder).__name__}, and no Ladder"
    return ladder


def _views() -> Iterator[IncidentView]:
    """Every severity, and an incident of which little is known."""
    for severity in get_args(Severity):
        yield a_view(severity=severity)
    yield a_view(severity="", title="", flags=("private",), roles={}, milestones={})
