"""The contract of schedules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import ClassVar, get_args

import pytest

from tocsin.providers import OnCallEntry, ScheduleCapability, Schedules, Window
from tocsin.testing.checks import assert_hidden, chain, refusal, together
from tocsin.testing.values import a_call

KEY = "INC-42.roster"
AT = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
WEEK = Window(start=AT, end=AT + timedelta(days=7))


class SchedulesContract:
    """Inherit in a class named `Test…` and override `schedules` and `known`, best also `down`.

    Attributes:
        secrets: The secret values the schedules were made with; none may ever be shown.
    """

    secrets: ClassVar[Sequence[str]] = ()

    @pytest.fixture
    def schedules(self) -> Schedules:
        """A tool in which somebody is on call on 23 November 2026 and the week after."""
        raise NotImplementedError("override the fixture `schedules`")

    @pytest.fixture
    def known(self) -> str:
        """The id of a schedule that is there."""
        raise NotImplementedError("override the fixture `known`")

    @pytest.fixture
    def down(self) -> Schedules:
        """A tool that cannot be reached."""
        pytest.skip("override the fixture `down` to prove what a failure looks like")

    def test_its_capabilities_are_of_the_closed_set(self, schedules: Schedules) -> None:
        unknown = set(schedules.capabilities) - set(get_args(ScheduleCapability))
        assert isinstance(schedules.capabilities, frozenset)
        assert not unknown, f"no such capability: {sorted(unknown)}"

    def test_it_says_who_is_on_call(self, schedules: Schedules, known: str) -> None:
        found = schedules.on_call(known, AT, a_call(KEY))
        assert isinstance(found, tuple)
        assert found, "somebody is on call"
        assert all(_is_sound(entry) and _holds(entry, AT) for entry in found)

    def test_it_says_the_same_when_asked_again(self, schedules: Schedules, known: str) -> None:
        first = schedules.on_call(known, AT, a_call(KEY))
        assert schedules.on_call(known, AT, a_call(KEY, attempt=2)) == first

    def test_its_shifts_lie_in_the_window_in_order(self, schedules: Schedules, known: str) -> None:
        if "shifts" not in schedules.capabilities:
            return
        found = schedules.shifts(known, WEEK, a_call(KEY))
        starts = [entry.start for entry in found if entry.start is not None]
        ends = [entry.end for entry in found if entry.end is not None]
        assert len(starts) == len(ends) == len(found) > 0, "a shift has a start and an end"
        assert all(_is_sound(entry) for entry in found)
        assert all(one <= other for one, other in pairwise(starts)), "not in order of time"
        overlap = zip(starts, ends, strict=True)
        assert all(start < WEEK.end and end > WEEK.start for start, end in overlap)

    def test_its_first_shift_is_who_is_on_call(self, schedules: Schedules, known: str) -> None:
        if "shifts" in schedules.capabilities:
            shifts = schedules.shifts(known, WEEK, a_call(KEY))
            now = {entry.user for entry in schedules.on_call(known, AT, a_call(KEY))}
            assert {entry.user for entry in shifts if _holds(entry, AT)} == now

    def test_a_schedule_that_is_not_there_is_a_provider_error(self, schedules: Schedules) -> None:
        for schedule in ("no-such-schedule", "", "../x", "ä\n'; --"):
            error = refusal(lambda one=schedule: schedules.on_call(one, AT, a_call(KEY)))  # type: ignore[misc]  # a lambda's default has no type
            assert not error.retryable, "to ask again does not help"

    def test_many_threads_may_ask_at_once(self, schedules: Schedules, known: str) -> None:
        found = together(lambda _: schedules.on_call(known, AT, a_call(KEY)))
        assert len(set(found)) == 1

    def test_a_failure_is_a_provider_error_without_secrets(
        self, down: Schedules, known: str
    ) -> None:
        error = refusal(lambda: down.on_call(known, AT, a_call(KEY)))
        assert error.retryable, "a tool that is down may be asked again"
        assert_hidden(self.secrets, *chain(error))

    def test_no_secret_is_shown_or_logged(
        self, schedules: Schedules, known: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(0):
            found = schedules.on_call(known, AT, a_call(KEY))
        assert_hidden(self.secrets, schedules, found, caplog.text)


def _is_sound(entry: OnCallEntry) -> bool:
    moments = [moment for moment in (entry.start, entry.end) if moment is not None]
    return bool(entry.user.strip()) and all(one.tzinfo is not None for one in moments)


def _holds(entry: OnCallEntry, at: datetime) -> bool:
    begun = entry.start is None or entry.start <= at
    return begun and (entry.end is None or at < entry.end)
