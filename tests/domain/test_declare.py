"""How an incident opens."""

from __future__ import annotations

from tests.domain.given import START, Story, at, declare, kinds, only, opened, report, team
from tocsin.domain.escalation.events import StepUnfilled
from tocsin.domain.notes import Note
from tocsin.domain.notify import Notified


def test_a_declaration_with_a_severity_counts_as_accepted() -> None:
    assert opened("P1").incident.status == "investigating"


def test_a_declaration_without_a_severity_is_in_triage() -> None:
    assert opened(None).incident.status == "triage"


def test_a_declaration_names_its_room_after_its_local_day_and_title() -> None:
    late = Story(roster=team(timezone="Pacific/Auckland")).at(15 * 60).does(declare("P2"))
    assert late.incident.room_name == "incident-2026-11-24-checkout-returns-500s"


def test_a_room_whose_name_is_taken_gets_a_number() -> None:
    taken = {"incident-2026-11-23-checkout-returns-500s"}
    story = opened("P1", roster=team(room_taken=taken.__contains__))
    assert story.incident.room_name == "incident-2026-11-23-checkout-returns-500s-2"


def test_a_title_without_a_latin_letter_still_names_a_room() -> None:
    assert opened("P1", title="停电").incident.room_name == "incident-2026-11-23-incident"


def test_a_p3_is_a_ticket_and_no_room() -> None:
    story = opened("P3")
    assert story.incident.room_name == ""
    assert "ticket" in story.ops()
    assert "open-room" not in story.ops()


def test_a_p3_owes_its_ticket_by_the_end_of_the_next_workday() -> None:
    assert opened("P3").owed("ticket").due == at(31 * 60)  # Tuesday 17:00 in Berlin


def test_the_primary_stands_as_commander_from_the_declaration() -> None:
    holder = opened("P1").incident.roles["ic"]
    assert (holder.person, holder.standing) == ("ana", True)


def test_the_room_the_commander_and_the_page_come_with_the_declaration() -> None:
    assert kinds(opened("P1").events) == [
        "declared", "role-assigned", "room-named", "ladder-started", "page-requested", "nudged",
    ]  # fmt: skip


def test_an_incident_opens_though_nobody_is_on_call() -> None:
    story = opened("P1", roster=team(on_call={}, contacts={}))
    assert story.incident.room_name
    empty = [one.target for one in only(StepUnfilled, story.events)]
    assert empty == ["primary", "backup", "em", "cto"]


def test_anybody_may_report_and_on_call_is_told() -> None:
    story = Story().does(report(), by="guest-kim")
    assert story.incident.status == "triage"
    assert [one.person for one in only(Notified, story.events)] == ["ana"]
    assert "announce" in story.ops()


def test_a_guest_may_not_declare() -> None:
    assert "report" in Story().forbidden(declare(), by="guest-kim")


def test_an_unknown_flag_is_refused_with_the_list() -> None:
    assert "data-breach" in Story().refused(declare("P1", flags=("fire",)))


def test_declared_and_detected_are_the_moment_of_the_declaration() -> None:
    assert dict(opened("P1").incident.milestones) == {"detected": START, "declared": START}


def test_an_incident_cannot_be_declared_a_second_time() -> None:
    assert "declared already" in opened("P1").refused(declare("P2"))


def test_nothing_can_be_done_before_an_incident_is_declared() -> None:
    assert "declare" in Story().refused(Note(text="x"))
