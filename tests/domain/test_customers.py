"""Customers hear of it within the hour, and hear when it is over; people get mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.domain.given import (
    Story,
    at,
    commanded,
    monitoring,
    only,
    opened,
    resolved,
    shorter,
    team,
    ticked,
)
from tocsin.domain.command import Command
from tocsin.domain.customers import MailResult, MailSent, NotifyCustomers
from tocsin.domain.flags.decide import SetFlag
from tocsin.domain.meeting import MeetingPlanned, MeetingResult
from tocsin.domain.milestones import SetMilestone
from tocsin.domain.mitigation import MarkMitigated
from tocsin.domain.paging.answers import Acknowledge
from tocsin.domain.people import Person
from tocsin.domain.reminders import Reminded
from tocsin.domain.resolution import Reopen, Resolve
from tocsin.domain.roles.decide import Take
from tocsin.domain.severity.decide import SetSeverity
from tocsin.domain.updates import PostUpdate

MAILING = {"instances": {"customers": ("mail",), "calendar": ("ics",)}, "mail": "mail"}


def mailing(severity: str = "P1", **changed: Any) -> Story:
    people = {"ana": Person(id="ana", name="Ana", email="ana@example.org")}
    given = team()
    return commanded(severity, roster=team(people={**given.people, **people}, **MAILING), **changed)


@pytest.mark.parametrize("severity", ["P0", "P1"])
def test_customers_are_mailed_within_an_hour_of_the_start(severity: str) -> None:
    assert commanded(severity).owed("customer-notice").due == at(60)


def test_the_hour_counts_from_when_the_impact_began() -> None:
    story = commanded().at(5).does(SetMilestone(milestone="impact-started", when=at(-20)))
    assert story.owed("customer-notice").due == at(40)


def heard(story: Story, *, until: float) -> list[tuple[float, str]]:
    """(minute, who) of each reminder of the notice."""
    reminded = only(Reminded, story.wait(until))
    return [(story.minute(r), r.hears) for r in reminded if r.obligation == "customer-notice"]


@pytest.mark.parametrize(
    "worse",
    [SetSeverity(severity="P1", reason="worse"), SetFlag(flag="customer-impact")],
    ids=["a severity", "a flag"],
)
@pytest.mark.parametrize(
    ("minute", "due"),
    [
        pytest.param(20, 60, id="soon: within an hour of the start"),
        pytest.param(50, 110, id="too late to be reminded of that hour"),
        pytest.param(600, 660, id="ten hours later"),
    ],
)
def test_what_customers_come_to_notice_much_later_has_an_hour_of_its_own(
    worse: Command, minute: float, due: float
) -> None:
    story = commanded("P2").at(minute).does(worse)
    assert story.owed("customer-notice").due == at(due)
    assert heard(story, until=due + 20) == [(due - 15, "ana"), (due, "room"), (due + 15, "ana")]


def test_raised_once_more_it_keeps_its_hour() -> None:
    story = commanded("P2").at(600).does(SetSeverity(severity="P1", reason="worse"))
    story.at(630).does(SetSeverity(severity="P0", reason="worse"))
    assert story.owed("customer-notice").due == at(660)


def test_reopened_the_next_day_they_have_an_hour_again_and_are_asked_for_again() -> None:
    story = commanded()
    story.wait(80)
    story.does(Resolve(override="x"))
    story.at(1200).does(Reopen(reason="it is back"))
    assert story.owed("customer-notice").due == at(1260)
    assert heard(story, until=1280) == [(1245, "ana"), (1260, "room"), (1275, "ana")]


def test_late_from_the_moment_it_is_known_it_is_still_asked_for_three_times() -> None:
    """The impact turns out to have begun hours before: late at once, and not the last reminder."""
    story = commanded().at(2).does(SetMilestone(milestone="impact-started", when=at(-300)))
    assert story.owed("customer-notice").due == at(-240)
    assert heard(story, until=40) == [(2, "ana"), (15, "room"), (30, "ana")]


def test_a_p2_owes_it_only_where_customers_notice() -> None:
    story = commanded("P2")
    assert "customer-notice" not in story.names()
    assert "customer-notice" in story.does(SetFlag(flag="customer-impact")).names()


def test_a_drill_owes_customers_nothing() -> None:
    assert "customer-notice" not in opened("P1", flags=("drill",)).names()


def test_the_communications_lead_hears_of_it_a_quarter_of_an_hour_before() -> None:
    story = commanded().does(Take(role="comms"), by="cy")
    heard = [one for one in only(Reminded, story.wait(46)) if one.obligation == "customer-notice"]
    assert [(story.minute(one), one.hears) for one in heard] == [(45, "cy")]


def test_a_notice_meets_it_and_goes_to_every_mail_tool() -> None:
    story = mailing().does(NotifyCustomers(text="Checkout fails; we work on it."))
    assert "customer-notice" not in story.names()
    assert story.ops().count("customer-mail") == 1


def test_without_a_mail_tool_the_notice_is_kept_for_people_to_send() -> None:
    story = commanded().does(NotifyCustomers(text="We work on it."))
    assert "customer-mail" not in story.ops()
    assert "customer-notice" not in story.names()


def test_customers_hear_nothing_of_what_is_still_judged() -> None:
    assert "triage" in opened(None).refused(NotifyCustomers(text="x"))


def test_who_was_told_is_told_when_it_is_over() -> None:
    story = resolved()
    assert "customer-follow-up" not in story.names()
    told = mailing().does(NotifyCustomers(text="x"))
    told.does(MarkMitigated(reason="seen")).at(60).does(Resolve(override="night"))
    assert told.owed("customer-follow-up").due == at(120)
    told.does(NotifyCustomers(text="It is over."))
    assert "customer-follow-up" not in told.names()
    assert told.incident.mails[-1].kind == "follow-up"


def test_only_the_commander_or_the_communications_lead_mails_customers() -> None:
    story = commanded().does(Take(role="comms"), by="cy")
    assert story.forbidden(NotifyCustomers(text="x"), by="bo")
    assert story.when(NotifyCustomers(text="x"), by="cy")


def test_the_answer_of_the_mail_tool_is_history() -> None:
    story = mailing()
    story.does(MailResult(provider="mail", kind="notice", recipients=3), by="customers.mail")
    assert story.events[-1] == MailSent(
        at=at(0), by="customers.mail", provider="customers.mail", kind="notice", recipients=3
    )


def test_notified_people_get_a_mail_where_the_team_has_mail() -> None:
    story = mailing("P2")
    assert story.ops().count("person-mail") == 1  # Ana has an address, Bo has none


def test_a_contact_that_is_only_an_address_is_mailed() -> None:
    roster = team(**MAILING, emails={"security": "security@example.org"}, contacts={})
    story = commanded(roster=roster).does(SetFlag(flag="ddos"))
    mails = [one.about.to for one in story.effects if one.op == "person-mail"]
    assert mails == ["security@example.org"]


def test_a_review_meeting_is_planned_within_48_hours_on_a_working_morning() -> None:
    story = resolved()
    meeting = only(MeetingPlanned, story.events)[0]
    assert meeting.starts == at(60 * 24)  # 10:00 in Berlin on the next day
    assert set(meeting.attendees) == {"ana", "bo"}


@pytest.mark.parametrize(
    ("ends", "starts", "late"),
    [
        pytest.param((4, 15), (4, 16), False, id="friday at 15: its last business hour"),
        pytest.param((4, 10.1), (4, 16), False, id="friday morning: before the weekend"),
        pytest.param((4, 17), (7, 10), True, id="friday evening: monday, and late"),
        pytest.param((5, 10), (7, 9), False, id="saturday at 10: monday as the day begins"),
        pytest.param((5, 14), (7, 10), False, id="saturday afternoon: monday morning"),
        pytest.param((6, 3), (7, 10), False, id="sunday night: monday morning"),
        pytest.param((3, 16), (4, 10), False, id="thursday: the next morning"),
    ],
)
def test_a_meeting_is_on_a_workday_in_business_hours_and_in_time_if_that_can_be(
    ends: tuple[float, float], starts: tuple[float, float], late: bool
) -> None:
    """(days after Monday, hour in Berlin)."""
    story = opened("P1").at(60 * (24 * ends[0] + ends[1] - 10))
    story.does(Acknowledge(), Resolve(override="x"))
    meeting = only(MeetingPlanned, story.events)[0]
    assert meeting.starts == at(60 * (24 * starts[0] + starts[1] - 10))
    due = story.now + story.incident.policy.meeting_within
    assert (meeting.ends > due) is late
    assert story.owed("meeting").due == due


def test_where_the_window_holds_no_morning_the_meeting_is_at_its_end() -> None:
    story = commanded(policy=shorter(meeting_within=timedelta(hours=3)))
    story.does(Resolve(override="x"))
    meeting = only(MeetingPlanned, story.events)[0]
    assert meeting.ends == story.now + timedelta(hours=3)


def test_the_meeting_is_owed_until_a_calendar_took_it() -> None:
    story = resolved()
    assert story.owed("meeting").owner == "ic"
    story.does(MeetingResult(provider="ics", ref="x"), by="calendar.ics")
    assert "meeting" not in story.names()


def test_reopening_cancels_the_meeting() -> None:
    story = resolved().does(MeetingResult(provider="ics"), by="calendar.ics")
    story.does(Reopen(reason="it is back"))
    assert story.ops().count("meeting-cancel") == 1
    assert "meeting" not in story.names()


def test_a_small_incident_without_a_gap_needs_no_meeting() -> None:
    story = ticked(monitoring("P2"))
    story.does(PostUpdate(status="Monitoring", impact="none", action="watching"))
    story.wait(40)
    assert only(MeetingPlanned, story.does(Resolve()).events) == []
