"""The review meeting of the post-mortem."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Literal
from zoneinfo import ZoneInfo

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.event import Audience, Event, Surface, Voice, now, surfaces
from tocsin.domain.immutable_update import Evolve, replace
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Meeting
from tocsin.domain.obligation import Nudge, Obligation
from tocsin.domain.people import ENGINE, is_machine
from tocsin.domain.plurals import duration_words

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
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
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


def plan_meeting(context: CommandContext) -> None:
    """Plan the review meeting within the policy's time, in business hours: see `_slot`."""
    policy = context.incident.policy
    attendees, mail = _attendees(context), context.roster.mail
    addresses = ((person, context.roster.people[person].email) for person in attendees if mail)
    starts = _slot(context)
    context.add(
        MeetingPlanned,
        by=ENGINE,
        starts=starts,
        ends=starts + policy.meeting_lasts,
        attendees=attendees,
        providers=context.roster.instances.get("calendar", ()),
        invites=tuple((person, address) for person, address in addresses if address),
        mail=mail,
    )


def _slot(context: CommandContext) -> datetime:
    """The next working morning within the 48 hours, else the last business hour within them.

    Where nobody works before they are over it is the next working morning: late, which is said.
    """
    policy, calendar = context.incident.policy, context.roster.calendar
    latest = context.at + policy.meeting_within - policy.meeting_lasts
    today = context.at.astimezone(ZoneInfo(calendar.timezone)).date()
    days = [today + timedelta(days=n) for n in range((latest - context.at).days + 2)]
    worked = [day for day in days if calendar.is_workday(day)]
    mornings = (_morning(day, context) for day in worked if day > today)
    ends = (_last(day, latest, context) for day in reversed(worked))
    within = (
        *(at for at in mornings if at <= latest),
        *(at for at in ends if at is not None and at >= context.at + NOTICE),
    )
    return next(iter(within), _later(context, latest))


def _morning(day: date, context: CommandContext) -> datetime:
    """An hour after the day begins, unless it is too short for that."""
    calendar, lasts = context.roster.calendar, context.incident.policy.meeting_lasts
    opens = calendar.opens(day)
    return max(opens, min(opens + NOTICE, calendar.closes(day) - lasts))


def _last(day: date, latest: datetime, context: CommandContext) -> datetime | None:
    """The last slot of a day that is over in time."""
    calendar, lasts = context.roster.calendar, context.incident.policy.meeting_lasts
    at = min(calendar.closes(day) - lasts, latest)
    at -= timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at if at >= calendar.opens(day) else None


def _later(context: CommandContext, latest: datetime) -> datetime:
    """The first working morning after the 48 hours."""
    calendar = context.roster.calendar
    opens = calendar.opening_after(latest)
    return _morning(opens.astimezone(ZoneInfo(calendar.timezone)).date(), context)


def _attendees(context: CommandContext) -> tuple[str, ...]:
    incident = context.incident
    found = (
        *(held.person for held in incident.roles.values()),
        *incident.responders,
        *(change.by for change in incident.mitigations.values()),
    )
    people = (person for person in found if not is_machine(person) and context.roster.knows(person))
    return tuple(dict.fromkeys(people))


def _scheduled(context: CommandContext, result: MeetingResult) -> None:
    meeting = context.incident.meeting
    provider = f"calendar.{result.provider}"
    if meeting is not None and provider not in meeting.scheduled_by:
        context.add(MeetingScheduled, provider=provider, ref=result.ref, url=result.url)


DECIDE: dict[type[Command], CommandHandler] = {
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
        rule=f"The post-mortem meeting is held within {duration_words(within)}",
        met_by=("meeting-scheduled",),
        generation=planned.seq,
        nudges=(
            Nudge(at=planned.at + planning, act="remind", hears=("ic",)),
            Nudge(at=planned.starts + beginning, act="remind", hears=("ic",), last=True),
        ),
        since=planned.at,
        about_later=True,
    )
