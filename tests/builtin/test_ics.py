"""The folder of meetings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, cast
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar as Parsed

from tocsin.builtin.ics import ICS, IcsConfig
from tocsin.providers import Calendar
from tocsin.testing import CalendarContract, Meeting, a_call, a_context
from tocsin.testing.calendar import MEETING, STARTS
from tocsin.testing.values import ANA


def folder(path: Path) -> Calendar:
    return cast("Calendar", ICS.factory(IcsConfig(), a_context(path)))


class TestIcs(CalendarContract):
    exceptions: ClassVar[Mapping[str, str]] = {
        "trouble": "it asks nobody: its meetings are files",
        "hanging": "it asks nobody: its meetings are files",
    }

    @pytest.fixture
    def meetings(self, tmp_path: Path) -> Callable[[], Sequence[Meeting]]:
        def read(file: Path) -> Meeting:
            (event,) = Parsed.from_ical(file.read_bytes()).walk("VEVENT")
            guests = event.get("attendee", [])
            return Meeting(
                title=str(event["summary"]),
                starts=event.decoded("dtstart"),
                attendees=len(guests) if isinstance(guests, list) else 1,
                cancelled=str(event["status"]) == "CANCELLED",
            )

        return lambda: [read(file) for file in sorted((tmp_path / "calendar").glob("*.ics"))]

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
    guests: Any = event["attendee"]
    asked = [(str(guest), guest.params["RSVP"]) for guest in guests]
    assert asked == [("mailto:ana@example.org", "TRUE"), ("mailto:bo@example.org", "TRUE")]


def test_place_address_and_organizer_are_in_it(tmp_path: Path) -> None:
    held = replace(
        MEETING,
        title="Überprüfung " + "lang " * 40,
        place="https://meet.example.org/review",
        url="https://meet.example.org/review",
        organizer=ANA,
        starts=STARTS.astimezone(ZoneInfo("America/New_York")),
    )
    folder(tmp_path).schedule(held, a_call())
    raw = (tmp_path / "INC-42.ics").read_bytes()
    (event,) = Parsed.from_ical(raw).walk("VEVENT")
    assert str(event["location"]) == str(event["url"]) == "https://meet.example.org/review"
    assert str(event["organizer"]) == "mailto:ana@example.org"
    assert event.decoded("dtstart") == STARTS
    assert str(event["summary"]) == held.title
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75


def test_a_change_has_the_same_id_and_a_higher_sequence(tmp_path: Path) -> None:
    calendar = folder(tmp_path)
    seen = []
    for sequence in (12, 13):
        calendar.schedule(replace(MEETING, sequence=sequence), a_call())
        (event,) = Parsed.from_ical((tmp_path / "INC-42.ics").read_bytes()).walk("VEVENT")
        seen.append((str(event["uid"]), str(event["sequence"])))
    assert seen == [(MEETING.uid, "12"), (MEETING.uid, "13")]


def test_a_cancelled_meeting_says_so(tmp_path: Path) -> None:
    calendar = folder(tmp_path)
    calendar.schedule(MEETING, a_call())
    calendar.cancel(MEETING, a_call())
    text = (tmp_path / "INC-42.ics").read_text(encoding="utf-8")
    assert "STATUS:CANCELLED" in text
    assert "METHOD:CANCEL" in text
