"""Builds domain values from a team file without faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

from tocsin.config.fields import is_email
from tocsin.config.part import overlay
from tocsin.config.process import LadderPart, SeverityPart
from tocsin.config.sections import BUILT_IN, with_built_in
from tocsin.config.team import OnCallPart, PersonPart, ServicePart, TeamPart
from tocsin.config.team_draft import CONTACTS, TeamDraft
from tocsin.config.values import ProviderModels, ScheduleRef, Storm, Team
from tocsin.domain.calendar import BusinessCalendar
from tocsin.domain.escalation.ladders import DEFAULT_LADDERS, Ladder, Step
from tocsin.domain.incident_parts import Service
from tocsin.domain.oncall import Rotation
from tocsin.domain.people import Person
from tocsin.domain.plurals import plural
from tocsin.domain.policy import (
    DEFAULT_POLICY,
    DEFAULT_SEVERITIES,
    REMINDERS,
    Notification,
    ProcessPolicy,
    SeverityPolicy,
)
from tocsin.domain.severity import SEVERITIES, Severity

_LADDER_FOR: Mapping[Notification, str] = {"page": "P1", "notify": "P2", "ticket": ""}


def build_team(draft: TeamDraft, models: ProviderModels, *, default: bool = False) -> Team:
    """Return the team of a file.

    Raises:
        InvalidValue: The draft has a fault (the rules find it beforehand).
    """
    parts = draft.parts
    return Team(
        id=draft.id,
        name=parts.team.name or draft.id,
        owner=parts.team.owner,
        updated=parts.team.updated,
        timezone=parts.team.timezone,
        calendar=build_calendar(parts.team),
        people={name: build_person(name, part) for name, part in parts.people.items()},
        levels=tuple(parts.oncall),
        rotations=build_rotations(draft),
        schedules=_schedules(draft),
        contacts={word: found for word in CONTACTS if (found := draft.persons_of(word))},
        emails={word: entry for _, word, entry in draft.contacts() if is_email(entry)},
        services={name: build_service(name, part) for name, part in parts.services.items()},
        policy=build_policy(draft),
        escalation=draft.policies.escalation,
        sections=with_built_in(draft.sections, models) | draft.policies.sections,
        paging={severity: paging_order(draft, severity) for severity in SEVERITIES},
        ticketing=draft.names("ticketing") or (BUILT_IN["ticketing"],),
        announce=parts.chat.announce,
        announce_ids=dict(parts.chat.announce_id),
        triage=parts.chat.triage or parts.chat.announce,
        platforms=parts.chat.platforms,
        storm=_storm(parts.team),
        meeting_place=parts.team.meeting_place,
        default=default,
    )


def _own_calendar(part: TeamPart) -> BusinessCalendar | None:
    """The team's working time where it is another than the process takes for granted."""
    calendar = build_calendar(part)
    return None if calendar == BusinessCalendar(timezone=part.timezone) else calendar


def build_person(name: str, part: PersonPart) -> Person:
    """Return a person; without a name the id is shown."""
    return Person(
        id=name,
        name=part.name or name,
        email=part.email,
        phone=part.phone,
        accounts=dict(part.accounts),
    )


def build_calendar(part: TeamPart) -> BusinessCalendar:
    """Return the team's working time."""
    return BusinessCalendar(
        timezone=part.timezone,
        workdays=part.workdays,
        holidays=frozenset(part.holidays),
        hours=part.business_hours,
    )


def build_rotation(name: str, part: OnCallPart, timezone: str) -> Rotation:
    """Return a rotation kept in the file.

    Raises:
        InvalidValue: Nobody is in it.
    """
    return Rotation(
        name=name,
        people=part.people or (),
        every=part.rotation,
        handoff=part.handoff,
        start=part.start,
        timezone=part.timezone or timezone,
    )


