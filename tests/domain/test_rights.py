"""Who may do what."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.domain.given import START, Story, commanded, declare, only, opened, report, shorter
from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain.people import ENGINE, is_machine
from tocsin.domain.rights import DEFAULT_RIGHTS
from tocsin.domain.signals import FallDue

ROLLBACK = c.Mitigate(strategy="rollback", what="deploy 812")
OF_THE_IC: list[c.Base] = [
    c.Decide(text="we fail over"),
    c.Approve(),
    c.Reject(reason="too risky"),
    c.SetSeverity(severity="P3", reason="a typo"),
    c.Assign(role="tl", person="max"),
    c.Handoff(role="ic", person="max"),
    c.MarkMitigated(),
    c.Resolve(),
    c.Resolve(override="x"),
    c.Reopen(reason="x"),
    c.Close(),
]
OF_ANYBODY_KNOWN: list[c.Base] = [
    c.Note(text="x"),
    c.Acknowledge(),
    c.Take(role="comms"),
    c.PostUpdate(status="Investigating", impact="all", action="looking"),
    c.Finding(text="x"),
    c.SetSeverity(severity="P0"),
    c.Escalate(target="em", reason="x"),
    c.RequestPage(target="backup"),
    c.SetFlag(flag="media"),
    ROLLBACK,
    c.Check(n=1),
    c.SetMilestone(milestone="impact-started", when=START),
    c.Snooze(obligation="update", by=timedelta(minutes=5)),
]


def name(command: c.Base) -> str:
    return repr(command)


@pytest.mark.parametrize("command", OF_THE_IC, ids=name)
def test_what_is_the_commanders_is_refused_to_others_once_somebody_is_ic(command: c.Base) -> None:
    story = commanded("P1").does(ROLLBACK, by="bo")
    assert "Incident Commander (Ana)" in story.forbidden(command, by="cy")


@pytest.mark.parametrize("command", OF_ANYBODY_KNOWN, ids=name)
def test_anybody_known_may_do_the_rest(command: c.Base) -> None:
    assert commanded("P1").when(command, by="cy")


@pytest.mark.parametrize("command", [*OF_THE_IC, *OF_ANYBODY_KNOWN], ids=name)
@pytest.mark.parametrize("guest", ["guest-kim", "guest-john.doe", "guest-engine", "nobody", ""])
def test_somebody_in_no_team_file_may_only_report(command: c.Base, guest: str) -> None:
    story = commanded("P1").does(ROLLBACK, by="bo")
    assert "incident report" in story.forbidden(command, by=guest)
    assert Story().when(report(), by=guest)


def test_a_guest_with_a_dot_in_the_name_is_no_machine() -> None:
    assert not is_machine("guest-john.doe")
    assert is_machine("alerts.prom")
    assert is_machine(ENGINE)


def test_until_somebody_is_ic_anybody_known_does_the_commanders_part() -> None:
    assert opened("P1").when(c.Assign(role="tl", person="max"), by="cy")


def test_until_somebody_is_ic_only_the_standing_one_approves() -> None:
    story = opened("P1").does(ROLLBACK, by="bo")
    assert "take ic" in story.forbidden(c.Approve(), by="cy")
    assert story.when(c.Approve(), by="ana")


def test_a_standing_commander_who_fixes_does_not_approve_the_fix() -> None:
    story = opened("P1").does(c.Take(role="tl"), ROLLBACK)
    story.forbidden(c.Approve(), by="ana")


@pytest.mark.parametrize("manager", ["eve", "ada"])
def test_the_manager_and_an_admin_may_do_the_commanders_part(manager: str) -> None:
    story = commanded("P1").does(ROLLBACK, by="bo")
    assert story.when(c.Approve(reason="Ana is on a plane"), by=manager)
    assert "for the Incident Commander" in only(e.Noted, story.events)[-1].text


@pytest.mark.parametrize("manager", ["eve", "ada"])
def test_the_manager_and_an_admin_say_why(manager: str) -> None:
    story = commanded("P1").does(ROLLBACK, by="bo")
    assert "say why" in story.refused(c.Approve(), by=manager)


def test_nobody_types_what_only_the_engine_does() -> None:
    fall = FallDue(name="update", nudge=0, generation=1)
    assert "Tocsin itself" in opened("P1").forbidden(fall, by="ada")


def test_a_team_may_give_a_right_to_others() -> None:
    rights = {**DEFAULT_RIGHTS, "mitigated": "known"}
    story = Story(policy=shorter(rights=rights)).does(declare("P1"), c.Acknowledge())
    assert story.when(c.MarkMitigated(), by="cy")
