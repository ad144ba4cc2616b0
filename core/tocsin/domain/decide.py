"""`decide(incident, command, by=, at=, roster=)`: the events a command causes, or a sentence.

Pure: who asks, when, and who is on call are passed in. A new command does not stand here: every
command type has one row in the `DECIDE` of its noun; its right is looked up in the incident's own
policy.
"""

from __future__ import annotations

from datetime import datetime

from tocsin.domain import fall_due, nouns
from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.declare import Declare
from tocsin.domain.event import Event
from tocsin.domain.evolve import evolve
from tocsin.domain.incident import Incident
from tocsin.domain.obligations import owed
from tocsin.domain.paging.answers import answered_by_acting
from tocsin.domain.people import Roster
from tocsin.domain.permission import require_right
from tocsin.domain.postmortem.decide import draft_postmortem
from tocsin.domain.status_page.decide import publish_changes
from tocsin.errors import RejectedCommand

DECIDE: dict[type[Command], CommandHandler] = {**nouns.DECIDE, **fall_due.DECIDE}


def decide(
    incident: Incident, command: Command, *, by: str, at: datetime, roster: Roster
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
    context = CommandContext(
        incident=incident, by=by, at=at, roster=roster, evolve=evolve, find_owed=owed
    )
    require_right(context, command)
    _begins_once(context, command)
    DECIDE[type(command)](context, command)
    answered_by_acting(context, command, incident)
    publish_changes(context)
    draft_postmortem(context)
    return tuple(context.events)


def _begins_once(context: CommandContext, command: Command) -> None:
    """A declaration begins an incident, once; everything else needs one."""
    known, begins = context.incident.version > 0, isinstance(command, Declare)
    if known and begins:
        raise RejectedCommand(f"{context.incident.key} is declared already.")
    if not known and not begins:
        raise RejectedCommand("There is no incident yet: `incident declare <title>`.")
