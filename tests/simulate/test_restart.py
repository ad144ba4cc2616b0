"""What was missed while Tocsin was down."""

from __future__ import annotations

from tests.simulate.conftest import Play
from tests.simulate.given import minute

P1 = "+0m @ana: !incident declare checkout returns 500s p1"


def test_missed_pages_go_at_once_in_order(play: Play) -> None:
    """Sixteen pages of the ladder: one before the two hours, fifteen after."""
    told = play(P1, "+2m restart down 2h", "until +3h")
    assert [row.data["page_id"] for row in told.of("page")] == [
        f"INC-1.p{number}" for number in range(1, 17)
    ]
    assert [minute(row) for row in told.of("page")] == [0] + [122] * 15


def test_missed_reminders_coalesce_to_the_latest(play: Play) -> None:
    told = play(P1, "+2m restart down 2h", "until +2h2m")
    about_tl = [row for row in told.of("event", type="reminded") if "Technical Lead" in row.text]
    assert [minute(row) for row in about_tl] == [122]


def test_what_fell_due_meanwhile_is_late_before_it_is_met(play: Play) -> None:
    told = play(P1, "+2m restart down 2h", "until +3h")
    assert told.owed("escalate-em") == [(0, "owed"), (122, "late"), (122, "met")]


def test_nothing_happens_while_it_is_down(play: Play) -> None:
    told = play(P1, "+2m restart down 2h", "until +3h")
    assert [row for row in told.rows if 2 < minute(row) < 122] == []


def test_a_restart_repeats_no_message(play: Play) -> None:
    """Given the same night with and without three restarts, rooms hear the same."""
    calm = play(P1, "until +1h")
    shaken = play(P1, "+1m restart", "+5m restart", "+12m restart", "until +1h")
    assert [(row.to, row.text) for row in shaken.of("message")] == [
        (row.to, row.text) for row in calm.of("message")
    ]
    assert len(shaken.of("room")) == 1


def test_an_answer_given_before_the_crash_holds_after_it(play: Play) -> None:
    told = play(P1, "+4m @ana: !incident INC-1 ack", "+4m restart down 1h", "until +3h")
    assert told.pages() == [(0, "ana")]


def test_others_break_and_mend_while_it_is_down(play: Play) -> None:
    """Given the pager broke an hour into the outage, the pages that were missed find it broken."""
    told = play(
        P1, "+2m restart down 2h", "+1h fault paging.tower down", "+3h fault paging.tower up",
        "until +2h3m",
    )  # fmt: skip
    assert minute(told.one("fault")) == 60
    missed = [row for row in told.of("page", provider="tower") if minute(row) >= 122]
    assert {row.data["outcome"] for row in missed} == {"failed"}
    assert told.of("page", provider="church", outcome="sent")


def test_what_is_said_while_it_is_down_is_heard_when_it_is_back(play: Play) -> None:
    told = play(
        P1, "+2m restart down 2h", "+1h @bo: !incident INC-1 ack", "+1h30m @bo: !oncall",
        "until +3h",
    )  # fmt: skip
    assert [(minute(row), row.text) for row in told.of("command", "bo")] == [
        (122, "!incident INC-1 ack"),
        (122, "!oncall"),
    ]


def test_nothing_happens_after_the_end_if_it_is_still_down(play: Play) -> None:
    told = play(P1, "+2m restart down 2h", "until +1h")
    assert told.rows[-1].kind == "restart"
