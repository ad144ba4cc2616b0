"""Opening, judging and triage."""

from __future__ import annotations

from datetime import datetime

from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain.decide.calling import start_calling
from tocsin.domain.decide.draft import Draft, Handler
from tocsin.domain.decide.over import tell_it_is_over
from tocsin.domain.decide.paging import request_page
from tocsin.domain.decide.rooms import hide_room_name, leave_open_rooms
from tocsin.domain.decide.standing import stands, way_on
from tocsin.domain.decide.telling import notify, tell_address
from tocsin.domain.flags import CONFIRMED, CUSTOMERS, FLAG_CALLS, FLAGS
from tocsin.domain.lifecycle import ACTIVE, ENDED, may_happen
from tocsin.domain.naming import room_name
from tocsin.domain.people import ENGINE, SUPPORT
from tocsin.domain.quoting import quoted
from tocsin.domain.severity import PAGING, WITH_ROOM, is_higher
from tocsin.domain.silence import waiting_page
from tocsin.errors import RejectedCommand, Unconfirmed


def _declare(draft: Draft, command: c.Declare) -> None:
    _check_flags(command.flags)
    due = draft.roster.calendar.next_business_day_end(draft.at)
    draft.add(
        e.Declared,
        number=command.number,
        team=draft.roster.team,
        title=command.title,
        timezone=draft.roster.timezone,
        source=command.source,
        severity=command.severity,
        service=command.service,
        flags=command.flags,
        text=command.text,
        platforms=draft.roster.platforms,
        announce=draft.roster.announce,
        ticketing=next(iter(draft.roster.ticketing), ""),
        policy_hash=command.policy_hash,
        repeat_of=command.repeat_of,
        pages_only=command.pages_only,
        alert_sources=draft.roster.instances.get("alerts", ()),
        ticket_due=due if command.severity == "P3" else None,
    )
    name_service(draft, command.service)
    if command.severity is not None:
        severity_known(draft)
    elif command.source != "alert":
        notify(draft, ("primary",), "report")
    for flag in command.flags:
        call_for_flag(draft, flag)


def severity_known(draft: Draft, *, anew: bool = False) -> None:
    """What follows as soon as a severity stands: room, standing IC, calling, notices."""
    severity = draft.incident.severity
    if severity is None:
        return
    primary = draft.roster.resolve("primary")
    if severity in WITH_ROOM and primary and "ic" not in draft.incident.roles:
        draft.add(e.RoleAssigned, by=ENGINE, role="ic", person=primary[0], standing=True)
    if severity in WITH_ROOM and not draft.incident.room_name:
        name = room_name(draft.incident, draft.roster.room_taken)
        draft.add(e.RoomNamed, by=ENGINE, name=name, context=draft.roster.context)
    start_calling(draft, anew=anew)
    tell_support(draft)


def tell_support(draft: Draft) -> None:
    """Support hears once of an incident customers may ask about."""
    incident = draft.incident
    asked_about = incident.severity in PAGING or incident.flags & CUSTOMERS
    if asked_about and SUPPORT not in incident.told_about and "drill" not in incident.flags:
        notify(draft, ("support",), SUPPORT)


def name_service(draft: Draft, name: str) -> None:
    """Write down the places to look, as the team file has them now."""
    known = {one.lower(): service for one, service in draft.roster.services.items()}
    service = known.get(name.lower())
    if service is not None:
        draft.add(e.ServiceSet, service=service)


def _accept(draft: Draft, _command: c.Accept) -> None:
    _must(draft, "accepted", "is not in triage any more")
    answered = draft.incident.triage
    if draft.incident.severity is None and answered is not None:
        reason = "proposed by the answers of triage"
        change_severity(
            draft, c.SetSeverity(severity=answered.proposed, reason=reason), assumed=False
        )
    if draft.incident.severity is None:
        raise RejectedCommand("Say how bad it is first: `severity <p0|p1|p2|p3>`. Then: `accept`.")
    draft.add(e.Accepted)


def _decline(draft: Draft, command: c.Decline) -> None:
    if draft.incident.status in ENDED:
        raise RejectedCommand(f"{stands(draft.incident)} already.")
    _must(draft, "declined", "was accepted already; use resolve")
    draft.add(e.Declined, reason=command.reason)
    tell_it_is_over(draft)


def _must(draft: Draft, event_type: str, why: str) -> None:
    if not may_happen(event_type, draft.incident.status):
        raise RejectedCommand(f"{draft.incident.key} {why} (it is {draft.incident.status}).")


