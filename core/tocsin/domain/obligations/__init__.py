"""`obligations(incident)`: everything the process owes, and the timers that follow from it.

Pure and total: the same events give the same obligations, on every machine and after every
restart. Timers in the store are only a projection of `timers(incident)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from tocsin.domain.incident import Incident
from tocsin.domain.obligations import (
    calling,
    customers,
    deliveries,
    learning,
    status_page,
    unforgotten,
    working,
)
from tocsin.domain.obligations.hours import in_business_hours, resumes
from tocsin.domain.obligations.shape import Act, Nudge, Obligation, Timer

Rule = Callable[[Incident], Iterable[Obligation]]

RULES: tuple[Rule, ...] = (
    working.triage,
    calling.ack,
    calling.answers,
    working.roles,
    working.handoffs,
    working.approvals,
    working.update,
    status_page.status_page,
    status_page.drift,
    calling.escalate_em,
    working.stability,
    working.ticket,
    customers.customer_notice,
    customers.customer_follow_up,
    customers.meeting,
    learning.draft,
    learning.review,
    learning.publish,
    learning.public,
    learning.action_items,
)
# What goes on after the incident has ended: work that is promised, and what readers were told.
AFTER: tuple[Rule, ...] = (status_page.drift, learning.public, learning.action_items)


def obligations(incident: Incident) -> tuple[Obligation, ...]:
    """Everything owed now, in the order of the rules; after the end only what goes on."""
    rules = RULES if incident.is_open else AFTER
    calendar = incident.calendar
    found = [in_business_hours(owed, calendar) for rule in rules for owed in rule(incident)]
    return (*found, *unforgotten.still_open(incident, found))


def owed(incident: Incident, name: str) -> Obligation | None:
    """The obligation of this name, if it is owed."""
    return next((one for one in obligations(incident) if one.name == name), None)


def undone(incident: Incident, obligation: Obligation) -> tuple[tuple[int, datetime, Nudge], ...]:
    """(index, effective time, nudge) of what is still to be done, in time order.

    Snoozing moves reminders, never a page and never the due time.
    """
    before = incident.nudges.get(obligation.name)
    done = before.done if before and before.generation == obligation.generation else frozenset()
    until = resumes(incident.snoozed.get(obligation.name), obligation, incident.calendar)
    rows = [
        (index, max(nudge.at, until) if until and nudge.act == "remind" else nudge.at, nudge)
        for index, nudge in enumerate(obligation.nudges)
        if index not in done
    ]
    return tuple(sorted(rows, key=lambda row: (row[1], row[0])))


def runs(incident: Incident, name: str) -> Obligation | None:
    """What has a clock under this name: an obligation, or what the engine watches for itself."""
    watched = deliveries.deliveries(incident) if name.startswith(deliveries.NAME) else ()
    return next((one for one in watched if one.name == name), None) or owed(incident, name)


def timers(incident: Incident) -> tuple[Timer, ...]:
    """The next undone nudge of every obligation, and of what the engine watches for itself."""
    every = (*obligations(incident), *deliveries.deliveries(incident))
    found = ((one, undone(incident, one)) for one in every)
    return tuple(
        Timer(name=one.name, generation=one.generation, nudge=rows[0][0], due=rows[0][1])
        for one, rows in found
        if rows
    )


__all__ = [
    "RULES",
    "Act",
    "Nudge",
    "Obligation",
    "Timer",
    "obligations",
    "owed",
    "runs",
    "timers",
    "undone",
]
