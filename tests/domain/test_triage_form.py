"""The four questions of triage, and what their answers propose."""

from __future__ import annotations

import pytest

from tests.domain.given import Story, only, opened, report, team
from tocsin.domain.command import Command
from tocsin.domain.incident_parts import TriageAnswer
from tocsin.domain.paging.events import PageRequested
from tocsin.domain.severity.events import SeverityChanged
from tocsin.domain.triage import Accept, AnswerTriage, Decline, proposed


def answers(
    customers: str = "about 200", data: TriageAnswer = "no", security: TriageAnswer = "no"
) -> Command:
    return AnswerTriage(customers=customers, broken="login", data=data, security=security)


def reported() -> Story:
    return Story().does(report(), by="guest-kim")


@pytest.mark.parametrize(
    ("customers", "severity"),
    [
        ("all of them", "P0"),
        ("9" * 5000, "P1"),
        (f"{'9' * 5000} %", "P0"),
        ("every customer", "P0"),
        ("80 %", "P0"),
        ("30%", "P1"),
        ("many", "P1"),
        ("about 200", "P1"),
        ("unknown", "P1"),
        ("no idea yet", "P1"),
        ("3", "P2"),
        ("a few", "P2"),
        ("nobody", "P3"),
        ("0", "P3"),
    ],
)
def test_the_number_of_customers_proposes_a_severity(customers: str, severity: str) -> None:
    assert proposed(customers, "no", "no") == severity


@pytest.mark.parametrize(("data", "security"), [("yes", "no"), ("no", "yes"), ("yes", "unknown")])
def test_data_at_risk_or_a_security_issue_is_a_p0(
    data: TriageAnswer, security: TriageAnswer
) -> None:
    assert proposed("nobody", data, security) == "P0"


def test_when_uncertain_the_higher_severity_is_proposed() -> None:
    assert proposed("nobody", "unknown", "no") == "P1"
    assert proposed("all", "unknown", "unknown") == "P0"


def test_accepting_takes_what_the_answers_propose() -> None:
    story = reported().does(answers(), Accept())
    assert (story.incident.severity, story.incident.status) == ("P1", "investigating")


def test_when_the_triage_clock_runs_out_the_one_above_the_proposed_is_assumed() -> None:
    story = reported().does(answers("3"))
    story.wait(5)
    assert story.incident.severity == "P1"
    assert only(SeverityChanged, story.events)[-1].assumed


def test_a_security_issue_found_in_triage_pages_the_security_team() -> None:
    story = reported().does(answers(security="yes"))
    assert "security" in story.incident.flags
    assert [one.person for one in only(PageRequested, story.events)] == ["sam"]


def test_triage_can_be_answered_again_and_the_latest_counts() -> None:
    story = opened(None).does(answers("3"), answers("all"))
    assert story.incident.triage is not None
    assert story.incident.triage.proposed == "P0"


def test_a_closed_incident_takes_no_answers() -> None:
    story = reported().does(Decline(reason="expected"))
    assert "declined" in story.refused(answers())


def test_nobody_on_the_security_contact_still_keeps_the_flag() -> None:
    story = opened("P1", roster=team(contacts={}), flags=("data-breach",))
    assert "data-breach" in story.incident.flags
