"""The contract of calendars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from tocsin.providers import Calendar, MeetingDraft
from tocsin.testing.called import CalledContract, Calls
from tocsin.testing.checks import (
    HOSTILE_TEXTS,
    allowed,
    assert_hidden,
    check_ref,
    refusal,
)
from tocsin.testing.contract import FailsWhenTold
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
OTHER = replace(
    MEETING,
    incident="INC-43",
    uid="0193a5c0-0000-7000-8000-000000000043@tocsin",
    title="Review of INC-43 search is slow",
)


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A meeting as the calendar has it; `starts` is aware."""

    title: str
    starts: datetime
    attendees: int
    cancelled: bool = False


Meetings = Callable[[], Sequence[Meeting]]


class CalendarContract(CalledContract[Calendar]):
    """Inherit in a class named `Test…` and override the fixtures `calendar` and `meetings`."""

    _kind: ClassVar[str] = "calendar"
    _may_be_gone: ClassVar[frozenset[str]] = frozenset({"cancel"})

    @pytest.fixture
    def calendar(self) -> Calendar:
        """A fixture: a calendar that takes everything and has no meeting yet."""
        raise NotImplementedError("override the fixture `calendar`")

    @pytest.fixture
    def meetings(self, request: pytest.FixtureRequest) -> Meetings:
        """A fixture: a function that returns every meeting; cancelled ones may be left out."""
        self.lacking(request, "meetings")

    @pytest.fixture
    def made(self, calendar: Calendar) -> Calendar:
        """The calendar under test."""
        return calendar

    def calls(self, subject: Calendar, deadline_s: float) -> Calls:
        """Return every method of a calendar, ready to be called."""
        call = a_call(KEY, deadline_s=deadline_s)
        return {
            "schedule": lambda: subject.schedule(MEETING, call),
            "cancel": lambda: subject.cancel(MEETING, call),
        }

    def test_a_meeting_is_there(self, subject: Calendar, meetings: Meetings) -> None:
        check_ref(subject.schedule(MEETING, a_call(KEY)))
        (meeting,) = meetings()
        assert (meeting.starts, meeting.cancelled) == (STARTS, False)
        assert MEETING.title in meeting.title
        assert meeting.attendees >= 1, "whoever has an e-mail address is invited"

    def test_the_same_meeting_again_is_moved_and_not_doubled(
        self, subject: Calendar, meetings: Meetings
    ) -> None:
        first = subject.schedule(MEETING, a_call(KEY))
        later = replace(MEETING, sequence=13, starts=STARTS + timedelta(hours=2))
        assert subject.schedule(later, a_call(KEY, attempt=2)).id == first.id
        assert [meeting.starts for meeting in meetings()] == [later.starts]

    def test_a_meeting_whose_answer_was_lost_is_there_once(
        self, subject: Calendar, trouble: FailsWhenTold, meetings: Meetings
    ) -> None:
        trouble.fail("timeout-after")
        refusal(lambda: subject.schedule(MEETING, a_call(KEY, deadline_s=self.deadline_s)))
        trouble.heal()
        subject.schedule(MEETING, a_call(KEY, attempt=2))
        assert len(meetings()) == 1

    def test_a_meeting_is_cancelled_and_cancelled_again(
        self, subject: Calendar, meetings: Meetings
    ) -> None:
        subject.schedule(MEETING, a_call(KEY))
        subject.cancel(MEETING, a_call(KEY))
        subject.cancel(MEETING, a_call(KEY, attempt=2))
        assert all(meeting.cancelled for meeting in meetings())

    def test_cancelling_what_was_never_there_is_no_error(
        self, subject: Calendar, meetings: Meetings
    ) -> None:
        subject.cancel(MEETING, a_call(KEY))
        assert all(meeting.cancelled for meeting in meetings())

    def test_meetings_are_kept_apart(self, subject: Calendar, meetings: Meetings) -> None:
        """Of two incidents, at the same time: one is cancelled, and the other is held."""
        subject.schedule(MEETING, a_call(KEY))
        subject.schedule(OTHER, a_call("INC-43.meeting"))
        assert len(meetings()) == 2
        subject.cancel(OTHER, a_call("INC-43.meeting"))
        (held,) = (meeting for meeting in meetings() if not meeting.cancelled)
        assert MEETING.title in held.title

    def test_nobody_needs_to_come(self, subject: Calendar, meetings: Meetings) -> None:
        check_ref(subject.schedule(replace(MEETING, attendees=()), a_call(KEY)))
        assert [meeting.attendees for meeting in meetings()] == [0]

    @pytest.mark.parametrize("text", HOSTILE_TEXTS)
    def test_any_text_is_taken_or_refused_as_a_provider_error(
        self, subject: Calendar, meetings: Meetings, text: str
    ) -> None:
        hostile = replace(MEETING, title=text, text=text)
        if allowed(lambda: subject.schedule(hostile, a_call(KEY))):
            assert len(meetings()) == 1, "what was taken is there"

    def test_no_secret_is_shown_or_logged(
        self, subject: Calendar, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(0):
            ref = subject.schedule(MEETING, a_call(KEY))
        assert_hidden(self.secrets, subject, ref, caplog.text)
