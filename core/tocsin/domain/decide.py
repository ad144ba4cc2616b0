"""`decide(incident, command, by=, at=, roster=)`: the events a command causes, or a sentence.

Pure: who asks, when, and who is on call are passed in. Every command type has one row in the
`DECIDE` of its noun; its right is looked up in the incident's own policy.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from tocsin.domain import (
    actions,
    approvals,
    cause,
    context,
    customers,
    declare,
    falldue,
    meeting,
    merge,
    milestones,
    mitigation,
    notes,
    reminders,
    resolution,
    services,
    tasks,
    tickets,
    triage,
    undelivered,
    updates,
)
from tocsin.domain.alerts import decide as alerts
from tocsin.domain.command import Base
from tocsin.domain.declare import Declare
from tocsin.domain.draft import Draft, Handler
from tocsin.domain.escalation import decide as escalation
from tocsin.domain.events import Event
from tocsin.domain.evolve import evolve
from tocsin.domain.flags import decide as flags
from tocsin.domain.incident import Incident
from tocsin.domain.obligations import owed
from tocsin.domain.paging import answers
from tocsin.domain.paging import decide as paging
from tocsin.domain.people import Roster
from tocsin.domain.permission import require_right
from tocsin.domain.postmortem import decide as postmortem
from tocsin.domain.roles import decide as roles
from tocsin.domain.rooms import decide as rooms
from tocsin.domain.severity import decide as severity
from tocsin.domain.status_page import decide as status_page
from tocsin.errors import RejectedCommand

NOUNS = (
    declare, triage, severity, flags, services, merge, milestones, alerts, rooms, context, tickets,
    undelivered, escalation, paging, answers, roles, updates, notes, mitigation, approvals,
    reminders, falldue, resolution, customers, status_page, meeting, postmortem, cause, tasks,
    actions,
)  # fmt: skip
DECIDE: dict[type[Base], Handler] = {
    command: row for noun in NOUNS for command, row in noun.DECIDE.items()
}


def decide(
    incident: Incident, command: Base, *, by: str, at: datetime, roster: Roster
) -> tuple[Event, ...]:
    """The events of this command.

    Args:
        incident: As it is now; a blank one for `Declare`.
        command: What is asked.
        by: Person id, `guest-<name>`, `engine`, or a provider instance such as `alerts.prom`.
        at: Now, aware, UTC.
        roster: The team's live facts.

    Raises:
        RejectedCommand: With a sentence a tired human can act on; nothing has happened.
    """
    draft = Draft(incident=incident, by=by, at=at, roster=roster, evolve=evolve, find_owed=owed)
    require_right(draft, command)
    _begins_once(draft, command)
    DECIDE[type(command)](draft, command)
    answers.answered_by_acting(draft, command, incident)
    status_page.keep_in_step(draft)
    postmortem.begin_learning(draft)
    return cast("tuple[Event, ...]", tuple(draft.events))  # a draft knows no noun, we all of them


def _begins_once(draft: Draft, command: Base) -> None:
    """A declaration begins an incident, once; everything else needs one."""
    known, begins = draft.incident.version > 0, isinstance(command, Declare)
    if known and begins:
        raise RejectedCommand(f"{draft.incident.key} is declared already.")
    if not known and not begins:
        raise RejectedCommand("There is no incident yet: `incident declare <title>`.")


__all__ = ["DECIDE", "decide"]
