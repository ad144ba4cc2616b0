"""Judging: raising, lowering, and what follows."""

from __future__ import annotations

from tests.domain.given import at, commanded, kinds, only, opened
from tocsin.domain.flags.decide import ClearFlag, SetFlag
from tocsin.domain.notify import Notified
from tocsin.domain.paging.events import PageRequested
from tocsin.domain.resolution import Resolve
from tocsin.domain.severity.decide import SetSeverity


def told(events: object) -> list[str]:
    return [one.person for one in only(Notified, events)]  # type: ignore[arg-type]  # any events


def test_raising_an_acknowledged_p1_tells_manager_and_leadership_and_pages_nobody() -> None:
    story = commanded("P1").at(20)
    events = story.when(SetSeverity(severity="P0"))
    assert sorted(told(events)) == ["eve", "lea"]
    assert only(PageRequested, events) == []


def test_raising_says_that_the_severity_changed_not_that_it_was_declared() -> None:
    events = opened("P1").when(SetSeverity(severity="P0"))
    assert {one.about for one in only(Notified, events) if one.person == "lea"} == {"severity"}


def test_raising_a_p2_that_nobody_answered_starts_to_page() -> None:
    story = opened("P2").at(10).does(SetSeverity(severity="P1"))
    assert story.pages() == [(10, "ana", 0, 1)]


def test_raising_a_p3_opens_a_room() -> None:
    story = opened("P3").does(SetSeverity(severity="P2"))
    assert story.incident.room_name


def test_the_same_severity_again_is_refused() -> None:
    assert "already" in opened("P1").refused(SetSeverity(severity="P1"))


def test_lowering_needs_a_reason() -> None:
    assert "reason" in commanded("P1").refused(SetSeverity(severity="P2"))


def test_lowering_an_answered_incident_calls_nobody() -> None:
    events = commanded("P0").when(SetSeverity(severity="P1", reason="one region"))
    assert kinds(events) == ["severity-changed"]


def test_lowering_to_p3_makes_a_ticket_and_ends_the_calling() -> None:
    story = opened("P1").does(SetSeverity(severity="P3", reason="a typo"))
    assert "ticket" in story.ops()
    assert story.names() == ["ticket", "open"]


def test_changing_the_severity_starts_its_update_clock() -> None:
    story = commanded("P1").at(10).does(SetSeverity(severity="P0"))
    assert story.owed("update").due == at(25)


def test_a_resolved_incident_keeps_its_severity() -> None:
    story = commanded("P1").does(Resolve(override="nothing broken"))
    assert "reopen" in story.refused(SetSeverity(severity="P0"))


def test_a_security_flag_asks_for_the_security_role() -> None:
    story = commanded("P2").at(60).does(SetFlag(flag="data-breach"))
    assert story.owed("role:security").due == at(70)


def test_a_flag_that_stands_is_not_set_again() -> None:
    story = opened("P1").does(SetFlag(flag="media"))
    assert "already" in story.refused(SetFlag(flag="media"))
    story.does(ClearFlag(flag="media", reason="no press"))
    assert "does not stand" in story.refused(ClearFlag(flag="media", reason="x"))
