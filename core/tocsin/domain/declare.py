"""An incident is declared or reported: its beginning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.event import Event
from tocsin.domain.flags.decide import check_flags, reach_flag_contacts
from tocsin.domain.immutable_update import Evolve, replace
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import DeclarationSource
from tocsin.domain.lifecycle import Status
from tocsin.domain.notify import notify
from tocsin.domain.services import name_service
from tocsin.domain.severity import Severity
from tocsin.domain.severity.decide import on_severity_known

# Commands


@dataclass(frozen=True, kw_only=True)
class Declare(Command):
    """Open an incident. `number`, `policy_hash` come from the engine in the same transaction."""

    title: str
    number: int
    policy_hash: str
    source: DeclarationSource = "command"
    severity: Severity | None = None
    service: str = ""
    flags: tuple[str, ...] = ()
    text: str = ""
    repeat_of: str = ""
    pages_only: tuple[str, ...] = ()
    verb: ClassVar[str] = "declare"


@dataclass(frozen=True, kw_only=True)
class Report(Declare):
    """A report by anyone; triage decides."""

    source: DeclarationSource = "report"
    verb: ClassVar[str] = "report"


# Events


@dataclass(frozen=True, kw_only=True)
class Declared(Event):
    """The opening of an incident, whatever the source. Without a severity it is in triage.

    `alert_sources`: the team's sources of alerts then; None = from before this was kept.
    """

    number: int
    team: str
    title: str
    timezone: str
    source: DeclarationSource
    severity: Severity | None = None
    service: str = ""
    flags: tuple[str, ...] = ()
    text: str = ""
    platforms: tuple[str, ...] = ()
    announce: str = "#incidents"
    ticketing: str = ""
    policy_hash: str = ""
    repeat_of: str = ""
    pages_only: tuple[str, ...] = ()
    ticket_due: datetime | None = None
    alert_sources: tuple[str, ...] | None = None
    type: Literal["declared"] = "declared"


# Evolve


def _declared(incident: Incident, event: Declared) -> Incident:
    accepted = event.severity is not None and event.source == "command"
    status: Status = "investigating" if accepted else "triage"
    return replace(
        incident,
        number=event.number,
        team=event.team,
        title=event.title,
        text=event.text,
        timezone=event.timezone,
        source=event.source,
        reporter=event.by,
        service=event.service,
        status=status,
        severity=event.severity,
        severity_since=event.at,
        severity_seq=incident.version if event.severity else 0,
        severity_by=event.by if event.severity else "",
        update_seq=incident.version,
        update_since=event.at,
        working_since=event.at,
        flags=frozenset(event.flags),
        declared=event.at,
        platforms=event.platforms,
        announce=event.announce,
        ticketing=event.ticketing,
        policy_hash=event.policy_hash,
        repeat_of=event.repeat_of,
        pages_only=event.pages_only,
        alert_sources=event.alert_sources,
        ticket_due=event.ticket_due,
        milestones={"detected": event.at, "declared": event.at},
    )


EVOLVE: dict[type[Event], Evolve] = {
    Declared: _declared,
}


# Decide


def _declare(context: CommandContext, command: Declare) -> None:
    check_flags(command.flags)
    due = context.roster.calendar.next_business_day_end(context.at)
    context.add(
        Declared,
        number=command.number,
        team=context.roster.team,
        title=command.title,
        timezone=context.roster.timezone,
        source=command.source,
        severity=command.severity,
        service=command.service,
        flags=command.flags,
        text=command.text,
        platforms=context.roster.platforms,
        announce=context.roster.announce,
        ticketing=next(iter(context.roster.ticketing), ""),
        policy_hash=command.policy_hash,
        repeat_of=command.repeat_of,
        pages_only=command.pages_only,
        alert_sources=context.roster.instances.get("alerts", ()),
        ticket_due=due if command.severity == "P3" else None,
    )
    name_service(context, command.service)
    if command.severity is not None:
        on_severity_known(context)
    elif command.source != "alert":
        notify(context, ("primary",), "report")
    for flag in command.flags:
        reach_flag_contacts(context, flag)


DECIDE: dict[type[Command], CommandHandler] = {
    Declare: _declare,
    Report: _declare,
}
