"""Roles: taking, assigning, handing off, and who may do somebody else's part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from tocsin.domain.calendar import local_text
from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.guards import require_active
from tocsin.domain.incident_parts import Holder
from tocsin.domain.notes import Noted
from tocsin.domain.notify import notify_person
from tocsin.domain.paging.unanswered import silent_since
from tocsin.domain.quoting import without_backticks
from tocsin.domain.roles import BRIEFS, Role
from tocsin.domain.roles.events import HandoffOffered, RoleAssigned
from tocsin.domain.severity import PAGING
from tocsin.errors import RejectedCommand


@dataclass(frozen=True, kw_only=True)
class Take(Command):
    """Take a role oneself; `alone` is the reason for holding IC and TL in one person."""

    role: Role
    alone: str = ""
    verb: ClassVar[str] = "take"


@dataclass(frozen=True, kw_only=True)
class Assign(Command):
    """Give a role to somebody."""

    role: Role
    person: str
    verb: ClassVar[str] = "assign"


@dataclass(frozen=True, kw_only=True)
class Handoff(Command):
    """Offer a role to somebody, who accepts."""

    role: Role
    person: str
    verb: ClassVar[str] = "handoff"


@dataclass(frozen=True, kw_only=True)
class AcceptHandoff(Command):
    """Accept the role that was offered."""

    verb: ClassVar[str] = "accept-handoff"


def is_manager(context: CommandContext) -> bool:
    """Whether whoever asks is the Engineering Manager (contact or role) or an admin."""
    managers = {*context.roster.contacts.get("em", ()), context.incident.holder("em")}
    return context.by in managers or context.by in context.roster.admins


def silence_reason(context: CommandContext, since: datetime) -> str:
    """`asked at 03:02 CET and not heard since`; or heard, with an approval that still waits."""
    asked = f"asked at {local_text(since, context.incident.timezone, now=context.at)}"
    if context.incident.holder("ic") in context.incident.asked:
        return f"{asked} and not heard since"
    return f"{asked} for an approval that still waits"


def commander_silent_since(context: CommandContext) -> datetime | None:
    """Since when the IC is asked and not heard: by an approval that waits, or by anything else."""
    waiting = context.owed("approval")
    held = context.incident.roles.get("ic")
    fresh = waiting is not None and held is not None and held.since > waiting.due
    if waiting is not None and waiting.due <= context.at and not fresh:
        return waiting.due
    return silent_since(context.incident, context.incident.holder("ic"), context.at)


def act_on_behalf(context: CommandContext, command: Command, whose: str, how: str) -> None:
    """Let a manager or an admin do it, and note their reason.

    Args:
        whose: Whose part it is, the beginning of the sentence that asks for the reason.
        how: How it is typed with the reason, the end of that sentence.

    Raises:
        RejectedCommand: They gave no reason.
    """
    reason = command.why or getattr(command, "override", "") or getattr(command, "reason", "")
    if not reason:
        raise RejectedCommand(f"{whose}. As manager or admin you may, with a reason: say why{how}.")
    what = f"did `{command.verb}` for the Incident Commander, as manager or admin: {reason}"
    context.add(Noted, text=what)


_APART: dict[Role, Role] = {"ic": "tl", "tl": "ic"}


def _alone_refused(context: CommandContext, role: Role, person: str, alone: str) -> None:
    """On P0 and P1 the IC is not the person who fixes, unless alone with a reason."""
    other = _APART.get(role)
    held = context.incident.roles.get(other) if other is not None else None
    if held is None or held.person != person or context.incident.severity not in PAGING:
        return
    if held.standing:
        return
    if not alone:
        raise RejectedCommand(
            f"{context.name(person)} is {BRIEFS[_APART[role]].title}, and on "
            f"{context.incident.severity} the IC is not the person who fixes. Hand one role over "
            f"(`handoff {other} @who`), or, alone at night: `take {role} --alone <reason>`."
        )
    backup = context.roster.resolve("backup")
    paged = {page.person for page in context.incident.pages.values()}
    if backup and not set(backup) & paged and person not in backup:
        raise RejectedCommand(
            f"The backup ({context.name(backup[0])}) was not called yet: `page backup`, "
            f"then: `take {role} --alone <reason>`."
        )


def _take(context: CommandContext, command: Take) -> None:
    require_active(context)
    role, held = command.role, context.incident.roles.get(command.role)
    alone = bool(command.alone) and _holds_other(context, role)
    relieves = ""
    if held is not None and not held.standing:
        relieves = _relieve(context, command, held, alone=alone)
    _alone_refused(context, role, context.by, command.alone)
    context.add(RoleAssigned, role=role, person=context.by, alone=alone, relieves=relieves)
    if relieves:
        notify_person(
            context, relieves, f"{context.name(context.by)} has taken over as {BRIEFS[role].title}"
        )
    if alone:
        context.gap("--alone", f"one person held IC and TL: {command.alone}")


def _holds_other(context: CommandContext, role: Role) -> bool:
    """Whether whoever asks leads and fixes at once by taking this role."""
    return role in _APART and context.incident.holder(_APART[role]) == context.by


def _relieve(context: CommandContext, command: Take, held: Holder, *, alone: bool) -> str:
    """Whom it relieves. Whoever has a role hands it over; an IC who is not heard is relieved.

    A manager may take it, a responder a silent IC's, and so may the contacts of the policy.
    """
    title = BRIEFS[command.role].title
    if held.person == context.by and not (alone and not held.alone):
        raise RejectedCommand(f"You are {title} already.")
    if held.person == context.by:
        return ""
    since = commander_silent_since(context) if command.role == "ic" else None
    whose = f"{context.name(held.person)} is {title}"
    if since is None:
        _manager_may(context, command, whose)
    elif context.by not in context.incident.responders:
        _contact_may(context, command, f"{whose}, {silence_reason(context, since)}")
    return held.person


def _manager_may(context: CommandContext, command: Take, whose: str) -> None:
    if not is_manager(context):
        how = f"`handoff {command.role} @{context.by}`"
        raise RejectedCommand(f"{whose}. They hand it over with: {how}.")
    act_on_behalf(context, command, whose, f": `take {command.role} --reason <why>`")


def _contact_may(context: CommandContext, command: Take, whose: str) -> None:
    """Whom the policy names may take over from a silent IC, with a reason; others answer first."""
    named = {
        person
        for contact in context.incident.policy.takeover
        for person in context.roster.resolve(contact)
    }
    if context.by not in named and not is_manager(context):
        raise RejectedCommand(f"{whose}. Answer first, then take over: `ack`, then `take ic`.")
    if not command.why:
        raise RejectedCommand(
            f"{whose}. You may take over, with a reason: `take ic --reason <why>`."
        )
    context.add(Noted, text=f"took over as {BRIEFS[command.role].title}: {command.why}")


def _known(context: CommandContext, person: str) -> None:
    if not context.roster.knows(person):
        raise RejectedCommand(
            f"@{without_backticks(person)} is in no team file. Roles go to people in the team."
        )


def _assign(context: CommandContext, command: Assign) -> None:
    require_active(context)
    _known(context, command.person)
    if context.incident.has_commander() and command.role == "ic" and not is_manager(context):
        raise RejectedCommand(
            f"Command changes hands with: `handoff ic @{without_backticks(command.person)}`."
        )
    _alone_refused(context, command.role, command.person, "")
    context.add(RoleAssigned, role=command.role, person=command.person)


def _handoff(context: CommandContext, command: Handoff) -> None:
    require_active(context)
    _known(context, command.person)
    if context.incident.holder(command.role) == command.person:
        raise RejectedCommand(
            f"@{without_backticks(command.person)} is {BRIEFS[command.role].title} already."
        )
    _alone_refused(context, command.role, command.person, "")
    context.add(HandoffOffered, role=command.role, to=command.person)


def _accept_handoff(context: CommandContext, _command: AcceptHandoff) -> None:
    require_active(context)
    mine = [offer for offer in context.incident.offers.values() if offer.to == context.by]
    if not mine:
        raise RejectedCommand("No hand-off waits for you.")
    for offer in mine:
        _alone_refused(context, offer.role, context.by, "")
        context.add(RoleAssigned, role=offer.role, person=context.by)


DECIDE: dict[type[Command], CommandHandler] = {
    Take: _take,
    Assign: _assign,
    Handoff: _handoff,
    AcceptHandoff: _accept_handoff,
}
