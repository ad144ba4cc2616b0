"""Turns what trackers say of our tickets into commands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from tocsin.domain.incident import Incident
from tocsin.domain.tickets import TicketSeen
from tocsin.engine.execute import CommandExecutor
from tocsin.engine.known_people import person_of
from tocsin.engine.refs import TICKETS, ticket_key
from tocsin.engine.webhook_sources import PartResult, Source
from tocsin.providers import TicketEvent, VendorUser
from tocsin.store.contract import Tx
from tocsin.wording.clean import clean

MOST: Final = 100
NAME: Final = 80


class TicketChanges:
    """Records ticket changes in incidents, in the transaction of the delivery."""

    def __init__(self, execute: CommandExecutor) -> None:
        """The engine's executor."""
        self._execute = execute

    def take(self, tx: Tx, source: Source, told: Sequence[TicketEvent]) -> PartResult:
        """Handle each change in order; return the first incident one was about."""
        ignored: Counter[str] = Counter()
        incidents: list[str] = []
        for event in told[:MOST]:
            incident = self._incident(tx, source, event.ref)
            if incident is None:
                ignored["unknown-ticket"] += 1
                continue
            incidents.append(incident.key)
            self._execute.command(tx, incident.id, self._seen(source, event), by=source.actor)
        ignored.update({"too-many": len(told) - MOST} if len(told) > MOST else {})
        return PartResult(incident=next(iter(incidents), None), ignored=ignored)

    def _incident(self, tx: Tx, source: Source, ref: str) -> Incident | None:
        """The incident whose ticket it is; only the tracker that has it may tell of it."""
        if source.kind != "ticketing" or not ref:
            return None
        found = tx.fact(TICKETS, ticket_key(source.team, source.name, ref))
        return tx.incident(found) if found else None

    def _seen(self, source: Source, event: TicketEvent) -> TicketSeen:
        assignee = event.assignee or VendorUser()
        return TicketSeen(
            provider=source.name,
            ref=event.ref,
            action=event.action,
            user=_shown(event.user),
            person=self._person(source, event.user),
            assignee=_shown(assignee),
            assignee_person=self._person(source, assignee),
        )

    def _person(self, source: Source, user: VendorUser) -> str:
        people = self._execute.rosters.people
        return person_of(people, source.accounts, user=user.id, email=user.email)


def _shown(user: VendorUser) -> str:
    """What people read of a user: the name, else what else is told."""
    return clean(user.name or user.email or user.id, NAME)
