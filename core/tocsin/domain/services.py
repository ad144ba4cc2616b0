"""The service in trouble, and where to look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.command import Command
from tocsin.domain.draft import Draft, Handler
from tocsin.domain.event import Audience, Event, Shown, Voice, along, shown
from tocsin.domain.guards import require_not_ended
from tocsin.domain.incident import Incident
from tocsin.domain.parts import Service
from tocsin.domain.quoting import quoted, unmarked
from tocsin.domain.revise import Evolve, replace
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
    moves: ClassVar[frozenset[Shown]] = shown("card")
    type: Literal["service-set"] = "service-set"


# Evolve


def _service_set(incident: Incident, event: ServiceSet) -> Incident:
    return replace(incident, service=event.service.name, service_info=event.service)


EVOLVE: dict[type[Event], Evolve] = {
    ServiceSet: _service_set,
}


# Decide


def _service(draft: Draft, command: SetService) -> None:
    require_not_ended(draft)
    before = draft.incident.service_info
    if before is not None and before.name.lower() == command.service.lower():
        raise RejectedCommand(f"The service in trouble is {unmarked(before.name)} already.")
    name_service(draft, command.service)
    if draft.incident.service_info is before:
        listed = (
            ", ".join(map(unmarked, draft.roster.services))
            or "none; add [services.<name>] to the team file"
        )
        raise RejectedCommand(f"No service {quoted(command.service)}. Services: {listed}.")


def name_service(draft: Draft, name: str) -> None:
    """Write down the places to look, as the team file has them now."""
    known = {name.lower(): service for name, service in draft.roster.services.items()}
    service = known.get(name.lower())
    if service is not None:
        draft.add(ServiceSet, service=service)


DECIDE: dict[type[Command], Handler] = {
    SetService: _service,
}
