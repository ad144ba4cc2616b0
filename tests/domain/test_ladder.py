"""Who is called, when, while nobody answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.domain.given import declare, only, opened, report, shorter, team
from tocsin.domain.escalation.events import LadderExhausted, LadderStarted, StepUnfilled
from tocsin.domain.escalation.ladders import DEFAULT_LADDERS, Ladder, Step
from tocsin.domain.fall_due import FallDue
from tocsin.domain.gaps import GapRecorded
from tocsin.domain.mitigation import Mitigate
from tocsin.domain.notify import Notified
from tocsin.domain.paging.answers import Acknowledge
from tocsin.domain.paging.events import PageRequested
from tocsin.domain.people import ENGINE
from tocsin.domain.resolution import Reopen, Resolve
from tocsin.domain.roles.decide import Take
from tocsin.domain.severity.decide import SetSeverity
from tocsin.domain.severity.events import SeverityChanged

LATE = 24 * 60
NOW = timedelta(0)


def rounds(*minutes: int, people: list[str]) -> list[tuple[float, str, int, int]]:
    steps = {"ana": 0, "eve": 0, "bo": 1, "cto": 2}
    return [
        (minute, person, steps[person], number)
        for number, minute in enumerate(minutes, start=2)
        for person in people
    ]


def test_an_unanswered_p0_calls_exactly_these_people_at_these_minutes() -> None:
    story = opened("P0")
    story.wait(LATE)
    assert story.pages() == [
        (0, "ana", 0, 1),
        (0, "eve", 0, 1),
        (5, "bo", 1, 1),
        (10, "cto", 2, 1),
        *rounds(25, 40, 55, people=["ana", "eve", "bo", "cto"]),
    ]


def test_an_unanswered_p1_calls_exactly_these_people_at_these_minutes() -> None:
    story = opened("P1")
    story.wait(LATE)
    first = [(0, "ana", 0, 1), (5, "bo", 1, 1), (15, "eve", 2, 1), (30, "cto", 3, 1)]
    again = [
        (minute, person, step, number)
        for number, minute in enumerate((45, 60, 75), start=2)
        for _, person, step, _ in first
    ]
    assert story.pages() == [*first, *again]


@pytest.mark.parametrize(("severity", "minute"), [("P0", 70), ("P1", 90)])
def test_the_standing_alarm_follows_the_last_round_by_15_minutes(
    severity: str, minute: float
) -> None:
    story = opened(severity)
    alarms = only(LadderExhausted, story.wait(LATE))
    assert [story.minute(one) for one in alarms] == [minute]
    assert set(alarms[0].people) == {"ana", "eve", "bo", "cto"}


def test_leadership_is_told_of_a_p0_at_once_and_not_paged() -> None:
    story = opened("P0")
    assert "lea" in [one.person for one in only(Notified, story.events)]
    assert "lea" not in [person for _, person, _, _ in story.pages()]


def test_a_p2_tells_on_call_and_pages_nobody() -> None:
    story = opened("P2")
    assert [one.person for one in only(Notified, story.events)] == ["ana"]
    story.wait(LATE)
    assert only(PageRequested, story.events) == []


def test_a_p3_calls_nobody() -> None:
    story = opened("P3")
    story.wait(LATE)
    assert only(PageRequested, story.events) + only(Notified, story.events) == []


def test_a_broken_response_time_is_recorded_once() -> None:
    story = opened("P1")
    gaps = [one for one in only(GapRecorded, story.wait(LATE)) if "response" in one.gap]
    assert [story.minute(one) for one in gaps] == [15]


def test_each_person_is_called_once_a_step_though_several_targets_name_them() -> None:
    both = Ladder(steps=(Step(after=NOW, targets=("primary", "@ana")),))
    ladders = {**DEFAULT_LADDERS, "P1": both}
    story = opened("P1", policy=shorter(ladders=ladders))
    assert story.pages() == [(0, "ana", 0, 1)]


def test_a_step_nobody_stands_on_says_so_and_the_next_is_called_all_the_same() -> None:
    story = opened("P1", roster=team(on_call={"primary": "ana"}))
    story.wait(16)
    assert [one.target for one in only(StepUnfilled, story.events)] == ["backup"]
    assert [person for _, person, _, _ in story.pages()] == ["ana", "eve"]


def test_where_nobody_stands_on_a_step_the_next_is_called_at_once() -> None:
    story = opened("P1", roster=team(on_call={"backup": "bo"}))
    story.wait(16)
    assert [(minute, person) for minute, person, _, _ in story.pages()] == [(0, "bo"), (15, "eve")]


def test_of_a_p2_whoever_is_next_is_told_at_once_too() -> None:
    story = opened("P2", roster=team(on_call={"backup": "bo"}))
    assert [one.person for one in only(Notified, story.events)] == ["bo"]


def test_whoever_is_on_call_when_a_step_fires_is_called() -> None:
    story = opened("P1")
    story.roster = team(on_call={"primary": "ana", "backup": "max"})
    story.wait(5)
    assert story.pages()[-1][1] == "max"


def test_pages_missed_while_down_go_at_once_in_order() -> None:
    story = opened("P1").at(31)
    story.fall_due()
    assert [(minute, person) for minute, person, _, _ in story.pages()] == [
        (0, "ana"), (31, "bo"), (31, "eve"), (31, "cto"),
    ]  # fmt: skip


def test_a_timer_of_an_older_ladder_calls_nobody() -> None:
    story = opened("P1")
    old = story.incident.ladder
    assert old is not None
    story.at(6).does(SetSeverity(severity="P0"))
    assert story.when(FallDue(name="ack", nudge=1, generation=old.seq), by=ENGINE) == ()


def test_the_escalation_strategy_is_asked_once_and_its_steps_are_written_down() -> None:
    asked = []
    planned = Ladder(steps=(Step(after=NOW, targets=("@max",)),))

    def plan(incident: object) -> Ladder:
        asked.append(incident)
        return planned

    story = opened("P1", roster=team(plan=plan))
    story.wait(LATE)
    assert len(asked) == 1
    assert [one.ladder for one in only(LadderStarted, story.events)] == [planned]
    assert story.pages() == [(0, "max", 0, 1)]


def test_a_strategy_that_plans_no_step_leaves_the_ladder_of_the_policy() -> None:
    story = opened("P1", roster=team(plan=lambda _incident: Ladder(steps=())))
    assert [one.ladder for one in only(LadderStarted, story.events)] == [DEFAULT_LADDERS["P1"]]


def test_steps_out_of_order_are_each_called_once_at_their_time() -> None:
    later = Step(after=timedelta(minutes=5), targets=("backup",))
    steps = (later, Step(after=NOW, targets=("primary",)))
    story = opened("P1", roster=team(plan=lambda _incident: Ladder(steps=steps)))
    story.wait(LATE)
    assert story.pages() == [(0, "ana", 1, 1), (5, "bo", 0, 1)]


def test_a_drill_pages_only_those_its_command_names() -> None:
    story = opened("P0", flags=("drill",), pages_only=("max",))
    story.wait(LATE)
    assert [one.person for one in only(PageRequested, story.events)] == ["max"]


def test_a_drill_whose_triage_runs_out_pages_only_those_its_command_names() -> None:
    story = opened(None, flags=("drill",), pages_only=("max",))
    story.wait(LATE)
    assert {one.person for one in only(PageRequested, story.events)} == {"max"}


def test_a_change_that_waits_in_a_drill_pages_nobody_the_command_did_not_name() -> None:
    story = opened("P1", flags=("drill",), pages_only=("max",)).does(Take(role="ic"))
    story.does(Mitigate(strategy="rollback", what="deploy"), by="bo")
    story.wait(60)
    assert {one.person for one in only(PageRequested, story.events)} == {"max"}


def test_raising_an_unanswered_p1_starts_the_ladder_of_the_p0() -> None:
    story = opened("P1").at(2).does(SetSeverity(severity="P0"))
    assert story.pages()[1:] == [(2, "ana", 0, 1), (2, "eve", 0, 1)]
    story.wait(LATE)
    assert next(minute for minute, person, _, _ in story.pages() if person == "cto") == 12


def test_a_p1_that_was_a_p3_for_an_hour_is_called_from_the_first_step() -> None:
    story = opened("P1").at(1).does(SetSeverity(severity="P3", reason="a typo"))
    story.at(61).does(SetSeverity(severity="P1"))
    story.fall_due()
    assert story.pages()[1:] == [(61, "ana", 0, 1)]


def test_an_incident_reopened_unanswered_is_called_from_the_first_step() -> None:
    story = opened("P1").does(Resolve(override="a false alarm"), by="cy")
    story.at(600).does(Reopen(reason="it is back"), by="cy")
    story.fall_due()
    assert story.pages()[1:] == [(600, "ana", 0, 1)]


def test_an_incident_reopened_after_an_answer_calls_nobody() -> None:
    story = opened("P1").does(Acknowledge(), Resolve(override="a false alarm"))
    story.does(Reopen(reason="it is back"))
    story.wait(LATE)
    assert len(story.pages()) == 1


def test_a_p1_open_for_an_hour_is_told_to_the_manager_acknowledged_or_not() -> None:
    story = opened("P1").does(Acknowledge())
    told = [one for one in only(Notified, story.wait(LATE)) if one.person == "eve"]
    assert [story.minute(one) for one in told] == [60]


def test_the_hour_of_a_p1_counts_from_when_it_is_a_p1() -> None:
    story = opened("P2").does(Acknowledge()).at(30).does(SetSeverity(severity="P1"))
    told = [one for one in only(Notified, story.wait(LATE)) if one.person == "eve"]
    assert [story.minute(one) for one in told] == [90]


def test_a_report_nobody_judged_becomes_a_p1_at_five_minutes_and_pages() -> None:
    story = opened(None).at(0)
    story.wait(5)
    changed = only(SeverityChanged, story.events)
    assert [(one.severity, one.assumed, story.minute(one)) for one in changed] == [("P1", True, 5)]
    assert story.pages() == [(5, "ana", 0, 1)]


def test_the_ladder_of_a_team_is_the_one_that_runs() -> None:
    quick = Ladder(steps=(Step(after=timedelta(minutes=1), targets=("cto",)),))
    story = opened("P1", policy=shorter(ladders={**DEFAULT_LADDERS, "P1": quick}))
    story.wait(LATE)
    assert story.pages() == [(1, "cto", 0, 1)]


def test_declaring_and_reporting_give_the_same_ladder_numbers() -> None:
    by_report = opened(None)
    by_report.at(3).does(SetSeverity(severity="P1"))
    by_report.wait(LATE)
    declared = opened("P1")
    declared.wait(LATE)
    assert [(m - 3, *rest) for m, *rest in by_report.pages()] == declared.pages()
    assert replace(declare("P1"), number=1).source == "command"
    assert report().source == "report"
