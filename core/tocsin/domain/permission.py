"""May this person do that? Looked up in the policy the incident was declared with."""

from __future__ import annotations

from typing import Final

from tocsin.domain.approvals import Approve, Reject
from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext
from tocsin.domain.membership import is_member, unknown_incident
from tocsin.domain.mitigation import MarkMitigated
from tocsin.domain.people import GUEST, is_machine
from tocsin.domain.resolution import Close, Resolve
from tocsin.domain.rights import DEFAULT_RIGHTS, WHO, Right
from tocsin.domain.roles import Role
from tocsin.domain.roles.decide import (
    Handoff,
    Take,
    act_on_behalf,
    commander_silent_since,
    is_manager,
    silence_reason,
)
from tocsin.domain.severity import is_higher
from tocsin.domain.severity.decide import SetSeverity
from tocsin.domain.status_page import waiting_entry
from tocsin.errors import Forbidden

# How a right is typed that is not a verb of its own.
_TYPED: Final = {
    "lower": "severity",
    "raise": "severity",
    "override": "resolve --override",
    "draft": "status-page draft",
    "publish": "status-page publish",
    "postmortem-publish": "postmortem publish",
    "postmortem-skip": "postmortem skip",
}


def _verb(context: CommandContext, command: Command) -> str:
    """The verb whose right counts; lowering a severity and overriding are rights of their own."""
    if isinstance(command, SetSeverity):
        now = context.incident.severity
        return "lower" if now is not None and is_higher(now, command.severity) else "raise"
    if isinstance(command, Resolve) and command.override:
        return "override"
    if isinstance(command, Approve | Reject) and waiting_entry(context.incident, command.n):
        return "publish"
    if isinstance(command, Handoff) and context.incident.holder(command.role) == context.by:
        return "take"  # whoever has a role may offer it
    return command.verb


def _holds(context: CommandContext, right: Right, verb: str) -> bool:
    if right == "anyone":
        return True
    if not context.roster.knows(context.by):
        return False
    if right == "known":
        return True
    if not context.incident.has_commander():
        stands = context.incident.holder("ic") == context.by != context.incident.holder("tl")
        return verb != "approve" or stands
    wanted: tuple[Role, ...] = ("ic", "comms") if right == "ic-or-comms" else ("ic",)
    return context.by in {context.incident.holder(role) for role in wanted}


def require_right(context: CommandContext, command: Command) -> None:
    """Raise Forbidden with who may, and how to become that person.

    Whoever is not in a private incident reads what is said of a number that never was: no face
    and no command can forget it.
    """
    if is_machine(context.by):
        return
    if not is_member(context.incident, context.by, context.roster):
        raise Forbidden(unknown_incident(context.incident.number))
    verb = _verb(context, command)
    right = context.incident.policy.rights.get(verb, DEFAULT_RIGHTS.get(verb))
    if right is None:
        raise Forbidden("Only Tocsin itself does that.")
    if _holds(context, right, verb):
        return
    named = command.verb if isinstance(command, Approve | Reject) else verb
    typed = _TYPED.get(named, command.verb)
    if context.roster.knows(context.by) and is_manager(context):
        act_on_behalf(
            context, command, f"'{typed}' is for {WHO[right]}", _with_reason(context, command)
        )
        return
    if context.by.startswith(GUEST) or not context.roster.knows(context.by):
        raise Forbidden(
            f"'{typed}' is for people in the team file, and you are not in it yet. "
            "You can always: `incident report <what you see>`."
        )
    raise Forbidden(f"'{typed}' is for {WHO[right]}{_instead(context)}")


def _instead(context: CommandContext) -> str:
    """Who leads, and how whoever asks comes to lead: a hand-off, or relieving who is not heard."""
    if not context.incident.has_commander():
        return ". Nobody is IC yet: `take ic`."
    who = context.name(context.incident.holder("ic"))
    since = commander_silent_since(context)
    if since is None:
        return f" ({who}). Ask them, or for a hand-off: `handoff ic @{context.by}`."
    first = "" if context.by in context.incident.responders else "`ack`, then "
    return f" ({who}), {silence_reason(context, since)}. Take over: {first}`take ic`."


def _with_reason(context: CommandContext, command: Command) -> str:
    """How it is typed with the reason, where nothing else stands behind the verb."""
    if isinstance(command, Take):
        return f": `take {command.role} --reason <why>`"
    if isinstance(command, Approve):
        waits = (
            change.n
            for change in context.incident.mitigations.values()
            if change.state == "proposed"
        )
        n = command.n if command.n is not None else next(waits, None)
        return f": `approve {n} <why>`" if n is not None else ""
    if isinstance(command, MarkMitigated):
        return ": `mitigated <why>`"
    if isinstance(command, Resolve | Close):
        return f": `{command.verb} --reason <why>`"
    return "" if hasattr(command, "reason") else " behind --reason"