def must_be_active(draft: Draft) -> None:
    """Refuse work on an incident that is resolved or has ended."""
    if draft.incident.status not in ACTIVE:
        raise RejectedCommand(f"{stands(draft.incident)}. {way_on(draft.incident)}")


def _severity(draft: Draft, command: c.SetSeverity) -> None:
    must_be_active(draft)
    before = draft.incident.severity
    if before == command.severity:
        raise RejectedCommand(f"{draft.incident.key} is {before} already.")
    lower = before is not None and is_higher(before, command.severity)
    if lower and not command.reason:
        raise RejectedCommand(
            f"Lowering needs a reason: `severity {command.severity.lower()} <reason>`."
        )
    change_severity(draft, command, assumed=False)


def change_severity(
    draft: Draft, command: c.SetSeverity, *, assumed: bool, anew: bool = False
) -> None:
    """Set the severity and do what follows from it.

    Args:
        anew: Call people by its ladder although somebody has answered an earlier call.
    """
    due = _next_business_day(draft)
    draft.add(
        e.SeverityChanged,
        severity=command.severity,
        reason=command.reason,
        assumed=assumed,
        ticket_due=due if command.severity == "P3" else None,
    )
    severity_known(draft, anew=anew)
    running = draft.incident.ladder
    if command.severity == "P0" and running is not None and running.acknowledged:
        notify(draft, ("em",), "raised to P0")


def _next_business_day(draft: Draft) -> datetime:
    """Counted from the report; what is judged when that is over has the next one from now."""
    ends = draft.roster.calendar.next_business_day_end
    due = ends(draft.incident.declared)
    return due if due > draft.at else ends(draft.at)


def _check_flags(flags: tuple[str, ...]) -> None:
    for flag in flags:
        if flag not in FLAGS:
            raise RejectedCommand(f"There is no flag {quoted(flag)}. Flags: {', '.join(FLAGS)}.")


def _flag(draft: Draft, command: c.SetFlag) -> None:
    _check_flags((command.flag,))
    _must_not_be_drill(command.flag)
    if command.flag in draft.incident.flags:
        raise RejectedCommand(f"The flag {command.flag} stands already.")
    set_flag(draft, command.flag, command.reason)


def _must_not_be_drill(flag: str) -> None:
    """A drill calls, tells and counts nobody: what began otherwise does not become one."""
    if flag == "drill":
        raise RejectedCommand(
            "A drill begins and ends as one. For practice: `declare <title> --drill`, or `drill`; "
            "for what is real: `incident declare <title>`."
        )


def set_flag(draft: Draft, flag: str, reason: str) -> None:
    """Set a flag, and reach whom it asks for."""
    draft.add(e.FlagSet, flag=flag, reason=reason)
    if flag == "private":
        leave_open_rooms(draft)
    hide_room_name(draft)
    call_for_flag(draft, flag)


def call_for_flag(draft: Draft, flag: str) -> None:
    """Who must know of a flag: paged or told at once, each person once for an incident."""
    tell_support(draft)
    calls = FLAG_CALLS.get(flag)
    if calls is None or draft.incident.flags & {"drill"} or draft.incident.status in ENDED:
        return
    reason = f"{calls.why} (flag {flag})"
    paged = {one.person for one in draft.incident.pages.values() if one.purpose == "request"}
    for person in _people(draft, calls.page) or _people(draft, calls.instead):
        if person not in paged or waiting_page(draft.incident, person):
            request_page(draft, person, calls.why)
    for target in calls.page:
        tell_address(draft, target, reason)
    notify(draft, calls.tell, reason)


def _people(draft: Draft, targets: tuple[str, ...]) -> tuple[str, ...]:
    found = (person for target in targets for person in draft.roster.resolve(target))
    return tuple(dict.fromkeys(found))


def _unflag(draft: Draft, command: c.ClearFlag) -> None:
    _must_not_be_drill(command.flag)
    if command.flag not in draft.incident.flags:
        stands = ", ".join(sorted(draft.incident.flags)) or "none"
        raise RejectedCommand(f"The flag {command.flag} does not stand. Standing: {stands}.")
    if command.flag in CONFIRMED and not command.confirmed:
        raise Unconfirmed(f"Clearing {command.flag} lets others read of it: add --confirm.")
    draft.add(e.FlagCleared, flag=command.flag, reason=command.reason)


HANDLERS: dict[type[c.Base], Handler] = {
    c.Declare: _declare,
    c.Report: _declare,
    c.Accept: _accept,
    c.Decline: _decline,
    c.SetSeverity: _severity,
    c.SetFlag: _flag,
    c.ClearFlag: _unflag,
}
