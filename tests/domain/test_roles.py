"""Roles: taken, assigned, handed over, and held apart."""

from __future__ import annotations

import pytest

from tests.domain.given import at, commanded, monitoring, only, opened
from tocsin.domain.approvals import Approve
from tocsin.domain.mitigation import Mitigate
from tocsin.domain.paging.answers import Acknowledge
from tocsin.domain.paging.decide import RequestPage
from tocsin.domain.reminders import Reminded
from tocsin.domain.resolution import Resolve
from tocsin.domain.roles.decide import AcceptHandoff, Assign, Handoff, Take
from tocsin.domain.triage import Accept, Decline

ROLLBACK = Mitigate(strategy="rollback", what="deploy 812")


@pytest.mark.parametrize(
    ("severity", "missing"), [("P0", ["tl", "comms", "em"]), ("P1", ["tl", "comms"]), ("P2", [])]
)
def test_required_roles_are_owed_by_name(severity: str, missing: list[str]) -> None:
    story = commanded(severity)
    assert [n for n in story.names() if n.startswith("role:")] == [f"role:{r}" for r in missing]


def test_a_role_that_is_taken_is_owed_no_more() -> None:
    assert "role:tl" not in commanded().does(Take(role="tl"), by="bo").names()


def test_an_unfilled_role_is_a_process_gap_in_the_end() -> None:
    story = commanded()
    story.wait(25)
    assert "required role unfilled" in story.incident.gaps


def test_a_standing_commander_gives_way_to_whoever_takes_it() -> None:
    assert opened().does(Take(role="ic"), by="cy").incident.holder("ic") == "cy"


def test_a_role_somebody_has_is_not_taken_from_them() -> None:
    assert "handoff ic @cy" in commanded().refused(Take(role="ic"), by="cy")


def test_taking_ones_own_role_again_is_refused() -> None:
    assert "already" in commanded().refused(Take(role="ic"))


def test_on_a_p1_the_commander_is_not_the_person_who_fixes() -> None:
    said = commanded().does(Take(role="comms")).refused(Take(role="tl"))
    assert "Ana is Incident Commander" in said


def test_on_a_p2_one_person_may_lead_and_fix() -> None:
    assert commanded("P2").does(Take(role="tl")).incident.holder("tl") == "ana"


def test_alone_at_night_needs_the_backup_to_have_been_called() -> None:
    story = commanded()
    assert "page backup" in story.refused(Take(role="tl", alone="nobody else"))
    story.does(RequestPage(target="backup"), Take(role="tl", alone="nobody else"))
    assert story.incident.roles["tl"].alone
    assert story.incident.gaps == ("--alone",)


def test_alone_is_no_gap_where_one_role_is_held() -> None:
    story = commanded().does(Take(role="tl", alone="just in case"), by="bo")
    assert story.incident.gaps == ()
    assert not story.incident.roles["tl"].alone


def test_assigning_gives_a_role_to_somebody_known() -> None:
    story = commanded().does(Assign(role="comms", person="max"))
    assert story.incident.holder("comms") == "max"
    assert "team file" in story.refused(Assign(role="tl", person="nobody"))


def test_a_handed_over_role_moves_when_it_is_accepted() -> None:
    story = commanded().does(Handoff(role="ic", person="bo"))
    assert story.incident.holder("ic") == "ana"
    assert story.owed("handoff").due == at(5)
    story.does(AcceptHandoff(), by="bo")
    assert story.incident.holder("ic") == "bo"
    assert "handoff" not in story.names()


def test_an_unaccepted_handoff_reminds_first_the_one_then_the_other() -> None:
    story = commanded("P2").does(Handoff(role="ic", person="bo"))
    heard = [one for one in only(Reminded, story.wait(20)) if one.obligation == "handoff"]
    assert [(story.minute(one), one.hears) for one in heard] == [(5, "bo"), (10, "ana")]


def test_somebody_to_whom_nothing_was_offered_accepts_nothing() -> None:
    assert "No hand-off" in commanded().refused(AcceptHandoff(), by="bo")


def test_a_handoff_is_not_accepted_by_somebody_who_began_to_fix_meanwhile() -> None:
    story = commanded().does(Handoff(role="ic", person="bo")).does(Take(role="tl"), by="bo")
    assert "not the person who fixes" in story.refused(AcceptHandoff(), by="bo")


def test_a_handoff_is_not_accepted_on_an_incident_that_was_declined() -> None:
    story = opened(None).does(Handoff(role="ic", person="bo"), Decline(reason="a test"))
    story.refused(AcceptHandoff(), by="bo")


def test_a_responder_relieves_a_commander_whose_approval_is_late() -> None:
    story = commanded().does(Acknowledge(), ROLLBACK, by="max")
    story.refused(Take(role="ic"), by="max")
    story.wait(6)
    story.does(Take(role="ic"), by="max").does(Approve(), by="max")
    assert story.incident.status == "mitigating"


def test_somebody_who_never_answered_does_not_relieve_the_commander() -> None:
    story = commanded().does(ROLLBACK, by="max")
    story.wait(6)
    story.refused(Take(role="ic"), by="cy")


def test_no_role_is_taken_once_it_is_resolved() -> None:
    story = monitoring().does(Resolve(override="x"))
    assert "reopen" in story.refused(Take(role="comms"), by="cy")


def test_who_gets_a_role_is_told_directly_unless_standing() -> None:
    story = opened()
    assert [f.about.person for f in story.effects if f.op == "direct"] == []
    story.does(Take(role="tl"), by="bo")
    assert [f.about.person for f in story.effects if f.op == "direct"] == ["bo"]


def test_roles_are_owed_from_the_acceptance_and_not_from_a_long_triage() -> None:
    story = opened("P1", source="alert").at(30).does(Accept())
    assert story.owed("role:tl").due == at(40)
