"""The contract of `changes`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

import pytest

from tocsin.providers import MOST_CHANGES, Change, Changes, Window
from tocsin.testing.asked import HOUR_AGO, NOON, answered
from tocsin.testing.called import CalledContract, Calls
from tocsin.testing.checks import HOSTILE_TEXTS, allowed, assert_hidden, together
from tocsin.testing.received import check_change
from tocsin.testing.values import a_call


class ChangesContract(CalledContract[Changes]):
    """Inherit in a class named `Test…`; override the fixture `changes`.

    Attributes:
        service: A service of which `changes` knows at least two changes.
        since: They took effect no earlier.
        until: They took effect before.
    """

    _kind: ClassVar[str] = "changes"
    service: ClassVar[str] = "checkout"
    since: ClassVar[datetime] = HOUR_AGO
    until: ClassVar[datetime] = NOON

    @pytest.fixture
    def changes(self) -> Changes:
        """A fixture: a tool that knows at least two changes of `service`."""
        raise NotImplementedError("override the fixture `changes`")

    @pytest.fixture
    def made(self, changes: Changes) -> Changes:
        """The instance under test."""
        return changes

    def calls(self, subject: Changes, deadline_s: float) -> Calls:
        """Return the methods that are called."""
        call = a_call(deadline_s=deadline_s)

        def changes() -> None:
            for change in subject.changes(self.window, self.service, call):
                check_change(change)

        return {"changes": changes}

    @property
    def window(self) -> Window:
        """The window that is asked for."""
        return Window(start=self.since, end=self.until)

    def told(self, changes: Changes, window: Window, service: str) -> tuple[Change, ...]:
        """Return the changes of a call, each checked."""
        found = answered(lambda: changes.changes(window, service, a_call()), self.patience_s)
        assert isinstance(found, tuple)
        assert len(found) <= MOST_CHANGES, "more changes than anybody reads"
        for change in found:
            check_change(change)
            assert service in ("", change.service or service), "a change of another service"
        assert all(window.start <= change.at < window.end for change in found), (
            "outside of the window"
        )
        assert [change.at for change in found] == sorted(
            (change.at for change in found), reverse=True
        )
        assert len({change.id for change in found}) == len(found), "two changes share one id"
        return found

    def test_changes_are_told_the_newest_first(self, changes: Changes) -> None:
        assert len(self.told(changes, self.window, self.service)) >= 2

    def test_the_changes_of_all_services_hold_those_of_one(self, changes: Changes) -> None:
        every = {change.id for change in self.told(changes, self.window, "")}
        assert {change.id for change in self.told(changes, self.window, self.service)} <= every

    def test_a_window_ends_before_its_end(self, changes: Changes) -> None:
        newest, *others = self.told(changes, self.window, self.service)
        sooner = self.told(changes, replace(self.window, end=newest.at), self.service)
        assert {change.id for change in sooner} == {
            change.id for change in others if change.at < newest.at
        }

    def test_the_same_question_has_the_same_answer(self, changes: Changes) -> None:
        first, *others = together(lambda _: self.told(changes, self.window, self.service))
        assert all(change == first for change in others)

    @pytest.mark.parametrize("text", [*HOSTILE_TEXTS, "--exec=x", "../..", "\0"])
    def test_any_service_is_answered_or_refused_as_a_provider_error(
        self, changes: Changes, text: str
    ) -> None:
        allowed(lambda: self.told(changes, self.window, text))

    def test_no_secret_is_shown_or_logged(
        self, changes: Changes, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(0):
            found = self.told(changes, self.window, self.service)
        assert_hidden(self.secrets, changes, found, caplog.text)
