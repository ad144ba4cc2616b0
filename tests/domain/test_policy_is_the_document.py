"""The shipped process is the document, and a team's own numbers are obeyed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.domain.given import at, commanded, monitoring, only, opened, resolved, row, shorter
from tocsin.domain.mitigation import MarkMitigated, Mitigate
from tocsin.domain.policy import DEFAULT_POLICY
from tocsin.domain.reminders import Reminded
from tocsin.domain.resolution import Check, Resolve
from tocsin.domain.severity import SEVERITIES
from tocsin.domain.severity.decide import SetSeverity

MINUTE = timedelta(minutes=1)
SEVEN = 7 * MINUTE


@pytest.mark.parametrize(
    ("severity", "label", "definition", "response", "notification"),
    [
        ("P0", "Critical", "Complete outage, data loss, security breach", 5, "page"),
        ("P1", "High", "Major feature broken, significant degradation", 15, "page"),
        ("P2", "Medium", "Minor feature broken, workaround exists", 60, "notify"),
        ("P3", "Low", "Cosmetic issue, minimal impact", None, "ticket"),
    ],
)
def test_the_severity_table_is_the_documents(
    severity: Any, label: str, definition: str, response: int | None, notification: str
) -> None:
    found = DEFAULT_POLICY.severity(severity)
    wanted = None if response is None else response * MINUTE
    assert (found.label, found.definition, found.response, found.notification) == (
        label, definition, wanted, notification,
    )  # fmt: skip


def test_the_examples_are_the_documents() -> None:
    assert [DEFAULT_POLICY.severity(one).examples for one in SEVERITIES] == [
        ("Service down", "payment processing broken", "data breach"),
        ("Login broken for subset of users", "database slow"),
        ("UI bug", "non-critical API errors"),
        ("Typo", "minor styling issue"),
    ]


def test_the_checklist_is_the_documents() -> None:
    assert [text for _, text in DEFAULT_POLICY.checklist] == [
        "Issue fixed",
        "Service health metrics returned to normal",
        "No error alerts firing",
        "Monitored for 30 minutes (stable)",
        "Customer impact verified resolved",
    ]


def test_required_roles_are_the_documents() -> None:
    assert [DEFAULT_POLICY.severity(one).required_roles for one in SEVERITIES] == [
        ("ic", "tl", "comms", "em"), ("ic", "tl", "comms"), ("ic",), (),
    ]  # fmt: skip


def test_the_clocks_are_the_documents() -> None:
    policy = DEFAULT_POLICY
    assert policy.triage_within == 5 * MINUTE
    assert policy.stable_for == 30 * MINUTE
    assert policy.severity("P1").escalate_em_after == 60 * MINUTE
    assert [policy.severity(one).update_every for one in SEVERITIES] == [
        15 * MINUTE, 30 * MINUTE, 30 * MINUTE, None,
    ]  # fmt: skip


def test_a_teams_triage_clock_is_obeyed() -> None:
    assert opened(None, policy=shorter(triage_within=SEVEN)).owed("triage").due == at(7)


def test_a_teams_assumed_severity_is_obeyed() -> None:
    story = opened(None, policy=shorter(assume_unknown="P0"))
    story.wait(6)
    assert story.incident.severity == "P0"


def test_a_teams_update_cadence_is_obeyed() -> None:
    assert opened("P1", policy=row("P1", update_every=SEVEN)).owed("update").due == at(7)


def test_a_teams_response_time_is_obeyed() -> None:
    assert opened("P1", policy=row("P1", response=SEVEN)).owed("ack").due == at(7)


def test_a_teams_roles_are_obeyed() -> None:
    story = opened("P1", policy=row("P1", required_roles=("ic", "em")))
    assert [name for name in story.names() if name.startswith("role:")] == ["role:em"]


def test_a_teams_hour_is_obeyed() -> None:
    assert opened("P2", policy=row("P2", escalate_em_after=SEVEN)).owed("escalate-em").due == at(7)


def test_a_teams_approval_time_is_obeyed() -> None:
    story = commanded(policy=shorter(approval_within=SEVEN))
    story.does(Mitigate(strategy="rollback", what="x"), by="bo")
    assert story.owed("approval").due == at(7)


def test_a_teams_stable_window_is_obeyed() -> None:
    story = commanded(policy=shorter(stable_for=SEVEN)).does(MarkMitigated())
    assert story.owed("stability").due == at(7)


def test_a_teams_checklist_is_obeyed() -> None:
    story = commanded(policy=shorter(checklist=(("fixed", "Issue fixed"),)))
    assert story.does(Check(n=1), Resolve()).incident.status == "resolved"


def test_a_teams_bound_on_reminders_is_obeyed() -> None:
    story = commanded("P2", policy=shorter(missed_updates=2))
    reminded = [one for one in only(Reminded, story.wait(3000)) if one.obligation == "update"]
    assert len(reminded) == 5


def test_the_process_of_an_incident_stays_the_one_it_was_declared_with() -> None:
    """A second incident under an edited process leaves the first as it was, and the fold too."""
    first = opened("P1")
    before = first.names(), first.owed("update")
    edited = opened("P1", policy=row("P1", update_every=SEVEN, required_roles=("ic",)))
    assert edited.owed("update").due == at(7)
    assert (first.names(), first.owed("update")) == before
    assert first.does(SetSeverity(severity="P0")).refold().policy is first.blank.policy


@pytest.mark.parametrize("story", [opened("P0"), commanded("P1"), monitoring(), resolved()])
def test_no_event_changes_the_process_of_an_incident(story: Any) -> None:
    assert story.incident.policy is story.blank.policy
    assert replace(story.incident, policy=DEFAULT_POLICY) == story.incident
