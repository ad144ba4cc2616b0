"""The regular update: four fields, on the cadence of the severity."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.domain.given import Story, at, commanded, monitoring, only, resolved
from tocsin.domain.mitigation import MarkMitigated
from tocsin.domain.postmortem.decide import SkipPostmortem
from tocsin.domain.reminders import Reminded, Snooze
from tocsin.domain.resolution import Close
from tocsin.domain.roles.decide import Take
from tocsin.domain.updates import PostUpdate

FIRST = PostUpdate(status="investigating", impact="no checkout", action="reading logs")


def heard(story: Story, until: float) -> list[tuple[float, str]]:
    reminded = [one for one in only(Reminded, story.wait(until)) if one.obligation == "update"]
    return [(story.minute(one), one.hears) for one in reminded]


@pytest.mark.parametrize(("severity", "minutes"), [("P0", 15), ("P1", 30), ("P2", 30)])
def test_an_update_is_owed_on_the_cadence_of_the_severity(severity: str, minutes: int) -> None:
    assert commanded(severity).owed("update").due == at(minutes)


def test_an_update_starts_the_next_clock() -> None:
    assert commanded("P0").at(9).does(FIRST).owed("update").due == at(24)


def test_a_missed_update_reminds_ever_more_people_and_then_stops() -> None:
    story = commanded("P1").does(Take(role="comms"), by="max")
    assert heard(story, 2000) == [
        (25, "max"), (30, "room"), (35, "ana"), (40, "bo"),
        (60, "room"), (90, "room"), (120, "room"), (150, "room"), (180, "room"),
    ]  # fmt: skip


def test_a_missed_update_is_a_process_gap() -> None:
    story = commanded("P1")
    story.wait(32)
    assert "missed update" in story.incident.gaps


def test_an_update_in_time_is_no_gap() -> None:
    story = commanded("P1").at(29).does(FIRST)
    story.wait(40)
    assert "missed update" not in story.incident.gaps


def test_reminders_missed_while_down_are_one_reminder() -> None:
    story = commanded("P2").at(95)
    reminded = [one for one in only(Reminded, story.fall_due()) if one.obligation == "update"]
    assert len(reminded) == 1


def test_the_first_update_needs_its_impact_and_action() -> None:
    assert "impact" in commanded().refused(PostUpdate(status="Investigating"))
    assert "action" in commanded().refused(PostUpdate(impact="no checkout"))


def test_a_field_left_out_is_unchanged_and_the_status_is_the_present_one() -> None:
    story = commanded().does(FIRST).does(PostUpdate(eta="14:30"))
    last = story.incident.updates[-1]
    assert (last.status, last.impact, last.action, last.eta) == (
        "Investigating", "no checkout", "reading logs", "14:30",
    )  # fmt: skip


def test_without_a_time_the_eta_is_unknown() -> None:
    assert commanded().does(FIRST).incident.updates[0].eta == "unknown"


def test_a_word_that_is_no_status_is_refused_with_those_that_are() -> None:
    said = commanded().refused(PostUpdate(status="fine", impact="x", action="y"))
    assert "Investigating, Mitigating, Monitoring, Resolved" in said


def test_an_update_does_not_resolve() -> None:
    said = commanded().refused(PostUpdate(status="Resolved", impact="x", action="y"))
    assert "`resolve`" in said


def test_going_back_to_investigating_starts_the_stable_minutes_anew() -> None:
    story = monitoring(minutes=10).at(20).does(FIRST)
    assert story.incident.status == "investigating"
    assert "stability" not in story.names()
    story.at(30).does(MarkMitigated())
    assert story.owed("stability").due == at(60)


def test_no_update_is_owed_once_it_is_resolved() -> None:
    assert "update" not in resolved().names()


def test_what_has_ended_takes_no_update() -> None:
    story = resolved().does(SkipPostmortem(reason="a test"), Close())
    assert "closed" in story.refused(FIRST)


def test_snoozing_moves_the_reminder_and_not_the_promise() -> None:
    story = commanded("P1").at(20).does(Snooze(obligation="update", by=timedelta(minutes=9)))
    assert story.owed("update").due == at(30)
    assert heard(story, 29.5) == [(29, "ana")]


def test_a_snooze_ends_with_the_update_it_was_for() -> None:
    story = commanded("P0").at(9).does(Snooze(obligation="update", by=timedelta(minutes=30)))
    story.at(10).does(FIRST)
    assert heard(story, 21) == [(20, "ana")]


@pytest.mark.parametrize("by", [timedelta(0), timedelta(-9), timedelta.min, timedelta.max])
def test_a_snooze_is_for_some_minutes_and_not_too_many(by: timedelta) -> None:
    commanded().refused(Snooze(obligation="update", by=by))


def test_what_is_not_owed_is_not_snoozed() -> None:
    said = commanded().refused(Snooze(obligation="ack", by=timedelta(minutes=5)))
    assert "owed" in said
