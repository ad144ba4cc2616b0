"""May this person do that? Looked up in the policy the incident was declared with."""

from __future__ import annotations

from typing import Final

from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain.decide.draft import Draft
from tocsin.domain.membership import is_in, unknown
from tocsin.domain.people import GUEST, is_machine
from tocsin.domain.rights import WHO, Right
from tocsin.domain.roles import Role
from tocsin.domain.severity import is_higher
from tocsin.domain.status_page import waiting_entry
from tocsin.errors import Forbidden, RejectedCommand

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


def _verb(draft: Draft, command: c.Base) -> str:
    """The verb whose right counts; lowering a severity and overriding are rights of their own."""
    if isinstance(command, c.SetSeverity):
        now = draft.incident.severity
        return "lower" if now is not None and is_higher(now, command.severity) else "raise"
    if isinstance(command, c.Resolve) and command.override:
        return "override"
    if isinstance(command, c.Approve | c.Reject) and waiting_entry(draft.incident, command.n):
        return "publish"
    if isinstance(command, c.Handoff) and draft.incident.holder(command.role) == draft.by:
        return "take"  # whoever has a role may offer it
    return command.verb


def is_manager(draft: Draft) -> bool:
    """Engineering Manager (contact or role) or admin: may do anything."""
    managers = {*draft.roster.contacts.get("em", ()), draft.incident.holder("em")}
    return draft.by in managers or draft.by in draft.roster.admins


def _holds(draft: Draft, right: Right, verb: str) -> bool:
    if right == "anyone":
        return True
    if not draft.roster.knows(draft.by):
        return False
    if right == "known":
        return True
    if not draft.incident.has_commander():
        stands = draft.incident.holder("ic") == draft.by != draft.incident.holder("tl")
        return verb != "approve" or stands
    wanted: tuple[Role, ...] = ("ic", "comms") if right == "ic-or-comms" else ("ic",)
    return draft.by in {draft.incident.holder(role) for role in wanted}


def require_right(draft: Draft, command: c.Base) -> None:
    """Raise Forbidden with who may, and how to become that person.

    Whoever is not in a private incident reads what is said of a number that never was: no face
    and no command can forget it.
    """
    if is_machine(draft.by):
        return
    if not is_in(draft.incident, draft.by, draft.roster):
        raise Forbidden(unknown(draft.incident.number))
    verb = _verb(draft, command)
    right = draft.incident.policy.rights.get(verb)
    if right is None:
        raise Forbidden("Only Tocsin itself does that.")
    if _holds(draft, right, verb):
        return
    named = command.verb if isinstance(command, c.Approve | c.Reject) else verb
    typed = _TYPED.get(named, command.verb)
    if draft.roster.knows(draft.by) and is_manager(draft):
        act_for(draft, command, f"'{typed}' is for {WHO[right]}")
        return
    if draft.by.startswith(GUEST) or not draft.roster.knows(draft.by):
        raise Forbidden(
            f"'{typed}' is for people in the team file, and you are not in it yet. "
            "You can always: `incident report <what you see>`."
        )
    holder = draft.incident.holder("ic")
    hint = f" ({draft.name(holder)})" if draft.incident.has_commander() else ""
    raise Forbidden(
        f"'{typed}' is for {WHO[right]}{hint}. Ask them, or for a hand-off: `handoff ic @you`."
        if hint
        else f"'{typed}' is for {WHO[right]}. Nobody is IC yet: `take ic`."
    )


def act_for(draft: Draft, command: c.Base, whose: str) -> None:
    """The manager or an admin may do anything, with a reason, and the timeline says so.

    Args:
        whose: Whose part it is, the beginning of the sentence that asks for the reason.
    """
    reason = command.why or getattr(command, "override", "") or getattr(command, "reason", "")
    if not reason:
        how = "" if hasattr(command, "reason") else " behind --reason"
        raise RejectedCommand(f"{whose}. As manager or admin you may, with a reason: say why{how}.")
    what = f"did `{command.verb}` for the Incident Commander, as manager or admin: {reason}"
    draft.add(e.Noted, text=what)


__all__ = ["act_for", "is_manager", "require_right"]
