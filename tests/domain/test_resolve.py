"""The end: the checklist, resolving, reopening, closing."""

from __future__ import annotations

from tests.domain.given import (
    PROM,
    alert,
    at,
    commanded,
    group,
    kinds,
    monitoring,
    opened,
    resolved,
    ticked,
)
from tocsin.domain.postmortem.decide import SkipPostmortem
from tocsin.domain.resolution import Check, Close, Reopen, Resolve, checklist
from tocsin.domain.tickets import TicketResult


def test_resolving_names_what_is_missing_and_how_long_it_takes() -> None:
    said = monitoring(minutes=10).at(28).refused(Resolve())
    assert "1 Issue fixed" in said
    assert "12 min to go" in said


def test_with_every_check_it_is_resolved() -> None:
    story = resolved()
    assert story.incident.status == "resolved"
    assert story.incident.milestones["resolved"] == at(45)


def test_fixed_is_the_start_of_the_stable_window_that_held() -> None:
    assert resolved().incident.milestones["fixed"] == at(10)


def test_an_override_is_a_gap_and_fixed_is_when_it_was_mitigated() -> None:
    story = monitoring(minutes=10).at(15).does(Resolve(override="customers confirmed"))
    assert {"override", "skipped check"} <= set(story.incident.gaps)
    assert story.incident.milestones["fixed"] == at(10)


def test_an_override_that_was_never_mitigated_is_fixed_when_resolved() -> None:
    story = commanded().at(15).does(Resolve(override="a false alarm"))
    assert story.incident.milestones["fixed"] == at(15)


def test_thirty_stable_minutes_cannot_be_ticked_by_hand() -> None:
    assert "clock" in monitoring().refused(Check(n=4))


def test_alerts_tick_themselves() -> None:
    story = commanded().does(group(alert()), by=PROM)
    assert [
        item.ticked for item in checklist(story.incident, story.now) if item.key == "alerts"
    ] == [False]
    assert "itself" in story.refused(Check(n=3))


def test_a_check_that_is_not_on_the_list_is_refused() -> None:
    assert "1 to 5" in monitoring().refused(Check(n=6))
    assert "already" in ticked(monitoring()).refused(Check(n=1))


def test_a_p3_has_no_checklist() -> None:
    story = opened("P3")
    assert "no checklist" in story.refused(Check(n=1))
    assert story.does(Resolve()).incident.status == "resolved"


def test_triage_is_not_resolved() -> None:
    assert "decline" in opened(None).refused(Resolve())


def test_reopening_withdraws_the_end_and_the_checks() -> None:
    story = resolved().at(50).does(Reopen(reason="it is back"))
    assert story.incident.status == "investigating"
    assert not {"fixed", "resolved", "mitigated"} & set(story.incident.milestones)
    assert story.incident.checks == {}
    assert story.owed("update").due == at(80)


def test_an_open_incident_is_not_reopened() -> None:
    assert "only a resolved or closed" in commanded().refused(Reopen(reason="x"))


def test_closing_ends_all_that_is_owed() -> None:
    story = resolved().does(SkipPostmortem(reason="a test"), Close())
    assert story.incident.milestones["closed"] == at(45)
    assert story.names() == []


def test_an_open_incident_is_not_closed() -> None:
    assert "resolve it first" in commanded().refused(Close())


def test_closing_a_p3_closes_its_ticket() -> None:
    story = opened("P3").does(TicketResult(provider="list", ref="T1"), by="ticketing.list")
    story.does(Resolve())
    assert kinds(story.when(Close())) == ["ticket-closed", "closed"]
    assert "ticket-close" in story.ops()
