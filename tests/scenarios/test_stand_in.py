"""Somebody stands in on call: planned, told, taken back; and nobody is called for nothing."""

from __future__ import annotations

from tests.scenarios.given import FULL, P1, replies
from tests.simulate.conftest import Play

MONDAY = "start 2026-11-23T11:00:00+01:00"


def test_whoever_is_planned_is_called_while_it_lasts(play: Play) -> None:
    told = play(
        "+1m @eva: !oncall override @cyrus from 12:00 until 14:00",
        "+30m @bo: !incident declare slow p1", "+31m @ana: !incident INC-1 ack",
        "+90m @bo: !incident declare down p1", "until +92m", start=MONDAY, team=FULL,
    )  # fmt: skip
    first = [who for at, who in told.pages() if at in (30, 90)]
    assert first == ["ana", "cyrus"]


def test_both_are_told_and_it_can_be_taken_back_by_anyone_on_the_team(play: Play) -> None:
    told = play(
        "+1m @eva: !oncall override @cyrus 8h", "+2m @bo: !oncall override end @cyrus",
        "+3m @bo: !incident declare slow p1", "until +4m", start=MONDAY, team=FULL,
    )  # fmt: skip
    assert replies(told)[1][1].endswith("Ana is primary now.")
    assert told.pages() == [(3, "ana")]
    for who in ("@ana", "@cyrus"):
        about = [row.text for row in told.of("message", who) if "primary of Shop" in row.text]
        assert len(about) == 2


def test_a_step_that_is_empty_loses_no_minute(play: Play) -> None:
    """Given a schedule that names nobody, when a P1 is declared, then the backup rings at once."""
    empty = FULL.replace('[oncall.primary]\npeople = ["ana"]', (
        '[schedules.plan]\ntype = "local"\n[schedules.plan.rotations.late]\npeople = ["ana"]\n'
        'start = "2030-01-01"\n[oncall.primary]\nschedule = "plan"\nid = "late"'
    ))  # fmt: skip
    told = play(P1, "until +6m", start=MONDAY, team=empty)
    assert told.pages() == [(0, "bo")]
