"""`obligations(incident)`: everything the process owes, and the timers that follow from it.

What is owed stands with its noun; this file only lists them. Pure and total: the same events give
the same obligations, on every machine and after every restart. Timers in the store are only a
projection of `timers(incident)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tocsin.domain import (
    action_items,
    approvals,
    customers,
    inactivity,
    meeting,
    mitigation,
    tickets,
    triage,
    updates,
)
from tocsin.domain.escalation import obligations as escalation
from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Obligation, Timer, in_business_hours, undone
from tocsin.domain.paging import obligations as paging
from tocsin.domain.people import Roster
from tocsin.domain.postmortem import obligations as postmortem
from tocsin.domain.roles import obligations as roles
from tocsin.domain.roles import parse_role
from tocsin.domain.status_page import obligations as status_page

Rule = Callable[[Incident], Iterable[Obligation]]

# In the order in which they are listed.
RULES: tuple[Rule, ...] = (
    triage.triage,
    escalation.ack,
    paging.answers,
    roles.roles,
    roles.handoffs,
    approvals.approvals,
    updates.update,
    status_page.status_page,
    status_page.drift,
    escalation.escalate_em,
    mitigation.stability,
    tickets.ticket,
    customers.customer_notice,
    customers.customer_follow_up,
    meeting.meeting,
    postmortem.draft,
    postmortem.review,
    postmortem.publish,
    postmortem.public,
    action_items.action_items,
)
# What goes on after the incident has ended: work that is promised, and what readers were told.
AFTER: tuple[Rule, ...] = (status_page.drift, postmortem.public, action_items.action_items)


def obligations(incident: Incident) -> tuple[Obligation, ...]:
    """Everything owed now, in the order of the rules; after the end only what goes on."""
    rules = RULES if incident.is_open else AFTER
    calendar = incident.calendar
    found = [in_business_hours(owed, calendar) for rule in rules for owed in rule(incident)]
    return (*found, *inactivity.inactivity_reminder(incident, found))


def owed(incident: Incident, name: str) -> Obligation | None:
    """The obligation of this name, if it is owed."""
    return next(
        (obligation for obligation in obligations(incident) if obligation.name == name), None
    )


def obligation_or_watch(incident: Incident, name: str) -> Obligation | None:
    """The obligation or watch of this name, if there is one."""
    watched = paging.deliveries(incident) if name.startswith(paging.NAME) else ()
    return next((watch for watch in watched if watch.name == name), None) or owed(incident, name)


def timers(incident: Incident) -> tuple[Timer, ...]:
    """The next undone nudge of every obligation, and of what the engine watches for itself."""
    every = (*obligations(incident), *paging.deliveries(incident))
    found = ((obligation, undone(incident, obligation)) for obligation in every)
    return tuple(
        Timer(
            name=obligation.name, generation=obligation.generation, nudge=rows[0][0], due=rows[0][1]
        )
        for obligation, rows in found
        if rows
    )


def is_owed_by(person: str, obligation: Obligation, incident: Incident, roster: Roster) -> bool:
    """Whether somebody owes it: what a role owes that nobody has, the IC does.

    Whoever is called and has not answered owes the answer, whoever is called first.
    """
    if obligation.name == "ack" and has_waiting_page(person, incident):
        return True
    role = parse_role(obligation.owner)
    if obligation.owner == person or (role is not None and incident.holder(role) == person):
        return True
    if role is not None and incident.holder(role):
        return False
    behind = roster.resolve(obligation.owner)
    return person in behind or (not behind and incident.holder("ic") == person)


def has_waiting_page(person: str, incident: Incident) -> bool:
    """Whether a page of theirs waits for an answer."""
    return any(page.person == person and page.waits for page in incident.pages.values())
