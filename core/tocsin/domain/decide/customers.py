"""Mails to customers, and the review meeting."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain import signals as s
from tocsin.domain.decide.draft import Draft, Handler
from tocsin.domain.decide.standing import stands
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.people import ENGINE, is_machine
from tocsin.errors import RejectedCommand

NOTICE = timedelta(hours=1)
SUBJECT = "About our services"  # where a template gives none


def _notify(draft: Draft, command: c.NotifyCustomers) -> None:
    incident = draft.incident
    if incident.status in ("triage", "declined", "merged"):
        raise RejectedCommand(f"{stands(incident)}; customers are told of accepted incidents.")
    kind: e.MailKind = "notice" if incident.status in ACTIVE else "follow-up"
    words = draft.roster.words(f"customer-{kind}", incident, command.as_of or draft.at)
    subject, _, body = words.partition("\n")
    text = command.text or body.strip()
    if not text:
        raise RejectedCommand("Say what customers are to read: `notify-customers <text>`.")
    draft.add(
        e.CustomersNotified,
        kind=kind,
        subject=subject.strip() or SUBJECT,
        text=text,
        providers=() if _is_drill(incident) else draft.roster.instances.get("customers", ()),
    )


def _is_drill(incident: Incident) -> bool:
    """Of a drill nothing leaves the house."""
    return "drill" in incident.flags


def follow_up(draft: Draft) -> None:
    """Whoever got the notice hears by itself that it is over; never of a drill or in private."""
    incident = draft.incident
    quiet = incident.flags & {"drill", "private"}
    told = any(mail.kind == "notice" for mail in incident.mails)
    providers = draft.roster.instances.get("customers", ())
    words = draft.roster.words("customer-follow-up", incident, draft.at)
    if quiet or not told or not providers or not words:
        return
    subject, _, body = words.partition("\n")
    draft.add(
        e.CustomersNotified,
        by=ENGINE,
        kind="follow-up",
        subject=subject.strip(),
        text=body.strip() or subject.strip(),
        providers=providers,
    )


def _mailed(draft: Draft, result: s.MailResult) -> None:
    draft.add(
        e.MailSent,
        provider=f"customers.{result.provider}",
        kind=result.kind,
        recipients=result.recipients,
        ref=result.ref,
    )
    if result.refused:
        draft.add(
            e.MailRefused,
            provider=f"customers.{result.provider}",
            kind=result.kind,
            recipients=result.recipients,
            addresses=result.refused,
        )


def plan_meeting(draft: Draft) -> None:
    """The review call within 48 hours, in business hours: see `_slot`."""
    policy = draft.incident.policy
    attendees, mail = _attendees(draft), draft.roster.mail
    addresses = ((one, draft.roster.people[one].email) for one in attendees if mail)
    starts = _slot(draft)
    draft.add(
        e.MeetingPlanned,
        by=ENGINE,
        starts=starts,
        ends=starts + policy.meeting_lasts,
        attendees=attendees,
        providers=draft.roster.instances.get("calendar", ()),
        invites=tuple((person, address) for person, address in addresses if address),
        mail=mail,
    )


def _slot(draft: Draft) -> datetime:
    """The next working morning within the 48 hours, else the last business hour within them.

    Where nobody works before they are over it is the next working morning: late, which is said.
    """
    policy, calendar = draft.incident.policy, draft.roster.calendar
    latest = draft.at + policy.meeting_within - policy.meeting_lasts
    today = draft.at.astimezone(ZoneInfo(calendar.timezone)).date()
    days = [today + timedelta(days=n) for n in range((latest - draft.at).days + 2)]
    worked = [day for day in days if calendar.is_workday(day)]
    mornings = (_morning(day, draft) for day in worked if day > today)
    ends = (_last(day, latest, draft) for day in reversed(worked))
    within = (
        *(at for at in mornings if at <= latest),
        *(at for at in ends if at is not None and at >= draft.at + NOTICE),
    )
    return next(iter(within), _later(draft, latest))


def _morning(day: date, draft: Draft) -> datetime:
    """An hour after the day begins, unless it is too short for that."""
    calendar, lasts = draft.roster.calendar, draft.incident.policy.meeting_lasts
    opens = calendar.opens(day)
    return max(opens, min(opens + NOTICE, calendar.closes(day) - lasts))


def _last(day: date, latest: datetime, draft: Draft) -> datetime | None:
    """The last slot of a day that is over in time."""
    calendar, lasts = draft.roster.calendar, draft.incident.policy.meeting_lasts
    at = min(calendar.closes(day) - lasts, latest)
    at -= timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at if at >= calendar.opens(day) else None


def _later(draft: Draft, latest: datetime) -> datetime:
    """The first working morning after the 48 hours."""
    calendar = draft.roster.calendar
    opens = calendar.opening_after(latest)
    return _morning(opens.astimezone(ZoneInfo(calendar.timezone)).date(), draft)


def _attendees(draft: Draft) -> tuple[str, ...]:
    incident = draft.incident
    found = (
        *(held.person for held in incident.roles.values()),
        *incident.responders,
        *(one.by for one in incident.mitigations.values()),
    )
    people = (one for one in found if not is_machine(one) and draft.roster.knows(one))
    return tuple(dict.fromkeys(people))


def _scheduled(draft: Draft, result: s.MeetingResult) -> None:
    meeting = draft.incident.meeting
    provider = f"calendar.{result.provider}"
    if meeting is not None and provider not in meeting.scheduled_by:
        draft.add(e.MeetingScheduled, provider=provider, ref=result.ref, url=result.url)


HANDLERS: dict[type[c.Base], Handler] = {
    c.NotifyCustomers: _notify,
    s.MailResult: _mailed,
    s.MeetingResult: _scheduled,
}
