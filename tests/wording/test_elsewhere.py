"""Announcements, private messages and pages, by example."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wording.samples import (
    BERLIN,
    PEOPLE,
    ROOM,
    at,
    declared,
    incident,
    opening,
    page_requested,
    update,
)
from tocsin.domain.alerts.events import ReopenProposed
from tocsin.domain.escalation.events import LadderExhausted, LadderStarted
from tocsin.domain.event import Event
from tocsin.domain.evolve import fold
from tocsin.domain.flags.events import FlagSet
from tocsin.domain.incident import Incident
from tocsin.domain.milestones import MilestoneSet
from tocsin.domain.mitigation import MitigationDone, MitigationProposed
from tocsin.domain.notes import Noted
from tocsin.domain.notify import Notified
from tocsin.domain.reminders import Reminded
from tocsin.domain.resolution import Closed, Resolved
from tocsin.domain.roles import BRIEFS
from tocsin.domain.roles.events import HandoffOffered, RoleAssigned
from tocsin.domain.severity.events import SeverityChanged
from tocsin.domain.triage import Declined
from tocsin.wording import announcement, direct_message, page_message, timeline
from tocsin.wording.composing import as_plain
from tocsin.wording.names import names_of


def alone(*events: Event) -> Incident:
    return fold(events, Incident(id="uuid-4"))


def announced(*events: Any) -> str:
    return as_plain(announcement.text(events[-1], incident(*events), PEOPLE, events[-1].at))


def told(*events: Any) -> str:
    return as_plain(direct_message.text(events[-1], incident(*events), PEOPLE, events[-1].at))


def test_the_announcement_has_the_form_of_the_process() -> None:
    assert as_plain(announcement.text(opening()[1], incident(update()), PEOPLE, at(0))) == (
        "@here Incident declared: checkout returns 500s\nSeverity: P1\n"
        f"Impact: 40% of checkouts fail\nIncident Channel: #{ROOM}\nIC: @Ana"
    )


def test_a_report_is_announced_with_the_triage_clock() -> None:
    event = declared(by="guest-kim", source="report", severity=None, number=3)
    assert as_plain(announcement.text(event, alone(event), PEOPLE, at(0))) == (
        "New report INC-3 from kim (guest): checkout returns 500s\n"
        "Triage ends 10:05 CET (in 5 min). When uncertain, choose the higher severity.\n"
        "Judge it: `!incident INC-3 triage` asks four questions; "
        "or `!incident INC-3 severity <p0|p1|p2|p3>`, then `!incident INC-3 accept`\n"
        "If it is none: `!incident INC-3 decline <reason>`"
    )


def test_a_p3_is_announced_with_its_ticket_and_no_room() -> None:
    event = declared(severity="P3", ticket_due=at(24 * 60 + 420))
    said = as_plain(announcement.text(event, alone(event), PEOPLE, at(0)))
    assert "Incident Channel" not in said
    assert "Ticket: due Tue 2026-11-24 17:00 CET" in said


def test_a_raised_severity_is_announced_with_its_reason() -> None:
    said = announced(SeverityChanged(at=at(9), by="bo", severity="P0", reason="all of Europe"))
    assert said.splitlines()[:2] == [
        "INC-4 is now P0: checkout returns 500s — all of Europe",
        "Severity: P0",
    ]


@pytest.mark.parametrize(
    "event",
    [
        opening()[1],
        SeverityChanged(at=at(9), by="bo", severity="P0", reason="a secret"),
        ReopenProposed(at=at(9), by="alerts.prom", title="a secret"),
        Resolved(at=at(9), by="bo", reason="a secret"),
        Declined(at=at(9), by="bo", reason="a secret"),
    ],
    ids=lambda event: event.type,
)
def test_of_a_private_incident_the_announce_room_hears_no_words(event: Event) -> None:
    state = incident(FlagSet(at=at(1), by="bo", flag="private"), update(impact="a secret"))
    assert as_plain(announcement.text(event, state, PEOPLE, at(9))) == ""


def test_of_a_private_incident_the_announce_room_hears_only_whom_to_call() -> None:
    state = incident(FlagSet(at=at(1), by="bo", flag="private"))
    event = LadderExhausted(at=at(90), by="engine", people=("ana",))
    assert as_plain(announcement.text(event, state, PEOPLE, at(90))) == (
        "ALARM: nobody has answered a page. Please call now:\n"
        "Ana +49 30 1\n"
        "Whoever is called types: `!incident ack`"
    )


def test_a_drill_is_called_one() -> None:
    state = incident(FlagSet(at=at(0), by="bo", flag="drill"))
    assert as_plain(announcement.text(opening()[1], state, PEOPLE, at(0))).startswith("DRILL: ")
    assert page_message.text(state.pages["p1"], state).startswith("DRILL, ")


def test_the_alarm_gives_phone_numbers() -> None:
    said = announced(LadderExhausted(at=at(90), by="engine", people=("ana",)))
    assert "Ana +49 30 1" in said


def test_resolution_is_announced_with_thanks() -> None:
    said = announced(update(), Resolved(at=at(65), by="bo"))
    assert said.startswith("Resolved: P1 INC-4 checkout returns 500s\nResolved at 11:05 CET")
    assert said.endswith("Thank you, Bo and Cy.")


def test_a_reporter_is_thanked_when_a_report_is_declined() -> None:
    event = Declined(at=at(3), by="bo", reason="planned work")
    state = alone(declared(severity=None, source="report"), event)
    assert as_plain(direct_message.text(event, state, PEOPLE, at(3))) == (
        "Thank you for reporting checkout returns 500s (INC-4).\n"
        "It was looked at and is not handled as an incident: planned work.\n"
        "Please keep reporting early: a report too many does no harm."
    )


def test_a_notice_on_call_says_that_it_is_no_page_and_what_to_type() -> None:
    event = Notified(at=at(0), by="engine", person="ana", about="on call")
    ladder = next(one for one in opening() if isinstance(one, LadderStarted))
    state = alone(declared(severity="P2"), opening()[1], ladder, event)
    said = as_plain(direct_message.text(event, state, PEOPLE, at(0)))
    assert said.splitlines()[:2] == [
        "P2 · INC-4 checkout returns 500s",
        "You are on call; this is no page. Please look by 11:00 CET (in 1 h): "
        "`!incident INC-4 ack`",
    ]
    assert f"Room: #{ROOM}" in said


def test_a_notice_for_another_reason_says_the_reason() -> None:
    event = Notified(at=at(0), by="engine", person="bo", about="raised to P0")
    assert "For your information: raised to P0." in told(event)


def test_a_private_reminder_names_the_exact_command_with_the_id() -> None:
    event = Reminded(
        at=at(10), by="engine", obligation="role:tl", hears="ana", due=at(10), last=True,
        rule="P1 needs a Technical Lead",
    )  # fmt: skip
    assert told(event) == (
        "Naming the Technical Lead is due 10:10 CET (now). This is the last reminder.\n"
        "P1 · INC-4 checkout returns 500s\n"
        "Why: P1 needs a Technical Lead.\n"
        "Type: `!incident INC-4 take tl`, or as IC `!incident INC-4 assign tl @who`"
    )


def test_a_reminder_of_an_approval_names_the_change_that_waits() -> None:
    waiting = MitigationProposed(at=at(5), by="bo", n=1, strategy="rollback", what="deploy")
    event = Reminded(
        at=at(10), by="engine", obligation="approval", hears="ana", due=at(10), rule="Approve"
    )
    assert "`!incident INC-4 approve 1`" in told(waiting, event)


@pytest.mark.parametrize("role", BRIEFS)
def test_a_new_holder_is_told_what_the_role_does_and_does_not(role: Any) -> None:
    said = told(RoleAssigned(at=at(2), by="ana", role=role, person="bo"))
    brief = BRIEFS[role]
    assert said.startswith(f"You are {brief.title} of P1 · INC-4")
    assert all(duty in said for duty in (*brief.does, brief.does_not))


def test_a_hand_off_is_offered_in_private_with_its_deadline() -> None:
    said = told(HandoffOffered(at=at(3), by="ana", role="ic", to="bo"))
    assert "To take it, by 10:08 CET: `!incident INC-4 accept-handoff`" in said
    assert "it stays with Ana." in said


def test_a_page_is_one_sentence_for_a_sleepy_person() -> None:
    state = incident()
    assert page_message.text(state.pages["p1"], state) == (
        "P1: checkout returns 500s (INC-4). To answer, reply: !incident INC-4 ack"
    )


def test_a_page_carries_the_message_of_who_asked_and_stays_short() -> None:
    event = page_requested(page="p2", purpose="request", message="need you\nhere" + "x" * 900)
    state = incident(event)
    said = page_message.text(state.pages["p2"], state, prefix="/")
    assert "need you here" in said
    assert said.endswith("reply: /incident INC-4 ack")
    assert len(said) < 300


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (declared(), "Cy declared it as P1: checkout returns 500s."),
        (page_requested(), "Ana (primary) was paged, step 1, round 1."),
        (Noted(at=at(1), by="bo", text="roll back", kind="decision"), "Bo decided: roll back"),
        (
            MilestoneSet(at=at(9), by="bo", milestone="detected", when=at(-5)),
            "Bo set the milestone detected to 09:55 CET.",
        ),
        (
            MitigationDone(at=at(9), by="bo", n=2, approved=False),
            "Bo reported change 2 as made, before it was approved.",
        ),
    ],
)
def test_the_timeline_tells_the_work_in_the_past_tense(event: Event, line: str) -> None:
    assert timeline.text(event, names_of(PEOPLE), BERLIN) == line


def test_a_stamped_line_begins_with_its_moment() -> None:
    event = Closed(at=at(70), by="bo")
    said = timeline.stamped(event, names_of(PEOPLE), BERLIN, at(70))
    assert said == "11:10 CET  Bo closed it; nothing was owed any more."


def test_a_line_of_another_day_says_which() -> None:
    event = Closed(at=at(70), by="bo")
    said = timeline.stamped(event, names_of(PEOPLE), BERLIN, at(70 + 24 * 60))
    assert said.startswith("Mon 2026-11-23 11:10 CET  Bo closed it")


def test_a_machine_whose_name_is_its_kind_is_named_once() -> None:
    assert names_of(PEOPLE)("alerts.monitoring") == "monitoring"
    assert names_of(PEOPLE)("alerts.prom") == "monitoring (prom)"
