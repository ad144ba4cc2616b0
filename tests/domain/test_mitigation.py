"""Changes: proposed, approved by the IC, made; and the stable minutes after them."""

from __future__ import annotations

from datetime import timedelta

from tests.domain.given import (
    PROM,
    Story,
    alert,
    at,
    commanded,
    group,
    monitoring,
    only,
    opened,
    team,
)
from tocsin.domain.approvals import Approve, Reject
from tocsin.domain.mitigation import FinishMitigation, MarkMitigated, Mitigate
from tocsin.domain.paging.events import PageRequested
from tocsin.domain.reminders import Reminded, Snooze
from tocsin.domain.resolution import Resolve

ROLLBACK = Mitigate(strategy="rollback", what="deploy 812")


def proposed() -> Story:
    return commanded().does(ROLLBACK, by="bo")


def test_the_first_approved_change_is_mitigating() -> None:
    story = proposed()
    assert story.incident.status == "investigating"
    assert story.does(Approve()).incident.status == "mitigating"


def test_a_change_waits_five_minutes_and_then_pages_the_commander_again() -> None:
    story = proposed()
    assert story.owed("approval").due == at(5)
    pages = only(PageRequested, story.wait(5))
    assert [(one.person, one.purpose) for one in pages] == [("ana", "request")]


def test_without_a_commander_the_room_hears_that_a_change_waits() -> None:
    story = opened(roster=team(on_call={}, contacts={})).does(ROLLBACK, by="bo")
    heard = [one for one in only(Reminded, story.wait(5)) if one.obligation == "approval"]
    assert [one.hears for one in heard] == ["room"]


def test_an_answered_change_waits_no_more() -> None:
    assert "approval" not in proposed().does(Approve()).names()
    assert "approval" not in proposed().does(Reject(reason="too risky")).names()


def test_two_waiting_changes_must_be_named() -> None:
    story = proposed().does(ROLLBACK, by="bo")
    assert "Which change? `approve <n>`" in story.refused(Approve())
    assert "Which change? `done <n>`" in story.refused(FinishMitigation())
    assert story.when(Approve(n=2))


def test_an_unusual_change_needs_the_commanders_reason() -> None:
    story = commanded().does(Mitigate(strategy="other", what="edit the database"), by="bo")
    assert "safe" in story.refused(Approve())
    assert story.when(Approve(reason="tried on staging"))


def test_a_change_made_before_its_approval_is_a_process_gap() -> None:
    story = proposed().does(FinishMitigation(), by="bo")
    assert "unapproved change" in story.incident.gaps


def test_a_rejected_change_is_not_made() -> None:
    story = proposed().does(Reject(reason="no"))
    assert "rejected" in story.refused(FinishMitigation(n=1), by="bo")


def test_nothing_is_changed_while_in_triage() -> None:
    assert "accept" in opened(None).refused(ROLLBACK, by="bo")


def test_mitigated_starts_thirty_stable_minutes_that_tick_themselves() -> None:
    story = monitoring(minutes=10)
    assert story.owed("stability").due == at(40)
    story.wait(40)
    assert story.incident.checks["stable"] == "engine"
    assert "stability" not in story.names()


def test_mitigated_is_refused_while_a_linked_alert_fires_unless_with_a_reason() -> None:
    story = commanded().does(group(alert()), by=PROM)
    assert "alert a1" in story.refused(MarkMitigated())
    assert story.when(MarkMitigated(reason="the alert lags"))


def test_mitigated_twice_is_refused() -> None:
    assert "monitoring already" in monitoring().refused(MarkMitigated())


def test_a_firing_alert_ends_the_stable_minutes() -> None:
    story = monitoring(minutes=10).at(20).does(group(alert()), by=PROM)
    assert story.incident.status == "mitigating"
    assert "stability" not in story.names()


def test_a_firing_alert_unticks_the_stable_minutes_that_had_passed() -> None:
    story = monitoring(minutes=10)
    story.wait(41)
    story.does(group(alert()), by=PROM)
    assert "stable" not in story.incident.checks


def test_stable_minutes_count_from_the_end_of_an_alert_that_outlived_the_mitigation() -> None:
    story = commanded().does(group(alert()), by=PROM).at(5).does(MarkMitigated(reason="it lags"))
    story.at(12).does(group(alert(firing=False)), by=PROM)
    assert story.owed("stability").due == at(42)


def test_a_mitigation_that_did_not_hold_is_no_milestone() -> None:
    story = monitoring(minutes=10).at(20).does(group(alert()), by=PROM)
    story.at(60).does(Resolve(override="the alert is wrong"))
    assert story.incident.milestones["fixed"] == at(60)


def test_the_stable_minutes_that_an_alert_ended_are_never_ticked_by_the_clock() -> None:
    story = monitoring(minutes=10).at(20).does(group(alert()), by=PROM)
    assert "4 Monitored for 30 minutes" in story.at(60).refused(Resolve())


def test_snoozing_an_approval_does_not_move_its_page() -> None:
    story = proposed().does(Snooze(obligation="approval", by=timedelta(minutes=20)))
    pages = only(PageRequested, story.wait(6))
    assert [story.minute(one) for one in pages] == [5]
