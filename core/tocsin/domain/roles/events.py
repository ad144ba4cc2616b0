"""A role is somebody's, or is offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.event import ASKS, Audience, Event, Surface, Voice, along, now, surfaces
from tocsin.domain.immutable_update import Evolve, put, replace, without
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Holder, Offer
from tocsin.domain.roles import Role


@dataclass(frozen=True, kw_only=True)
class RoleAssigned(Event):
    """Somebody holds a role from now on.

    Args:
        standing: Whether they hold it by default, until somebody takes it.
        alone: Whether they took it beside a role that it is kept apart from, with a reason.
        relieves: The holder before, who was asked and did not answer; "" = nobody.
    """

    role: Role
    person: str
    standing: bool = False
    alone: bool = False
    relieves: str = ""
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = along(
        "the card names who does what, and the person is told directly"
    )
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "topic", "announcement", "members")
    type: Literal["role-assigned"] = "role-assigned"

    def told(self) -> Voice | None:
        """Who decides is told at once."""
        return now("who decides") if self.role == "ic" else self.voice


@dataclass(frozen=True, kw_only=True)
class HandoffOffered(Event):
    """A role is offered to somebody; it moves when they accept."""

    role: Role
    to: str
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ASKS
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "members")
    type: Literal["handoff-offered"] = "handoff-offered"


def _role_assigned(incident: Incident, event: RoleAssigned) -> Incident:
    """Whoever had the role before knows it all, and stays in."""
    holder = Holder(person=event.person, since=event.at, standing=event.standing, alone=event.alone)
    before = {incident.holder(event.role)} - {"", event.person}
    return replace(
        incident,
        brought_in=incident.brought_in | before,
        roles=put(incident.roles, event.role, holder),
        offers=without(incident.offers, event.role),
    )


def _handoff_offered(incident: Incident, event: HandoffOffered) -> Incident:
    offer = Offer(role=event.role, to=event.to, by=event.by, at=event.at, seq=incident.version)
    return replace(incident, offers=put(incident.offers, event.role, offer))


EVOLVE: dict[type[Event], Evolve] = {
    RoleAssigned: _role_assigned,
    HandoffOffered: _handoff_offered,
}
