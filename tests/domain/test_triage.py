"""Triage: five minutes, and when uncertain, the higher severity."""

from __future__ import annotations

import pytest

from tests.domain.given import PROM, Story, alert, at, declare, group, kinds, only, opened, report
from tocsin.domain.paging.decide import PageResult
from tocsin.domain.paging.events import PageRequested
from tocsin.domain.reminders import Reminded
from tocsin.domain.triage import Accept, Decline


def alerted(severity: str = "P1") -> Story:
    return Story().does(
        declare(severity, source="alert"), group(alert(), severity=severity), by=PROM
    )


def test_triage_is_due_five_minutes_after_the_declaration() -> None:
    assert opened(None).owed("triage").due == at(5)


@pytest.mark.parametrize("severity", ["P0", "P1"])
def test_a_severe_alert_pages_while_it_is_still_in_triage(severity: str) -> None:
    story = alerted(severity)
    assert story.incident.status == "triage"
    assert story.pages()[0][:2] == (0, "ana")


def test_accepting_needs_a_severity() -> None:
    assert "severity" in opened(None).refused(Accept())


def test_accepting_ends_triage() -> None:
    story = alerted().does(Accept())
    assert story.incident.status == "investigating"
    assert "triage" not in story.names()


def test_accepting_twice_is_refused() -> None:
    assert "not in triage" in alerted().does(Accept()).refused(Accept())


def test_declining_ends_the_incident_and_owes_nothing() -> None:
    story = alerted().does(Decline(reason="a test"))
    assert story.incident.status == "declined"
    assert story.names() == []


def test_declining_stops_the_tools_that_ring() -> None:
    story = alerted()
    story.when(PageResult(page="p1", provider="hook", outcome="sent"), by="paging.hook")
    before = len(story.effects)
    story.does(Decline(reason="a test"))
    assert "page-resolve" in story.ops(since=before)


def test_the_person_who_reported_is_thanked_when_it_is_declined() -> None:
    story = Story().does(report(), by="cy")
    before = len(story.effects)
    story.does(Decline(reason="works as meant"))
    assert [one.about.person for one in story.effects[before:] if one.op == "direct"] == ["cy"]


def test_an_accepted_incident_is_not_declined() -> None:
    assert "resolve" in opened("P1").refused(Decline(reason="no"))


def test_on_call_is_reminded_before_the_triage_clock_runs_out() -> None:
    story = opened(None)
    heard = only(Reminded, story.wait(4))
    assert [(story.minute(one), one.hears) for one in heard] == [(3, "ana")]


def test_the_triage_clock_assumes_p1_calls_the_ladder_and_the_backup() -> None:
    story = opened(None)
    story.wait(5)
    assert story.incident.severity == "P1"
    assert {one.person for one in only(PageRequested, story.events)} == {"ana", "bo"}
    assert story.incident.gaps == ("late triage",)


def test_a_judged_severity_is_not_replaced_when_the_triage_clock_runs_out() -> None:
    story = alerted("P2")
    story.wait(6)
    assert story.incident.severity == "P2"
    assert story.incident.gaps == ("late triage",)


def test_an_accepted_incident_never_records_late_triage() -> None:
    story = opened("P2")
    story.wait(10)
    assert "late triage" not in story.incident.gaps


def test_an_alert_of_a_higher_severity_raises_an_incident_in_triage() -> None:
    story = alerted("P2")
    events = story.when(group(alert("a2"), severity="P1"), by=PROM)
    assert story.incident.severity == "P1"
    assert "page-requested" in kinds(events)
