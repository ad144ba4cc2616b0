"""Times as people type them at night: understood, or asked about, never guessed."""

from __future__ import annotations

from tests.scenarios.given import ACK, FULL, P1, last, replies
from tests.simulate.conftest import Play

EARLY = "start 2026-11-23T05:33:00+01:00"
MIDNIGHT = "start 2026-11-24T00:10:00+01:00"


def test_a_time_that_today_has_not_reached_is_not_silently_yesterdays(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident INC-1 milestone detected 06:30",
        "+3m @ana: !incident INC-1 milestone detected yesterday 06:30", "until +4m", start=EARLY,
    )  # fmt: skip
    refused, taken = replies(told)[-2:]
    assert refused[0] == "rejected"
    assert "write yesterday 06:30, or 2026-11-22 06:30" in refused[1]
    assert taken[1].startswith("INC-1: detected is Sun 2026-11-22 06:30 CET")


def test_just_after_midnight_the_evening_before_is_plainly_meant(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident INC-1 milestone detected 23:50", "until +3m", start=MIDNIGHT
    )
    assert last(told) == (
        "accepted", "INC-1: detected is Mon 2026-11-23 23:50 CET (22 min ago).",
    )  # fmt: skip


def test_what_was_detected_before_it_began_is_refused_with_both_times(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident INC-1 milestone impact-started 10m ago",
        "+3m @ana: !incident INC-1 milestone detected 20m ago", "+4m @ana: !incident metrics",
        "until +5m", start=EARLY, team=FULL,
    )  # fmt: skip
    *_, refused, numbers = replies(told)
    assert refused == (
        "rejected",
        "detected (05:16 CET) cannot lie before impact-started; impact-started is 05:25 CET. "
        "If that is wrong, correct it first: `!incident INC-1 milestone impact-started <time>`.",
    )
    assert "MTTD: 8m" in numbers[1]


def test_an_eta_is_read_as_it_is_said_and_told_in_the_teams_zone(play: Play) -> None:
    typed = ("5pm", "17:00 UTC", "tomorrow 9:00", "Mon 09:00", "in 2h", "17.00")
    lines = [f"+{n}m @ana: !incident INC-1 update eta {eta}" for n, eta in enumerate(typed, 2)]
    first = "+1m @ana: !incident INC-1 update investigating | slow | looking |"
    told = play(P1, ACK, first, *lines, "until +9m", start=EARLY)
    said = [text for _, text in replies(told)[-len(typed) :]]
    for text, eta in zip(
        said,
        ("17:00 CET", "18:00 CET", "Tue 2026-11-24 09:00 CET", "09:00 CET", "07:39 CET", "17:00"),
        strict=True,
    ):
        assert eta in text


def test_a_time_that_clocks_skip_is_answered_with_what_they_show(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident INC-1 update eta 02:30", "until +3m",
        start="start 2026-03-29T01:20:00+01:00",
    )  # fmt: skip
    assert "that moment is 03:30 CEST" in last(told)[1]


def test_an_action_item_takes_a_day_with_its_hour(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident INC-1 action add test it with @bo in mind @eva by Fri 17:00",
        "until +3m", start=EARLY,
    )  # fmt: skip
    (added,) = told.of("event", type="action-added")
    assert "test it with @bo in mind" in added.text
    assert "2026-11-27" in added.text


def test_a_snooze_is_a_length_in_words(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident INC-1 snooze update for 20 minutes", "until +3m", start=EARLY
    )
    assert last(told)[0] == "accepted"
