"""Setting the severity, and what follows from it: room, standing IC, calling, notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from tocsin.domain.command import Command
from tocsin.domain.draft import Draft, Handler
from tocsin.domain.escalation.decide import start_calling
from tocsin.domain.flags.decide import tell_support
from tocsin.domain.guards import require_active
from tocsin.domain.notify import notify
from tocsin.domain.people import ENGINE
from tocsin.domain.roles.events import RoleAssigned
from tocsin.domain.rooms import room_name
from tocsin.domain.rooms.events import RoomNamed
from tocsin.domain.severity import WITH_ROOM, Severity, is_higher
from tocsin.domain.severity.events import SeverityChanged
from tocsin.errors import RejectedCommand


@dataclass(frozen=True, kw_only=True)
class SetSeverity(Command):
    """Set, raise or lower the severity."""

    severity: Severity
    reason: str = ""
    verb: ClassVar[str] = "raise"


def _severity(draft: Draft, command: SetSeverity) -> None:
    require_active(draft)
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
    draft: Draft, command: SetSeverity, *, assumed: bool, anew: bool = False
) -> None:
    """Set the severity and do what follows from it.

    Args:
        anew: Call people by its ladder although somebody has answered an earlier call.
    """
    due = _next_business_day(draft)
    draft.add(
        SeverityChanged,
        severity=command.severity,
        reason=command.reason,
        assumed=assumed,
        ticket_due=due if command.severity == "P3" else None,
    )
    severity_known(draft, anew=anew)
    running = draft.incident.ladder
    if command.severity == "P0" and running is not None and running.acknowledged:
        notify(draft, ("em",), "raised to P0")


def severity_known(draft: Draft, *, anew: bool = False) -> None:
    """What follows as soon as a severity stands: room, standing IC, calling, notices."""
    severity = draft.incident.severity
    if severity is None:
        return
    primary = draft.roster.resolve("primary")
    if severity in WITH_ROOM and primary and "ic" not in draft.incident.roles:
        draft.add(RoleAssigned, by=ENGINE, role="ic", person=primary[0], standing=True)
    if severity in WITH_ROOM and not draft.incident.room_name:
        name = room_name(draft.incident, draft.roster.room_taken)
        draft.add(RoomNamed, by=ENGINE, name=name, context=draft.roster.context)
    start_calling(draft, anew=anew)
    tell_support(draft)


def _next_business_day(draft: Draft) -> datetime:
    """Counted from the report; what is judged when that is over has the next one from now."""
    ends = draft.roster.calendar.next_business_day_end
    due = ends(draft.incident.declared)
    return due if due > draft.at else ends(draft.at)


DECIDE: dict[type[Command], Handler] = {
    SetSeverity: _severity,
}
