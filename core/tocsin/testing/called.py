"""Checks of every kind that is called: errors, deadlines, and a far end that fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, Generic, TypeVar

import pytest

from tocsin.providers.kinds import KINDS
from tocsin.testing.checks import (
    allowed,
    assert_hidden,
    chain,
    check_backed,
    check_capabilities,
    check_deadline,
    check_trouble,
    refusal,
)
from tocsin.testing.contract import Contract, FailsWhenTold
from tocsin.testing.odd_rows import SPOILS
from tocsin.testing.troubles import TROUBLES, TroubleName

P = TypeVar("P")
Calls = Mapping[str, Callable[[], object]]


class CalledContract(Contract, Generic[P]):
    """Base of the suites of kinds whose methods are called; each suite names its own fixtures."""

    _kind: ClassVar[str] = ""
    _may_be_gone: ClassVar[frozenset[str]] = frozenset()
    """Methods that may take "there is none" for an answer, and not for a failure."""

    @pytest.fixture
    def made(self) -> P:
        """The instance under test, whose far end takes everything."""
        raise NotImplementedError

    @pytest.fixture
    def subject(self, made: P) -> P:
        """The instance; a call of it that hangs fails its test."""
        return self.kept(made)

    @pytest.fixture
    def refusing(self, made: P, trouble: FailsWhenTold) -> P:
        """An instance whose far end cannot be reached or refuses everything."""
        trouble.fail("401")
        return made

    @pytest.fixture
    def hanging(self, made: P, trouble: FailsWhenTold) -> P:
        """An instance whose far end takes the request and never answers."""
        trouble.fail("timeout-before")
        return made

    def calls(self, subject: P, deadline_s: float) -> Calls:
        """Every method by name, ready to be called, those of capabilities it does not have too."""
        raise NotImplementedError

    def test_its_capabilities_are_known_and_have_what_they_unlock(self, made: P) -> None:
        needs = {method.name: method.needs for method in KINDS[self._kind].methods}
        told: frozenset[str] = frozenset()
        row = KINDS[self._kind]
        says_some = hasattr(row.protocol, "capabilities") or hasattr(made, "capabilities")
        if row.capabilities and says_some:
            told = check_capabilities(made, row.capabilities)
        check_backed(made, needs, told)

    def test_a_failure_is_a_provider_error_without_secrets(self, refusing: P) -> None:
        for method, work in self._allowed(self.kept(refusing), 5.0).items():
            error = refusal(work, method)
            assert_hidden(self.secrets, *chain(error))

    def test_an_unanswered_call_ends_by_its_deadline(self, hanging: P) -> None:
        for name, work in self._allowed(self.kept(hanging), self.deadline_s).items():
            check_deadline(work, name, self.deadline_s)

    @pytest.mark.parametrize("name", TROUBLES)
    def test_a_far_end_in_trouble_is_told_for_what_it_is(
        self, subject: P, trouble: FailsWhenTold, name: TroubleName
    ) -> None:
        for method, work in self._allowed(subject, self.deadline_s).items():
            trouble.fail(name)
            gone = name == "404" and method in self._may_be_gone
            check_trouble(work, name, self.deadline_s, what=method, nothing_wrong=gone)

    def test_a_page_for_people_is_no_answer(self, subject: P, trouble: FailsWhenTold) -> None:
        """A tool in maintenance may answer so with a 200: nothing was done there."""
        for method, work in self._allowed(subject, self.deadline_s).items():
            trouble.fail("maintenance")
            error = refusal(work, f"{method}, answered by 200 and a page for people,")
            assert error.code in {"unavailable", "invalid"}, f"{method} told {error.code}"

    @pytest.mark.parametrize("name", SPOILS)
    def test_odd_rows_are_left_out_or_refused(
        self, subject: P, trouble: FailsWhenTold, name: TroubleName
    ) -> None:
        """An entry of a list may lack anything, and a value be of any type: tools change."""
        for work in self._allowed(subject, self.patience_s).values():
            trouble.fail(name)
            allowed(work)

    def _allowed(self, subject: P, deadline_s: float) -> Calls:
        """The calls that its capabilities allow."""
        told: frozenset[str] = getattr(subject, "capabilities", frozenset())
        needs = {method.name: method.needs for method in KINDS[self._kind].methods}
        every = self.calls(subject, deadline_s)
        return {name: work for name, work in every.items() if needs[name] in {"", *told}}
