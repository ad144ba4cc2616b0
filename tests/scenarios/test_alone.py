"""Alone at 3 am: one person may lead and fix, once the backup was called, and says why."""

from __future__ import annotations

from tests.scenarios.given import ACK, FULL, P1, last, replies
from tests.simulate.conftest import Play

ALONE = "@ana: !incident INC-1 take tl --alone nobody else is awake"


def test_not_before_the_backup_was_called(play: Play) -> None:
    told = play(P1, ACK, f"+2m {ALONE}", "until +3m", team=FULL)
    assert last(told)[0] == "rejected"
    said = last(told)[1]
    assert "The backup (Bo) was not called yet: `!incident INC-1 page backup`" in said


def test_not_without_a_reason(play: Play) -> None:
    told = play(P1, ACK, "+2m @ana: !incident INC-1 take tl --alone", "until +3m", team=FULL)
    assert last(told)[0] == "rejected"
    assert "Say why one person holds both roles" in last(told)[1]


def test_after_that_it_is_allowed_and_recorded_as_a_process_gap(play: Play) -> None:
    told = play(
        P1, "+6m @ana: !incident INC-1 ack", f"+7m {ALONE}",
        "+8m @ana #INC-1: !incident mitigate rollback deploy 812",
        "+9m @ana #INC-1: !incident approve 1", "until +10m", team=FULL,
    )  # fmt: skip
    assert [outcome for outcome, _ in replies(told)] == ["accepted"] * 5
    gaps = [row.text for row in told.of("event", type="gap-recorded")]
    assert any("--alone" in text and "nobody else is awake" in text for text in gaps)
    assert told.owed("role:tl") == [(0, "owed"), (7, "met")]


def test_one_who_fixes_and_answers_the_page_owes_an_incident_commander(play: Play) -> None:
    told = play(
        P1, "+1m @ana: !incident INC-1 take tl", "+2m @ana: !incident INC-1 ack",
        "+5m @bo: !incident INC-1 take ic", "until +6m", team=FULL,
    )  # fmt: skip
    assert told.owed("role:ic") == [(2, "owed"), (5, "met")]


def test_one_who_already_holds_both_may_say_so_later(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare it fails p2", ACK, "+2m @ana: !incident INC-1 take tl",
        "+3m @bo: !incident INC-1 severity p1", "+4m @ana: !incident INC-1 page backup",
        f"+5m {ALONE}", "until +6m", team=FULL,
    )  # fmt: skip
    assert last(told)[0] == "accepted"
    assert told.owed("role:tl") == [(3, "owed"), (5, "met")]
