"""Merging, the service, causes, tasks, findings and decisions, the tracker."""

from __future__ import annotations

from tests.domain.given import commanded, declare, kinds, only, opened, resolved, team
from tocsin.domain.cause import LabelCause
from tocsin.domain.incident_parts import Service
from tocsin.domain.merge import Merge
from tocsin.domain.notes import Decide, Finding
from tocsin.domain.roles.decide import Handoff, Take
from tocsin.domain.services import ServiceSet, SetService
from tocsin.domain.severity.decide import SetSeverity
from tocsin.domain.tasks import AddTask, FinishTask
from tocsin.domain.triage import Accept

CHECKOUT = Service(name="checkout", dashboards=("https://d.example/1",), components=("Shop",))
WITH_SERVICES = team(services={"checkout": CHECKOUT})


def test_a_merged_incident_ends_and_what_rings_is_stopped() -> None:
    story = opened().does(Merge(into="inc-9"))
    assert (story.incident.status, story.incident.merged_into) == ("merged", "INC-9")
    assert story.names() == []


def test_it_cannot_be_merged_into_itself() -> None:
    assert "itself" in opened().refused(Merge(into="INC-7"))


def test_a_resolved_incident_is_not_merged_any_more() -> None:
    assert "resolved" in resolved().refused(Merge(into="INC-9"))


def test_a_service_brings_its_links_as_they_were_then() -> None:
    story = opened(roster=WITH_SERVICES, service="checkout")
    assert story.incident.service_info == CHECKOUT
    assert only(ServiceSet, story.events)


def test_a_service_is_named_later_and_an_unknown_one_lists_the_known() -> None:
    story = opened(roster=WITH_SERVICES).does(SetService(service="Checkout"))
    assert story.incident.service == "checkout"
    assert "checkout" in story.refused(SetService(service="basket"))


def test_a_cause_is_labelled_and_taken_back() -> None:
    story = resolved().does(LabelCause(label="expired certificate"))
    assert story.incident.cause == "expired certificate"
    assert story.does(LabelCause(label="")).incident.cause == ""


def test_tasks_are_kept_until_they_are_done() -> None:
    story = commanded().does(AddTask(text="call the bank", owner="bo"), AddTask(text="wait"))
    assert "call the bank" in story.refused(FinishTask(n=3))
    assert story.does(FinishTask(n=1)).incident.tasks[1].done
    assert "Open: 2 (wait)" in story.refused(FinishTask(n=1))


def test_a_task_goes_to_people_of_the_team() -> None:
    assert "@nobody" in commanded().refused(AddTask(text="x", owner="nobody"))


def test_a_finding_reaches_the_commander_and_stands_on_the_card() -> None:
    story = commanded()
    before = len(story.effects)
    story.does(Finding(text="the disk is full"), by="bo")
    told = [one.about.person for one in story.effects[before:] if one.op == "direct"]
    assert (told, story.incident.finding) == (["ana"], "the disk is full")


def test_a_decision_of_the_commander_stands_on_the_card() -> None:
    story = commanded().does(Decide(text="we roll back"))
    assert story.incident.decision == "we roll back"
    assert "Incident Commander" in story.forbidden(Decide(text="no, we wait"), by="bo")


def test_every_accepted_incident_gets_its_ticket_once() -> None:
    assert opened("P1").ops().count("ticket") == 1
    assert opened(None).does(SetSeverity(severity="P2")).ops().count("ticket") == 0
    story = opened(None).does(SetSeverity(severity="P2"), Accept())
    assert story.ops().count("ticket") == 1


def test_a_drill_makes_no_ticket() -> None:
    assert "ticket" not in opened("P1", flags=("drill",)).ops()


def test_whoever_has_a_role_may_offer_it() -> None:
    story = commanded().does(Take(role="tl"), by="bo")
    assert "handoff-offered" in kinds(story.when(Handoff(role="tl", person="cy"), by="bo"))
    assert story.forbidden(Handoff(role="ic", person="cy"), by="bo")


def test_a_declaration_is_not_a_second_one() -> None:
    assert "declared already" in opened().refused(declare())
