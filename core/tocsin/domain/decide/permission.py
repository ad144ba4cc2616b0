"""May this person do that? Looked up in the policy the incident was declared with."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain.calendar import local_text
from tocsin.domain.decide.draft import Draft
from tocsin.domain.membership import is_in, unknown
from tocsin.domain.obligations import owed
from tocsin.domain.people import GUEST, is_machine
from tocsin.domain.rights import WHO, Right
from tocsin.domain.roles import Role
from tocsin.domain.severity import is_higher
from tocsin.domain.silence import silent_since
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
    raise Forbidden(f"'{typed}' is for {WHO[right]}{_instead(draft)}")


def _instead(draft: Draft) -> str:
    """Who leads, and how whoever asks comes to lead: a hand-off, or relieving who is not heard."""
    if not draft.incident.has_commander():
        return ". Nobody is IC yet: `take ic`."
    who = draft.name(draft.incident.holder("ic"))
    since = commander_silent_since(draft)
    if since is None:
        return f" ({who}). Ask them, or for a hand-off: `handoff ic @{draft.by}`."
    first = "" if draft.by in draft.incident.responders else "`ack`, then "
    return f" ({who}), {unheard(draft, since)}. Take over: {first}`take ic`."


def unheard(draft: Draft, since: datetime) -> str:
    """`asked at 03:02 CET and not heard since`; or heard, with an approval that still waits."""
    asked = f"asked at {local_text(since, draft.incident.timezone, now=draft.at)}"
    if draft.incident.holder("ic") in draft.incident.asked:
        return f"{asked} and not heard since"
    return f"{asked} for an approval that still waits"


def commander_silent_since(draft: Draft) -> datetime | None:
    """Since when the IC is asked and not heard: by an approval that waits, or by anything else."""
    waiting = owed(draft.incident, "approval")
    held = draft.incident.roles.get("ic")
    fresh = waiting is not None and held is not None and held.since > waiting.due
    if waiting is not None and waiting.due <= draft.at and not fresh:
        return waiting.due
    return silent_since(draft.incident, draft.incident.holder("ic"), draft.at)


def act_for(draft: Draft, command: c.Base, whose: str) -> None:
    """The manager or an admin may do anything, with a reason, and the timeline says so.

    Args:
        whose: Whose part it is, the beginning of the sentence that asks for the reason.
    """
    reason = command.why or getattr(command, "override", "") or getattr(command, "reason", "")
    if not reason:
        how = _with_reason(draft, command)
        raise RejectedCommand(f"{whose}. As manager or admin you may, with a reason: say why{how}.")
    what = f"did `{command.verb}` for the Incident Commander, as manager or admin: {reason}"
    draft.add(e.Noted, text=what)


def _with_reason(draft: Draft, command: c.Base) -> str:
    """How it is typed with the reason, where nothing else stands behind the verb."""
    if isinstance(command, c.Take):
        return f": `take {command.role} --reason <why>`"
    if isinstance(command, c.Approve):
        waits = (one.n for one in draft.incident.mitigations.values() if one.state == "proposed")
        n = command.n if command.n is not None else next(waits, None)
        return f": `approve {n} <why>`" if n is not None else ""
    if isinstance(command, c.Mitigated):
        return ": `mitigated <why>`"
    if isinstance(command, c.Resolve | c.Close):
        return f": `{command.verb} --reason <why>`"
    return "" if hasattr(command, "reason") else " behind --reason"


__all__ = ["act_for", "commander_silent_since", "is_manager", "require_right", "unheard"]
