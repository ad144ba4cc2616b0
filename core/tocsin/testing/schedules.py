"""The contract of schedules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import ClassVar

import pytest

from tocsin.providers import OnCallEntry, Schedules, Window
from tocsin.testing.called import CalledContract, Calls
from tocsin.testing.checks import assert_hidden, refusal, together
from tocsin.testing.values import a_call

KEY = "INC-42.roster"
AT = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
WEEK = Window(start=AT, end=AT + timedelta(days=7))


class SchedulesContract(CalledContract[Schedules]):
    """Inherit in a class named `Test…` and override the fixtures `schedules` and `known`."""

    _kind: ClassVar[str] = "schedules"

    @pytest.fixture
    def schedules(self) -> Schedules:
        """A fixture: a tool in which somebody is on call from 23 November 2026 for a week."""
        raise NotImplementedError("override the fixture `schedules`")

    @pytest.fixture
    def known(self) -> str:
        """A fixture: the id of an existing schedule."""
        raise NotImplementedError("override the fixture `known`")

    @pytest.fixture
    def made(self, schedules: Schedules) -> Schedules:
        """The tool under test."""
        return schedules

    def calls(self, subject: Schedules, deadline_s: float) -> Calls:
        """Return every method of a schedules tool, ready to be called."""
        call = a_call(KEY, deadline_s=deadline_s)
        return {
            "on_call": lambda: _check(subject.on_call(self.schedule, AT, call)),
            "shifts": lambda: _check(subject.shifts(self.schedule, WEEK, call)),
        }

    @pytest.fixture(autouse=True)
    def _known(self, known: str) -> None:
        self.schedule = known

    def test_it_says_who_is_on_call(self, subject: Schedules, known: str) -> None:
        found = subject.on_call(known, AT, a_call(KEY))
        assert isinstance(found, tuple)
        assert found, "somebody is on call"
        assert all(_is_sound(entry) and _holds(entry, AT) for entry in found)

    def test_it_says_the_same_when_asked_again(self, subject: Schedules, known: str) -> None:
        first = subject.on_call(known, AT, a_call(KEY))
        assert subject.on_call(known, AT, a_call(KEY, attempt=2)) == first

    def test_its_shifts_lie_in_the_window_in_order(self, subject: Schedules, known: str) -> None:
        if "shifts" not in subject.capabilities:
            return
        found = subject.shifts(known, WEEK, a_call(KEY))
        assert isinstance(found, tuple)
        assert all(_is_sound(entry) for entry in found)
        starts = [entry.start for entry in found if entry.start is not None]
        ends = [entry.end for entry in found if entry.end is not None]
        assert len(starts) == len(ends) == len(found) > 0, "a shift has a start and an end"
        assert all(earlier <= other for earlier, other in pairwise(starts)), "not in order of time"
        overlap = zip(starts, ends, strict=True)
        assert all(start < WEEK.end and end > WEEK.start for start, end in overlap)

    def test_its_first_shift_is_who_is_on_call(self, subject: Schedules, known: str) -> None:
        if "shifts" in subject.capabilities:
            shifts = subject.shifts(known, WEEK, a_call(KEY))
            now = {entry.user for entry in subject.on_call(known, AT, a_call(KEY))}
            assert {entry.user for entry in shifts if _holds(entry, AT)} == now

    def test_a_schedule_that_is_not_there_is_a_provider_error(self, subject: Schedules) -> None:
        for schedule in ("no-such-schedule", "", "../x", "ä\n'; --"):
            error = refusal(lambda name=schedule: subject.on_call(name, AT, a_call(KEY)))  # type: ignore[misc]  # a lambda's default has no type
            assert not error.retryable, "to ask again does not help"

    def test_many_threads_may_ask_at_once(self, subject: Schedules, known: str) -> None:
        found = together(lambda _: subject.on_call(known, AT, a_call(KEY)))
        assert len(set(found)) == 1

    def test_no_secret_is_shown_or_logged(
        self, subject: Schedules, known: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(0):
            found = subject.on_call(known, AT, a_call(KEY))
        assert_hidden(self.secrets, subject, found, caplog.text)


def _check(found: tuple[OnCallEntry, ...]) -> None:
    assert all(_is_sound(entry) for entry in found), "an entry names a user"


def _is_sound(entry: OnCallEntry) -> bool:
    assert isinstance(entry, OnCallEntry), f"a {type(entry).__name__} is no OnCallEntry"
    texts = (entry.user, entry.email)
    assert all(isinstance(text, str) for text in texts), "user and email are texts"
    moments = [moment for moment in (entry.start, entry.end) if moment is not None]
    return bool(entry.user.strip()) and all(moment.tzinfo is not None for moment in moments)


def _holds(entry: OnCallEntry, at: datetime) -> bool:
    begun = entry.start is None or entry.start <= at
    return begun and (entry.end is None or at < entry.end)
