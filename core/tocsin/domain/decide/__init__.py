"""`decide(incident, command, by=, at=, roster=)`: the events a command causes, or a sentence.

Pure: who asks, when, and who is on call are passed in. Every command type has one row in
`HANDLERS`; its right is looked up in the incident's own policy.
"""

from __future__ import annotations

from datetime import datetime

from tocsin.domain.commands import Base, Declare
from tocsin.domain.decide import (
    alerts,
    answering,
    asking,
    context,
    customers,
    ending,
    falldue,
    learning,
    milestones,
    opening,
    paging,
    roles,
    rooms,
    status_page,
    triaging,
    working,
)
from tocsin.domain.decide.draft import Draft, Handler
from tocsin.domain.decide.permission import require_right
from tocsin.domain.events import Event
from tocsin.domain.incident import Incident
from tocsin.domain.people import Roster
from tocsin.errors import RejectedCommand

HANDLERS: dict[type[Base], Handler] = {
    **opening.HANDLERS,
    **triaging.HANDLERS,
    **roles.HANDLERS,
    **asking.HANDLERS,
    **answering.HANDLERS,
    **paging.HANDLERS,
    **working.HANDLERS,
    **milestones.HANDLERS,
    **status_page.HANDLERS,
    **ending.HANDLERS,
    **customers.HANDLERS,
    **learning.HANDLERS,
    **alerts.HANDLERS,
    **context.HANDLERS,
    **rooms.HANDLERS,
    **falldue.HANDLERS,
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
    draft = Draft(incident=incident, by=by, at=at, roster=roster)
    require_right(draft, command)
    _begins_once(draft, command)
    HANDLERS[type(command)](draft, command)
    answering.answered_by_acting(draft, command, incident)
    status_page.keep_in_step(draft)
    learning.begin_learning(draft)
    return tuple(draft.events)


def _begins_once(draft: Draft, command: Base) -> None:
    """A declaration begins an incident, once; everything else needs one."""
    known, begins = draft.incident.version > 0, isinstance(command, Declare)
    if known and begins:
        raise RejectedCommand(f"{draft.incident.key} is declared already.")
    if not known and not begins:
        raise RejectedCommand("There is no incident yet: `incident declare <title>`.")


__all__ = ["HANDLERS", "decide"]
