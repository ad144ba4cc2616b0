"""The service in trouble, and where to look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.event import Audience, Event, Surface, Voice, along, surfaces
from tocsin.domain.guards import require_not_ended
from tocsin.domain.immutable_update import Evolve, replace
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Service
from tocsin.domain.quoting import quoted, without_backticks
from tocsin.errors import RejectedCommand

# Commands


@dataclass(frozen=True, kw_only=True)
class SetService(Command):
    """Name the service in trouble."""

    service: str
    verb: ClassVar[str] = "service"


# Events


@dataclass(frozen=True, kw_only=True)
class ServiceSet(Event):
    """The service in trouble, with the places to look as they were then."""

    service: Service
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = along("the opening message names where to look")
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["service-set"] = "service-set"


# Evolve


def _service_set(incident: Incident, event: ServiceSet) -> Incident:
    return replace(incident, service=event.service.name, service_info=event.service)


EVOLVE: dict[type[Event], Evolve] = {
    ServiceSet: _service_set,
}


# Decide


def _service(context: CommandContext, command: SetService) -> None:
    require_not_ended(context)
    before = context.incident.service_info
    if before is not None and before.name.lower() == command.service.lower():
        raise RejectedCommand(
            f"The service in trouble is {without_backticks(before.name)} already."
        )
    name_service(context, command.service)
    if context.incident.service_info is before:
        listed = (
            ", ".join(map(without_backticks, context.roster.services))
            or "none; add [services.<name>] to the team file"
        )
        raise RejectedCommand(f"No service {quoted(command.service)}. Services: {listed}.")


def name_service(context: CommandContext, name: str) -> None:
    """Write down the places to look, as the team file has them now."""
    known = {name.lower(): service for name, service in context.roster.services.items()}
    service = known.get(name.lower())
    if service is not None:
        context.add(ServiceSet, service=service)


DECIDE: dict[type[Command], CommandHandler] = {
    SetService: _service,
}
