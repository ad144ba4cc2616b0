"""Nothing open is forgotten: when everything else has fallen silent, somebody is still asked."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.asked import OPENINGS, STEPS, Steps, play
from tests.domain.given import BERLIN, Story, commanded, monitoring, only, opened, report, resolved
from tocsin.domain.command import Command
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.obligations import timers
from tocsin.domain.postmortem.decide import SkipPostmortem
from tocsin.domain.reminders import Reminded, Snooze
from tocsin.domain.resolution import Close
from tocsin.domain.updates import PostUpdate

DAY = 24 * 60
ABOUT_LATER = {
    "action-item",
    "meeting",
    "open",
    "postmortem-draft",
    "postmortem-publish",
    "postmortem-review",
    "public-postmortem",
    "ticket",
}


def asked(story: Story) -> list[tuple[str, str]]:
    """(day and time in Berlin, who) of each reminder that it is still open."""
    return [
        (f"{one.at.astimezone(ZoneInfo(BERLIN)):%a %d %H:%M}", one.hears)
        for one in only(Reminded, story.events)
        if one.obligation == "open"
    ]


def test_the_ic_is_asked_each_working_morning_and_then_the_manager_too() -> None:
    story = monitoring()
    story.wait(8 * DAY)
    assert asked(story) == [
        ("Tue 24 09:00", "ana"),
        ("Wed 25 09:00", "ana"),
        ("Wed 25 09:00", "eve"),
        ("Thu 26 09:00", "ana"),
        ("Thu 26 09:00", "eve"),
        ("Fri 27 09:00", "ana"),
        ("Fri 27 09:00", "eve"),
        ("Mon 30 09:00", "ana"),
        ("Mon 30 09:00", "eve"),
        ("Tue 01 09:00", "ana"),
        ("Tue 01 09:00", "eve"),
    ]


def test_after_four_weeks_it_is_once_a_week() -> None:
    story = monitoring()
    story.wait(70 * DAY)
    days = [day for day, who in asked(story) if who == "ana"]
    assert len(days) == 20 + 6
    assert all(day.startswith("Mon") for day in days[20:])


def test_an_update_begins_the_count_anew() -> None:
    story = monitoring().at(3 * DAY)
    story.wait(3 * DAY)
    before = len(asked(story))
    story.does(PostUpdate(status="Monitoring", impact="few", action="waiting"))
    story.wait(4 * DAY)
    assert asked(story)[before:] == [("Fri 27 09:00", "ana")]


def test_missed_mornings_are_one_reminder() -> None:
    story = monitoring()
    story.at(5 * DAY).fall_due()
    assert len({day for day, _ in asked(story)}) == 1
    assert timers(story.incident)


def test_a_snooze_moves_the_next_morning_and_never_into_the_night() -> None:
    story = monitoring()
    story.wait(DAY)
    story.does(Snooze(obligation="open", by=timedelta(days=2, hours=10)))
    story.wait(4 * DAY)
    assert [day for day, who in asked(story) if who == "ana"] == ["Tue 24 09:00", "Fri 27 09:00"]


def test_a_week_is_the_longest_snooze() -> None:
    story = monitoring()
    said = story.refused(Snooze(obligation="open", by=timedelta(days=8)))
    assert "7 days at most" in said


@pytest.mark.parametrize("severity", ["P0", "P1", "P2"])
def test_it_is_asked_of_whoever_is_there(severity: str) -> None:
    story = opened(severity)
    story.wait(2 * DAY)
    assert asked(story)


def test_a_report_that_nobody_judged_is_asked_about_too() -> None:
    story = Story().does(report(), by="guest-kim")
    story.wait(2 * DAY)
    assert asked(story)


def test_a_p3_is_asked_about_once_a_week_and_the_manager_is_spared() -> None:
    story = opened("P3")
    story.wait(22 * DAY)
    assert asked(story) == [
        ("Thu 26 09:00", "ana"),
        ("Mon 30 09:00", "ana"),
        ("Mon 07 09:00", "ana"),
        ("Mon 14 09:00", "ana"),
    ]


def test_what_is_resolved_and_owes_something_is_asked_about_when_its_clocks_have_run_out() -> None:
    story = resolved("P1")
    story.wait(14 * DAY)
    assert asked(story)
    last_clock = max(
        one.at for one in only(Reminded, story.events) if one.obligation == "postmortem-publish"
    )
    first = next(one.at for one in only(Reminded, story.events) if one.obligation == "open")
    assert first > last_clock


def test_what_is_closed_is_left_alone() -> None:
    story = resolved("P1").does(SkipPostmortem(reason="a test"), Close())
    story.wait(30 * DAY)
    assert asked(story) == []


def test_it_is_listed_only_once_it_is_due() -> None:
    story = commanded()
    assert story.owed("open").quiet
    assert story.owed("open").due > story.now


@settings(max_examples=60, deadline=None)
@given(OPENINGS, STEPS, st.integers(min_value=0, max_value=120))
def test_whatever_is_open_always_has_a_next_timer_within_ten_days(
    opening: Command, steps: Steps, days: int
) -> None:
    """For every state that can be reached, at any later moment within months."""
    story = play(Story().does(opening, by="cy"), steps)
    story.wait(story.minute_now() + days * DAY)
    if story.incident.status in ACTIVE:
        following = min(timer.due for timer in timers(story.incident))
        assert story.now < following <= story.now + timedelta(days=17)


@settings(max_examples=60, deadline=None)
@given(OPENINGS, STEPS)
def test_what_is_about_later_rings_nobody_outside_business_hours(
    opening: Command, steps: Steps
) -> None:
    """Once what was missed while the engine was down is said, everything comes in hours."""
    story = play(Story().does(opening, by="cy"), steps)
    story.fall_due()
    said = len(story.events)
    story.wait(story.minute_now() + 20 * DAY)
    for one in only(Reminded, story.events[said:]):
        if one.obligation.partition(":")[0] in ABOUT_LATER:
            assert story.incident.calendar.is_open(one.at), one
