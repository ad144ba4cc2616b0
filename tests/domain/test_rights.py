"""Who may do what."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.domain.given import START, Story, commanded, declare, only, opened, report, shorter
from tocsin.domain.approvals import Approve, Reject
from tocsin.domain.command import Command
from tocsin.domain.escalation.decide import Escalate
from tocsin.domain.fall_due import FallDue
from tocsin.domain.flags.decide import SetFlag
from tocsin.domain.milestones import SetMilestone
from tocsin.domain.mitigation import MarkMitigated, Mitigate
from tocsin.domain.notes import Decide, Finding, Note, Noted
from tocsin.domain.paging.answers import Acknowledge
from tocsin.domain.paging.decide import RequestPage
from tocsin.domain.people import ENGINE, is_machine
from tocsin.domain.reminders import Snooze
from tocsin.domain.resolution import Check, Close, Reopen, Resolve
from tocsin.domain.rights import DEFAULT_RIGHTS
from tocsin.domain.roles.decide import Assign, Handoff, Take
from tocsin.domain.severity.decide import SetSeverity
from tocsin.domain.tasks import AddTask
from tocsin.domain.updates import PostUpdate

ROLLBACK = Mitigate(strategy="rollback", what="deploy 812")
OF_THE_IC: list[Command] = [
    Decide(text="we fail over"),
    Approve(),
    Reject(reason="too risky"),
    SetSeverity(severity="P3", reason="a typo"),
    Assign(role="tl", person="max"),
    Handoff(role="ic", person="max"),
    MarkMitigated(),
    Resolve(),
    Resolve(override="x"),
    Reopen(reason="x"),
    Close(),
]
OF_ANYBODY_KNOWN: list[Command] = [
    Note(text="x"),
    Acknowledge(),
    Take(role="comms"),
    PostUpdate(status="Investigating", impact="all", action="looking"),
    Finding(text="x"),
    SetSeverity(severity="P0"),
    Escalate(target="em", reason="x"),
    RequestPage(target="backup"),
    SetFlag(flag="media"),
    ROLLBACK,
    Check(n=1),
    SetMilestone(milestone="impact-started", when=START),
    Snooze(obligation="update", by=timedelta(minutes=5)),
]


def name(command: Command) -> str:
    return repr(command)


@pytest.mark.parametrize("command", OF_THE_IC, ids=name)
def test_what_is_the_commanders_is_refused_to_others_once_somebody_is_ic(command: Command) -> None:
    story = commanded("P1").does(ROLLBACK, by="bo")
    assert "Incident Commander (Ana)" in story.forbidden(command, by="cy")


@pytest.mark.parametrize("command", OF_ANYBODY_KNOWN, ids=name)
def test_anybody_known_may_do_the_rest(command: Command) -> None:
    assert commanded("P1").when(command, by="cy")


@pytest.mark.parametrize("command", [*OF_THE_IC, *OF_ANYBODY_KNOWN], ids=name)
@pytest.mark.parametrize("guest", ["guest-kim", "guest-john.doe", "guest-engine", "nobody", ""])
def test_somebody_in_no_team_file_may_only_report(command: Command, guest: str) -> None:
    story = commanded("P1").does(ROLLBACK, by="bo")
    assert "incident report" in story.forbidden(command, by=guest)
    assert Story().when(report(), by=guest)


def test_a_guest_with_a_dot_in_the_name_is_no_machine() -> None:
    assert not is_machine("guest-john.doe")
    assert is_machine("alerts.prom")
    assert is_machine(ENGINE)


def test_until_somebody_is_ic_anybody_known_does_the_commanders_part() -> None:
    assert opened("P1").when(Assign(role="tl", person="max"), by="cy")


def test_until_somebody_is_ic_only_the_standing_one_approves() -> None:
    story = opened("P1").does(ROLLBACK, by="bo")
    assert "take ic" in story.forbidden(Approve(), by="cy")
    assert story.when(Approve(), by="ana")


def test_a_standing_commander_who_fixes_does_not_approve_the_fix() -> None:
    story = opened("P1").does(Take(role="tl"), ROLLBACK)
    story.forbidden(Approve(), by="ana")


@pytest.mark.parametrize("manager", ["eve", "ada"])
def test_the_manager_and_an_admin_may_do_the_commanders_part(manager: str) -> None:
    story = commanded("P1").does(ROLLBACK, by="bo")
    assert story.when(Approve(reason="Ana is on a plane"), by=manager)
    assert "for the Incident Commander" in only(Noted, story.events)[-1].text


@pytest.mark.parametrize("manager", ["eve", "ada"])
def test_the_manager_and_an_admin_say_why(manager: str) -> None:
    story = commanded("P1").does(ROLLBACK, by="bo")
    assert "say why" in story.refused(Approve(), by=manager)


def test_nobody_types_what_only_the_engine_does() -> None:
    fall = FallDue(name="update", nudge=0, generation=1)
    assert "Tocsin itself" in opened("P1").forbidden(fall, by="ada")


def test_a_verb_that_is_newer_than_the_incident_has_the_right_of_the_process() -> None:
    known_then = {verb: right for verb, right in DEFAULT_RIGHTS.items() if verb != "task"}
    story = Story(policy=shorter(rights=known_then)).does(declare("P1"), AddTask(text="look"))

    assert story.incident.tasks[1].text == "look"


def test_a_team_may_give_a_right_to_others() -> None:
    rights = {**DEFAULT_RIGHTS, "mitigated": "known"}
    story = Story(policy=shorter(rights=rights)).does(declare("P1"), Acknowledge())
    assert story.when(MarkMitigated(), by="cy")
