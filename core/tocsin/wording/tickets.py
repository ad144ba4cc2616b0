"""Tickets, in words: timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.domain.tickets import TicketChanged, TicketOpened
from tocsin.wording.clean import clean
from tocsin.wording.names import Names, TimelineSentence


def _timeline_ticket(event: TicketOpened, _names: Names, _zone: str) -> str:
    return f"Ticket {clean(event.ref)} was opened ({clean(event.provider)})."


def _timeline_ticket_changed(event: TicketChanged, names: Names, _zone: str) -> str:
    who = names(event.person) if event.person else clean(event.user, 60) or "Somebody"
    whose = names(event.assignee_person) if event.assignee_person else clean(event.assignee, 60)
    to = f" to {whose or 'nobody'}" if event.action == "assigned" else ""
    did = f"{who} {clean(event.action, 20)} ticket {clean(event.ref)}"
    return f"{did}{to} in {clean(event.provider, 40)}."


TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "ticket-opened": _timeline_ticket,
    "ticket-closed": lambda _e, _n, _z: "The ticket was closed.",
    "ticket-changed": _timeline_ticket_changed,
}
