"""Who is called, when, while nobody answers."""

from __future__ import annotations

import pytest

from tests.simulate.conftest import Play
from tests.simulate.given import minute

P1 = "+0m @ana: !incident declare checkout returns 500s p1"
P0 = "+0m @ana: !incident declare checkout returns 500s p0"
EVERYONE_P1 = ["ana", "bo", "eva", "cyrus"]
P1_LADDER = [
    (0, "ana"),
    (5, "bo"),
    (15, "eva"),
    (30, "cyrus"),
    *((at, who) for at in (45, 60, 75) for who in EVERYONE_P1),
]
EVERYONE_P0 = ["ana", "eva", "bo", "cyrus"]
P0_LADDER = [
    (0, "ana"),
    (0, "eva"),
    (5, "bo"),
    (10, "cyrus"),
    *((at, who) for at in (25, 40, 55) for who in EVERYONE_P0),
]


@pytest.mark.parametrize(("declare", "ladder"), [(P1, P1_LADDER), (P0, P0_LADDER)])
def test_an_unanswered_incident_climbs_its_whole_ladder(
    play: Play, declare: str, ladder: list[tuple[int, str]]
) -> None:
    assert play(declare, "until +80h").pages() == ladder


@pytest.mark.parametrize(("declare", "ladder"), [(P1, P1_LADDER), (P0, P0_LADDER)])
def test_a_restart_moves_no_page(play: Play, declare: str, ladder: list[tuple[int, str]]) -> None:
    told = play(declare, "+10m restart", "until +80h")
    assert told.pages() == ladder
    assert told.one("restart").offset.total_seconds() == 600


def test_a_repeat_keeps_each_persons_step_and_counts_rounds(play: Play) -> None:
    told = play(P1, "until +2h")
    assert [(row.data["round"], row.data["step"], row.to) for row in told.of("page")] == [
        (round_, step, who) for round_ in (1, 2, 3, 4) for step, who in enumerate(EVERYONE_P1)
    ]


@pytest.mark.parametrize(("declare", "at"), [(P1, 90), (P0, 70)])
def test_the_ladder_ends_with_a_standing_alarm_and_phone_numbers(
    play: Play, declare: str, at: int
) -> None:
    told = play(declare, "until +80h")
    (alarm,) = [row for row in told.of("message", "#incidents") if "ALARM" in row.text]
    assert minute(alarm) == at
    assert all(number in alarm.text for number in ("+49 1", "+49 2", "+49 3", "+49 4"))


def test_p0_tells_leadership_at_once_without_paging_them(play: Play) -> None:
    told = play(P0, "until +1m")
    assert [minute(row) for row in told.of("message", "@lea")] == [0]
    assert told.of("page", "lea") == []


def test_an_acknowledgement_stops_the_ladder(play: Play) -> None:
    told = play(P1, "+6m @bo: !incident INC-1 ack", "until +80h")
    assert told.pages() == [(0, "ana"), (5, "bo")]
    assert told.owed("ack") == [(0, "owed"), (6, "met")]


def test_whoever_acknowledges_first_is_incident_commander(play: Play) -> None:
    told = play(P1, "+6m @bo: !incident INC-1 ack", "until +7m")
    assert [(minute(row), row.to) for row in told.of("role", role="ic")] == [(0, "ana"), (6, "bo")]


def test_a_p1_open_for_an_hour_notifies_the_manager_though_it_was_answered(play: Play) -> None:
    told = play(P1, "+6m @bo: !incident INC-1 ack", "until +2h")
    assert [minute(row) for row in told.of("message", "@eva")] == [60]
    assert told.of("page", "eva") == []
    assert told.owed("escalate-em") == [(0, "owed"), (60, "met")]


def test_p2_notifies_and_never_pages(play: Play) -> None:
    told = play("+0m @ana: !incident declare button is blue p2", "until +80h")
    assert told.of("page") == []
    assert minute(told.of("message", "@ana")[0]) == 0
    assert "@bo" in {row.to for row in told.of("message")}


def test_p3_is_a_ticket_due_with_the_next_business_day(play: Play) -> None:
    """Christmas and the weekend are no workdays: Thursday evening's typo is due on Monday."""
    told = play("+15h @ana: !incident declare typo p3", "until +120h")
    assert told.of("page") == []
    assert told.one("ticket", "list").data["outcome"] == "sent"
    owed = told.of("obligation", "ana", name="ticket")
    assert [row.data["state"] for row in owed] == ["owed", "late"]
    assert {row.data["due"] for row in owed} == {"2026-12-28T17:00:00+01:00"}
    assert owed[1].at.isoformat() == "2026-12-28T17:00:00+01:00"


def test_a_bare_report_with_no_answers_becomes_p1_and_pages_when_triage_runs_out(
    play: Play,
) -> None:
    told = play("+0m @guest-max: !incident report the shop is white", "until +9m")
    assert (5, "ana") in told.pages(purpose="ladder")
    assert all(at >= 5 for at, _ in told.pages())
    changed = told.one("event", type="severity-changed")
    assert (minute(changed), "P1" in changed.text, changed.data["by"]) == (5, True, "engine")
    assert told.owed("triage") == [(0, "owed"), (5, "late")]
