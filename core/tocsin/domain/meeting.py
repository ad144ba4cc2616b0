"""The review meeting of the post-mortem."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Literal
from zoneinfo import ZoneInfo

from tocsin.domain.command import Command
from tocsin.domain.counting import lasting
from tocsin.domain.draft import Draft, Handler
from tocsin.domain.event import Audience, Event, Shown, Voice, now, shown
from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Nudge, Obligation
from tocsin.domain.parts import Meeting
from tocsin.domain.people import ENGINE, is_machine
from tocsin.domain.revise import Evolve, replace

NOTICE = timedelta(hours=1)


# Commands


@dataclass(frozen=True, kw_only=True)
class MeetingResult(Command):
    """Record that a calendar took the meeting."""

    provider: str
    ref: str = ""
    url: str = ""


# Events


@dataclass(frozen=True, kw_only=True)
class MeetingPlanned(Event):
    """The review meeting of the post-mortem has a time; inviting people is an effect.

    `invites` are (person, e-mail address) of those who are mailed, by the instance `mail`.
    """

    starts: datetime
    ends: datetime
    attendees: tuple[str, ...]
    providers: tuple[str, ...] = ()
    invites: tuple[tuple[str, str], ...] = ()
    mail: str = ""
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = now("when people meet")
    moves: ClassVar[frozenset[Shown]] = shown("card")
    type: Literal["meeting-planned"] = "meeting-planned"


@dataclass(frozen=True, kw_only=True)
class MeetingScheduled(Event):
    """A calendar took the meeting."""

    provider: str
    ref: str = ""
    url: str = ""
    audience: ClassVar[Audience] = "timeline"
    type: Literal["meeting-scheduled"] = "meeting-scheduled"


# Evolve


def _planned(incident: Incident, event: MeetingPlanned) -> Incident:
    meeting = Meeting(
        at=event.at,
        starts=event.starts,
        ends=event.ends,
        attendees=event.attendees,
        invites=event.invites,
        mail=event.mail,
        seq=incident.version,
    )
    return replace(incident, meeting=meeting)


def _taken(incident: Incident, event: MeetingScheduled) -> Incident:
    if incident.meeting is None:
        return incident
    by = (*incident.meeting.scheduled_by, event.provider)
    return replace(incident, meeting=replace(incident.meeting, scheduled_by=by))


EVOLVE: dict[type[Event], Evolve] = {
    MeetingPlanned: _planned,
    MeetingScheduled: _taken,
}


# Decide


def plan_meeting(draft: Draft) -> None:
    """Plan the review meeting within the policy's time, in business hours: see `_slot`."""
    policy = draft.incident.policy
    attendees, mail = _attendees(draft), draft.roster.mail
    addresses = ((person, draft.roster.people[person].email) for person in attendees if mail)
    starts = _slot(draft)
    draft.add(
        MeetingPlanned,
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
        *(change.by for change in incident.mitigations.values()),
    )
    people = (person for person in found if not is_machine(person) and draft.roster.knows(person))
    return tuple(dict.fromkeys(people))


def _scheduled(draft: Draft, result: MeetingResult) -> None:
    meeting = draft.incident.meeting
    provider = f"calendar.{result.provider}"
    if meeting is not None and provider not in meeting.scheduled_by:
        draft.add(MeetingScheduled, provider=provider, ref=result.ref, url=result.url)


DECIDE: dict[type[Command], Handler] = {
    MeetingResult: _scheduled,
}


# Obligations


def meeting(incident: Incident) -> Iterable[Obligation]:
    """The review meeting in a calendar, once it is planned."""
    planned, resolved = incident.meeting, incident.milestones.get("resolved")
    if planned is None or planned.cancelled or planned.scheduled_by or resolved is None:
        return
    within = incident.policy.meeting_within
    due = resolved + within
    planning, beginning = incident.policy.reminds("meeting")
    yield Obligation(
        name="meeting",
        due=due,
        owner="ic",
        rule=f"The post-mortem meeting is held within {lasting(within)}",
        generation=planned.seq,
        nudges=(
            Nudge(at=planned.at + planning, act="remind", hears=("ic",)),
            Nudge(at=planned.starts + beginning, act="remind", hears=("ic",), last=True),
        ),
        since=planned.at,
    )
