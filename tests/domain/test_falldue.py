"""When a nudge falls due."""

from __future__ import annotations

import pytest

from tests.domain.given import Story, at, commanded, kinds, only, opened, team
from tocsin.domain.fall_due import FallDue
from tocsin.domain.obligations import timers
from tocsin.domain.paging.answers import Acknowledge
from tocsin.domain.paging.events import PageRequested
from tocsin.domain.people import ENGINE
from tocsin.domain.reminders import Reminded


def fall(story: Story, name: str, generation: int) -> list[str]:
    return kinds(story.when(FallDue(name=name, nudge=0, generation=generation), by=ENGINE))


def test_a_timer_that_comes_early_decides_nothing() -> None:
    story = opened("P1").at(4)
    assert fall(story, "ack", story.owed("ack").generation) == []


def test_a_timer_that_comes_twice_decides_once() -> None:
    story = opened("P1").at(5)
    generation = story.owed("ack").generation
    assert fall(story, "ack", generation) == ["nudged", "page-requested"]
    assert fall(story, "ack", generation) == []


def test_what_is_not_owed_falls_due_without_a_word() -> None:
    assert fall(opened("P1"), "lunch", 1) == []


def test_a_stale_generation_decides_nothing() -> None:
    story = commanded("P1").at(40)
    assert fall(story, "update", story.owed("update").generation - 1) == []


def test_the_timer_of_an_obligation_is_its_next_nudge() -> None:
    story = opened("P1")
    ack = [(one.nudge, one.due) for one in timers(story.incident) if one.name == "ack"]
    assert ack == [(1, at(5))]


@pytest.mark.parametrize("down", [6, 33, 95, 3000])
def test_after_an_outage_pages_go_in_order_and_reminders_are_one(down: float) -> None:
    story = opened("P1").at(down)
    happened = story.fall_due()
    pages = [one for one in only(PageRequested, happened) if one.purpose == "ladder"]
    assert [(one.round, one.step) for one in pages] == sorted(
        (one.round, one.step) for one in pages
    )
    for name in {one.obligation for one in only(Reminded, happened)}:
        assert len([one for one in only(Reminded, happened) if one.obligation == name]) == 1
    assert story.due() == []


def test_a_reminder_nobody_can_hear_is_told_in_the_room() -> None:
    story = opened("P2").does(Acknowledge())
    story.roster = team(on_call={})
    story.wait(39)
    backup_late = [one for one in only(Reminded, story.wait(40)) if one.obligation == "update"]
    assert [one.hears for one in backup_late] == ["room"]
