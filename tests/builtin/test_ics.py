"""The folder of meetings."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from icalendar import Calendar as Parsed

from tocsin.builtin.ics import ICS, IcsConfig
from tocsin.providers import Calendar
from tocsin.testing import CalendarContract, a_call, a_context
from tocsin.testing.calendar import MEETING, STARTS


def folder(path: Path) -> Calendar:
    return cast("Calendar", ICS.factory(IcsConfig(), a_context(path)))


class TestIcs(CalendarContract):
    @pytest.fixture
    def calendar(self, tmp_path: Path) -> Calendar:
        return folder(tmp_path / "calendar")

    @pytest.fixture
    def refusing(self, tmp_path: Path) -> Calendar:
        (tmp_path / "file").write_text("no folder", encoding="utf-8")
        return folder(tmp_path / "file" / "calendar")


def test_another_calendar_can_read_it(tmp_path: Path) -> None:
    folder(tmp_path).schedule(MEETING, a_call())
    (event,) = Parsed.from_ical((tmp_path / "INC-42.ics").read_bytes()).walk("VEVENT")
    assert str(event["summary"]) == MEETING.title
    assert event.decoded("dtstart") == STARTS
    assert str(event["attendee"]) == "mailto:ana@example.org"


def test_a_cancelled_meeting_says_so(tmp_path: Path) -> None:
    calendar = folder(tmp_path)
    calendar.schedule(MEETING, a_call())
    calendar.cancel(MEETING, a_call())
    text = (tmp_path / "INC-42.ics").read_text(encoding="utf-8")
    assert "STATUS:CANCELLED" in text
    assert "METHOD:CANCEL" in text
