"""Guards of commands by status, and the sentences of their refusals."""

from __future__ import annotations

from tocsin.domain.command_context import CommandContext
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import ACTIVE, ENDED
from tocsin.errors import RejectedCommand

NEW = "For something new: `incident declare <title>`."


def status_text(incident: Incident) -> str:
    """`INC-7 is in triage`, `INC-7 is merged into INC-3`."""
    if incident.status == "triage":
        return f"{incident.key} is in triage"
    into = f" into {incident.merged_into}" if incident.merged_into else ""
    return f"{incident.key} is {incident.status}{into}"


def next_step(incident: Incident) -> str:
    """The sentence that says what can be done once nobody works on it any more."""
    if incident.merged_into:
        return f"Work goes on there: `{incident.merged_into} show`."
    return NEW if incident.status == "declined" else "If it is back: `reopen <reason>`."


def require_active(context: CommandContext) -> None:
    """Refuse work on an incident that is resolved or has ended."""
    if context.incident.status not in ACTIVE:
        raise RejectedCommand(f"{status_text(context.incident)}. {next_step(context.incident)}")


def require_not_ended(context: CommandContext) -> None:
    """Refuse what an incident that has ended does not take any more."""
    if context.incident.status in ENDED:
        raise RejectedCommand(f"{status_text(context.incident)}. {next_step(context.incident)}")