def build_rotations(draft: TeamDraft) -> tuple[Rotation, ...]:
    """Return the rotations kept in the file, in its order."""
    timezone = draft.parts.team.timezone
    return tuple(
        build_rotation(name, part, timezone)
        for name, part in draft.parts.oncall.items()
        if part.schedule is None
    )


def build_service(name: str, part: ServicePart) -> Service:
    """Return the places to look when a service is in trouble."""
    given = {field.name: getattr(part, field.name) for field in fields(Service)[1:]}
    return Service(name=name, **given)


def build_ladder(part: LadderPart) -> Ladder:
    """Return a ladder of the built-in strategy."""
    return Ladder(
        steps=tuple(
            Step(after=step.after, targets=step.targets, manner=step.manner) for step in part.steps
        ),
        repeats=part.repeats,
        repeat_every=part.repeat_every,
        alarm=part.alarm,
    )


def build_severity(severity: Severity, part: SeverityPart) -> SeverityPolicy:
    """Return a row of the severity table; a changed notification changes an unnamed ladder."""
    default = DEFAULT_SEVERITIES[severity]
    row = overlay(default, part, leave_out=frozenset({"paging"}))
    if row.notification == default.notification or "ladder" in part.model_fields_set:
        return row
    return replace(row, ladder=_LADDER_FOR[row.notification])


def build_severities(draft: TeamDraft) -> dict[Severity, SeverityPolicy]:
    """Return the severity table."""
    written = draft.parts.severities
    return {severity: build_severity(severity, written.of(severity)) for severity in SEVERITIES}


def build_ladders(draft: TeamDraft) -> dict[str, Ladder]:
    """Return the default ladders, the file's, and a fallback for each other strategy."""
    own = {name: build_ladder(part) for name, part in draft.policies.ladders.items() if part.steps}
    others = set(draft.policies.escalation) - set(own)
    spare = {
        row.ladder: DEFAULT_LADDERS[DEFAULT_SEVERITIES[severity].ladder or "P2"]
        for severity, row in reversed(build_severities(draft).items())
        if row.ladder in others
    }
    return {
        **DEFAULT_LADDERS,
        **dict.fromkeys(sorted(others), DEFAULT_LADDERS["P1"]),
        **spare,
        **own,
    }


def build_policy(draft: TeamDraft) -> ProcessPolicy:
    """Return the process with this team's changes."""
    changed = overlay(DEFAULT_POLICY, draft.parts.process)
    policy = replace(
        changed,
        severities=build_severities(draft),
        ladders=build_ladders(draft),
        rights={**DEFAULT_POLICY.rights, **draft.parts.rights},
        reminders={**REMINDERS, **draft.parts.process.reminders},
        templates=dict(draft.parts.templates),
        calendar=_own_calendar(draft.parts.team),
    )
    if "checklist" in draft.parts.process.model_fields_set:
        return policy
    return replace(policy, checklist=_checklist(policy))


def paging_order(draft: TeamDraft, severity: Severity) -> tuple[str, ...]:
    """Return the tools as written, else every paging section in file order, then the chat."""
    written = draft.parts.severities.of(severity)
    if "paging" in written.model_fields_set:
        return written.paging
    return tuple(dict.fromkeys((*draft.names("paging"), BUILT_IN["paging"])))


def _checklist(policy: ProcessPolicy) -> tuple[tuple[str, str], ...]:
    """The default items; the one about the stable window names the team's own number."""
    minutes = round(policy.stable_for.total_seconds() / 60)
    stable = f"Monitored for {plural(minutes, 'minute')} (stable)"
    return tuple((key, stable if key == "stable" else text) for key, text in policy.checklist)


def _schedules(draft: TeamDraft) -> dict[str, ScheduleRef]:
    return {
        name: ScheduleRef(part.schedule, part.id or "")
        for name, part in draft.parts.oncall.items()
        if part.schedule is not None
    }


def _storm(part: TeamPart) -> Storm | None:
    if part.storm is None:
        return None
    return Storm(groups=part.storm.groups, within=part.storm.within)
