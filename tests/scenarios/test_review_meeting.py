"""The post-mortem meeting is in the calendar within 48 hours."""

from __future__ import annotations

from tests.scenarios.given import ACK, FULL, P1
from tests.simulate.conftest import Play


def test_it_is_planned_at_the_resolution_and_everybody_involved_is_invited(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident INC-1 resolve --override a test", "until +10m", team=FULL,
        start="start 2026-11-23T10:00:00+01:00",
    )  # fmt: skip
    meeting = told.one("calendar", "ics")
    assert meeting.data["starts"] == "2026-11-24T09:00:00+00:00"
    assert "Review of INC-1" in told.of("message", "@ana")[-1].text
    assert told.owed("meeting") == [(2, "owed"), (2, "met")]


def test_a_calendar_that_is_away_keeps_it_owed(play: Play) -> None:
    told = play(
        P1, ACK, "+1m fault calendar.ics down", "+2m @ana: !incident INC-1 resolve --override x",
        "until +10m", team=FULL,
    )  # fmt: skip
    assert told.owed("meeting") == [(2, "owed")]


def test_reopening_takes_it_back(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident INC-1 resolve --override x",
        "+5m @ana: !incident INC-1 reopen it is back", "until +10m", team=FULL,
    )  # fmt: skip
    assert [row.data["action"] for row in told.of("calendar")] == ["meeting", "meeting-cancel"]


def test_before_holidays_it_is_in_the_last_business_hour_within_48_hours(play: Play) -> None:
    """Resolved on 24 December in the afternoon: both days that follow are holidays."""
    told = play(P1, ACK, "+12h @ana: !incident INC-1 resolve --override x", "until +13h", team=FULL)
    assert told.one("calendar").data["starts"] == "2026-12-24T15:00:00+00:00"
