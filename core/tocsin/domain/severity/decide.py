"""Setting the severity, and what follows from it: room, standing IC, calling, notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.escalation.decide import start_ladder
from tocsin.domain.flags.decide import notify_support
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


def _severity(context: CommandContext, command: SetSeverity) -> None:
    require_active(context)
    before = context.incident.severity
    if before == command.severity:
        raise RejectedCommand(f"{context.incident.key} is {before} already.")
    lower = before is not None and is_higher(before, command.severity)
    if lower and not command.reason:
        raise RejectedCommand(
            f"Lowering needs a reason: `severity {command.severity.lower()} <reason>`."
        )
    change_severity(context, command, assumed=False)


def change_severity(
    context: CommandContext, command: SetSeverity, *, assumed: bool, anew: bool = False
) -> None:
    """Set the severity and do what follows from it.

    Args:
        anew: Call people by its ladder although somebody has answered an earlier call.
    """
    due = _next_business_day(context)
    context.add(
        SeverityChanged,
        severity=command.severity,
        reason=command.reason,
        assumed=assumed,
        ticket_due=due if command.severity == "P3" else None,
    )
    on_severity_known(context, anew=anew)
    running = context.incident.ladder
    if command.severity == "P0" and running is not None and running.acknowledged:
        notify(context, ("em",), "raised to P0")


def on_severity_known(context: CommandContext, *, anew: bool = False) -> None:
    """Start what follows from a known severity: room, standing IC, calling, notices."""
    severity = context.incident.severity
    if severity is None:
        return
    primary = context.roster.resolve("primary")
    if severity in WITH_ROOM and primary and "ic" not in context.incident.roles:
        context.add(RoleAssigned, by=ENGINE, role="ic", person=primary[0], standing=True)
    if severity in WITH_ROOM and not context.incident.room_name:
        name = room_name(context.incident, context.roster.room_taken)
        context.add(RoomNamed, by=ENGINE, name=name, context=context.roster.context)
    start_ladder(context, anew=anew)
    notify_support(context)


def _next_business_day(context: CommandContext) -> datetime:
    """Counted from the report; what is judged when that is over has the next one from now."""
    ends = context.roster.calendar.next_business_day_end
    due = ends(context.incident.declared)
    return due if due > context.at else ends(context.at)


DECIDE: dict[type[Command], CommandHandler] = {
    SetSeverity: _severity,
}
