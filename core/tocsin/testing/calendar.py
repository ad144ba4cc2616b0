"""The contract of calendars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from tocsin.providers import Calendar, MeetingDraft, Ref
from tocsin.testing.checks import HOSTILE_TEXTS, allowed, assert_hidden, chain, refusal
from tocsin.testing.values import ANA, BO, a_call

KEY = "INC-42.meeting"
STARTS = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MEETING = MeetingDraft(
    incident="INC-42",
    uid="0193a5c0-0000-7000-8000-000000000042@tocsin",
    sequence=12,
    title="Review of INC-42 checkout returns 500s",
    text="We look at systems, not at people.",
    starts=STARTS,
    ends=STARTS + timedelta(hours=1),
    attendees=(ANA, BO),
)


class CalendarContract:
    """Inherit in a class named `Test…` and override `calendar`, best also `refusing`.

    Attributes:
        secrets: The secret values the calendars were made with; none may ever be shown.
    """

    secrets: ClassVar[Sequence[str]] = ()

    @pytest.fixture
    def calendar(self) -> Calendar:
        """A calendar that takes everything."""
        raise NotImplementedError("override the fixture `calendar`")

    @pytest.fixture
    def refusing(self) -> Calendar:
        """A calendar that cannot be reached or refuses everything."""
        pytest.skip("override the fixture `refusing` to prove what a failure looks like")

    def test_a_meeting_has_an_id(self, calendar: Calendar) -> None:
        ref = calendar.schedule(MEETING, a_call(KEY))
        assert isinstance(ref, Ref)
        assert ref.id

    def test_the_same_meeting_again_is_the_same_one(self, calendar: Calendar) -> None:
        first = calendar.schedule(MEETING, a_call(KEY))
        later = replace(MEETING, sequence=13, starts=STARTS + timedelta(hours=2))
        assert calendar.schedule(later, a_call(KEY, attempt=2)).id == first.id

    def test_a_meeting_is_cancelled_and_cancelled_again(self, calendar: Calendar) -> None:
        calendar.schedule(MEETING, a_call(KEY))
        calendar.cancel(MEETING, a_call(KEY))
        calendar.cancel(MEETING, a_call(KEY, attempt=2))

    def test_cancelling_what_was_never_there_is_no_error(self, calendar: Calendar) -> None:
        calendar.cancel(MEETING, a_call(KEY))

    def test_nobody_needs_to_come(self, calendar: Calendar) -> None:
        assert calendar.schedule(replace(MEETING, attendees=()), a_call(KEY)).id

    @pytest.mark.parametrize("text", HOSTILE_TEXTS)
    def test_any_text_is_taken_or_refused_as_a_provider_error(
        self, calendar: Calendar, text: str
    ) -> None:
        hostile = replace(MEETING, title=text, text=text)
        allowed(lambda: calendar.schedule(hostile, a_call(KEY)))

    def test_a_failure_is_a_provider_error_without_secrets(self, refusing: Calendar) -> None:
        error = refusal(lambda: refusing.schedule(MEETING, a_call(KEY)))
        assert_hidden(self.secrets, *chain(error))
