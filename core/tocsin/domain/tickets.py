"""The tracking ticket."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.event import Event, Surface, surfaces
from tocsin.domain.immutable_update import Evolve, replace
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Ticket
from tocsin.domain.obligation import Obligation, reminders

# Commands


@dataclass(frozen=True, kw_only=True)
class TicketResult(Command):
    """Record that a ticket was opened."""

    provider: str
    ref: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class TicketSeen(Command):
    """Record that somebody changed the ticket at the tracker; as in `TicketChanged`."""

    provider: str
    ref: str
    action: Literal["closed", "reopened", "assigned"]
    user: str = ""
    person: str = ""
    assignee: str = ""
    assignee_person: str = ""


# Events


@dataclass(frozen=True, kw_only=True)
class TicketOpened(Event):
    """A tracking ticket exists."""

    provider: str
    ref: str
    url: str = ""
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["ticket-opened"] = "ticket-opened"


@dataclass(frozen=True, kw_only=True)
class TicketClosed(Event):
    """The ticket of a P3 is done."""

    type: Literal["ticket-closed"] = "ticket-closed"


@dataclass(frozen=True, kw_only=True)
class TicketChanged(Event):
    """Somebody changed the ticket at its tracker; nothing follows from it here.

    Args:
        user: What the tracker calls whoever did it; `person` is their id where they are known.
        assignee: Whom it is assigned to now, likewise; "" = nobody, or not told.
    """

    provider: str
    ref: str
    action: Literal["closed", "reopened", "assigned"]
    user: str = ""
    person: str = ""
    assignee: str = ""
    assignee_person: str = ""
    type: Literal["ticket-changed"] = "ticket-changed"


# Evolve


def _ticket_opened(incident: Incident, event: TicketOpened) -> Incident:
    return replace(incident, ticket=Ticket(provider=event.provider, ref=event.ref, url=event.url))


def _ticket_closed(incident: Incident, _event: TicketClosed) -> Incident:
    if incident.ticket is None:
        return incident
    return replace(incident, ticket=replace(incident.ticket, done=True, closed=True))


def _ticket_changed(incident: Incident, event: TicketChanged) -> Incident:
    if incident.ticket is None:
        return incident
    if event.action == "assigned":
        return replace(incident, ticket=replace(incident.ticket, assignee=event.assignee))
    closed = event.action == "closed"
    return replace(incident, ticket=replace(incident.ticket, closed=closed))


EVOLVE: dict[type[Event], Evolve] = {
    TicketOpened: _ticket_opened,
    TicketClosed: _ticket_closed,
    TicketChanged: _ticket_changed,
}


# Decide


def _ticket(context: CommandContext, result: TicketResult) -> None:
    if context.incident.ticket is None:
        context.add(TicketOpened, provider=result.provider, ref=result.ref, url=result.url)


def _ticket_seen(context: CommandContext, seen: TicketSeen) -> None:
    """Told where it is news: a tracker also tells us of what we did ourselves."""
    ticket = context.incident.ticket
    if ticket is None or (ticket.provider, ticket.ref) != (seen.provider, seen.ref):
        return
    known = {
        "closed": ticket.closed,
        "reopened": not ticket.closed,
        "assigned": ticket.assignee == seen.assignee,
    }
    if not known[seen.action]:
        context.add(
            TicketChanged,
            provider=seen.provider,
            ref=seen.ref,
            action=seen.action,
            user=seen.user,
            person=seen.person,
            assignee=seen.assignee,
            assignee_person=seen.assignee_person,
        )


DECIDE: dict[type[Command], CommandHandler] = {
    TicketResult: _ticket,
    TicketSeen: _ticket_seen,
}


# Obligations


def ticket(incident: Incident) -> Iterable[Obligation]:
    """The ticket of a P3, handled by the end of the next business day."""
    if incident.severity != "P3" or incident.ticket_due is None:
        return
    if incident.ticket is not None and incident.ticket.done:
        return
    due, offsets = incident.ticket_due, incident.policy.reminds("ticket")
    yield Obligation(
        name="ticket",
        due=due,
        owner="primary",
        rule="P3: a ticket, handled by the end of the next business day",
        met_by=("ticket-closed", "closed"),
        generation=incident.severity_seq,
        nudges=reminders(due, offsets, ("primary",), ("primary",)),
        since=incident.severity_since,
        about_later=True,
    )
