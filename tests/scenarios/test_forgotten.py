"""What is left open is asked about, and what can wait is asked about by day."""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, FULL, P1, replies
from tests.simulate.conftest import Play
from tests.simulate.given import Told

MONDAY = "start 2026-11-23T11:00:00+01:00"
SATURDAY = "start 2026-11-28T02:41:00+01:00"
MITIGATED = "+20m @ana: !incident INC-1 mitigated"
RESOLVED = "+1h @ana: !incident INC-1 resolve --override a test"


def told_at(told: Told, who: str, words: str) -> list[str]:
    """When somebody was told this in private, by the clock of the team."""
    return [f"{row.at:%a %H:%M}" for row in told.of("message", who) if words in row.text]


@pytest.mark.parametrize("left", [(P1, ACK, MITIGATED), (P1, ACK)])
def test_an_incident_left_open_is_asked_about_each_working_morning(
    play: Play, left: tuple[str, ...]
) -> None:
    told = play(*left, "until +9d", start=MONDAY, team=FULL)
    days = ["Tue", "Wed", "Thu", "Fri", "Mon", "Tue", "Wed"]
    assert told_at(told, "@ana", "The end of the incident") == [f"{day} 09:00" for day in days]
    assert told_at(told, "@eva", "The end of the incident") == [f"{day} 09:00" for day in days[1:]]
    asked = next(
        row.text for row in told.of("message", "@ana") if "The end of the incident" in row.text
    )
    assert "Why: Nothing open is forgotten" in asked
    assert "!incident INC-1 resolve" in asked
    assert "if it goes on" in asked


def test_it_ends_with_the_incident_and_why_tells_of_it(play: Play) -> None:
    told = play(
        P1, ACK, MITIGATED, "+1d @ana: !incident INC-1 why open", "+2d @ana: !incident INC-1 next",
        "+50h @ana: !incident INC-1 resolve --override a test",
        "+50h @ana: !incident INC-1 postmortem skip a test", "+50h @ana: !incident INC-1 close",
        "until +9d", start=MONDAY, team=FULL,
    )  # fmt: skip
    assert told_at(told, "@ana", "The end of the incident") == ["Tue 09:00", "Wed 09:00"]
    why, following = replies(told)[-5][1], replies(told)[-4][1]
    assert "Nothing open is forgotten: it is asked about each working morning" in why
    assert "and Engineering Manager" in why
    assert "LATE The end of the incident: Ana (IC)" in following


def test_a_snooze_moves_it_past_the_weekend(play: Play) -> None:
    told = play(
        P1, ACK, MITIGATED, "+1d @ana: !incident INC-1 snooze open 5 days", "until +9d",
        start=MONDAY, team=FULL,
    )  # fmt: skip
    asked = told_at(told, "@ana", "The end of the incident")
    assert asked == ["Tue 09:00", "Mon 09:00", "Tue 09:00", "Wed 09:00"]


def test_a_restart_forgets_nothing(play: Play) -> None:
    told = play(P1, ACK, MITIGATED, "+2d restart down 3h", "until +4d", start=MONDAY, team=FULL)
    asked = told_at(told, "@ana", "The end of the incident")
    assert asked == ["Tue 09:00", "Wed 09:00", "Thu 09:00", "Fri 09:00"]


def test_what_is_resolved_and_never_closed_is_asked_about_when_its_clocks_ran_out(
    play: Play,
) -> None:
    told = play(P1, ACK, RESOLVED, "until +9d", start=MONDAY, team=FULL)
    asked = told_at(told, "@ana", "The end of the incident")
    assert asked
    assert asked[0] == "Mon 09:00"


def test_what_can_wait_is_not_asked_at_night(play: Play) -> None:
    """Resolved on Saturday at 03:41: the post-mortem is spoken of by day, the update never was."""
    told = play(P1, ACK, RESOLVED, "until +6d", start=SATURDAY, team=FULL)
    rows = [row for to in ("@ana", "@eva", told.room) for row in told.of("message", to)]
    late = [row for row in rows if "post-mortem" in row.text and "was due" in row.text]
    early = [row for row in rows if "post-mortem" in row.text and "is due" in row.text]
    assert late
    assert all(9 <= row.at.hour <= 17 and row.at.weekday() < 5 for row in (*late, *early))
    assert told.owed("postmortem-draft") == [(60, "owed"), (60 + 24 * 60, "late")]


def test_what_runs_is_asked_about_at_any_hour(play: Play) -> None:
    told = play(P1, ACK, "until +50m", start=SATURDAY, team=FULL)
    assert "The update is due 03:11 CET" in told.heard(told.room)


@pytest.mark.parametrize(
    ("start", "starts", "said"),
    [
        ("start 2026-11-28T13:00:00+01:00", "2026-11-30T09:00:00+00:00", ""),
        (SATURDAY, "2026-11-30T09:00:00+00:00", "nobody works before"),
        ("start 2026-11-27T19:00:00+01:00", "2026-11-30T09:00:00+00:00", "nobody works before"),
    ],
)
def test_a_review_is_on_a_workday_and_says_so_where_that_is_late(
    play: Play, start: str, starts: str, said: str
) -> None:
    told = play(P1, ACK, RESOLVED, "until +2h", start=start, team=FULL)
    assert told.one("calendar", "ics").data["starts"] == starts
    assert ("nobody works before" in told.heard(told.room)) is bool(said)
