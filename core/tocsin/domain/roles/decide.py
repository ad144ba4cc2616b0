"""Roles: taking, assigning, handing off, and who may do somebody else's part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from tocsin.domain.calendar import local_text
from tocsin.domain.command import Command
from tocsin.domain.draft import Draft, Handler
from tocsin.domain.guards import require_active
from tocsin.domain.notes import Noted
from tocsin.domain.notify import tell
from tocsin.domain.paging.silence import silent_since
from tocsin.domain.parts import Holder
from tocsin.domain.quoting import unmarked
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


def is_manager(draft: Draft) -> bool:
    """Whether whoever asks is the Engineering Manager (contact or role) or an admin."""
    managers = {*draft.roster.contacts.get("em", ()), draft.incident.holder("em")}
    return draft.by in managers or draft.by in draft.roster.admins


def unheard(draft: Draft, since: datetime) -> str:
    """`asked at 03:02 CET and not heard since`; or heard, with an approval that still waits."""
    asked = f"asked at {local_text(since, draft.incident.timezone, now=draft.at)}"
    if draft.incident.holder("ic") in draft.incident.asked:
        return f"{asked} and not heard since"
    return f"{asked} for an approval that still waits"


def commander_silent_since(draft: Draft) -> datetime | None:
    """Since when the IC is asked and not heard: by an approval that waits, or by anything else."""
    waiting = draft.owed("approval")
    held = draft.incident.roles.get("ic")
    fresh = waiting is not None and held is not None and held.since > waiting.due
    if waiting is not None and waiting.due <= draft.at and not fresh:
        return waiting.due
    return silent_since(draft.incident, draft.incident.holder("ic"), draft.at)


def act_for(draft: Draft, command: Command, whose: str, how: str) -> None:
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
    draft.add(Noted, text=what)


_APART: dict[Role, Role] = {"ic": "tl", "tl": "ic"}


def _alone_refused(draft: Draft, role: Role, person: str, alone: str) -> None:
    """On P0 and P1 the IC is not the person who fixes, unless alone with a reason."""
    other = _APART.get(role)
    held = draft.incident.roles.get(other) if other is not None else None
    if held is None or held.person != person or draft.incident.severity not in PAGING:
        return
    if held.standing:
        return
    if not alone:
        raise RejectedCommand(
            f"{draft.name(person)} is {BRIEFS[_APART[role]].title}, and on "
            f"{draft.incident.severity} the IC is not the person who fixes. Hand one role over "
            f"(`handoff {other} @who`), or, alone at night: `take {role} --alone <reason>`."
        )
    backup = draft.roster.resolve("backup")
    paged = {page.person for page in draft.incident.pages.values()}
    if backup and not set(backup) & paged and person not in backup:
        raise RejectedCommand(
            f"The backup ({draft.name(backup[0])}) was not called yet: `page backup`, "
            f"then: `take {role} --alone <reason>`."
        )


def _take(draft: Draft, command: Take) -> None:
    require_active(draft)
    role, held = command.role, draft.incident.roles.get(command.role)
    alone = bool(command.alone) and _holds_other(draft, role)
    relieves = ""
    if held is not None and not held.standing:
        relieves = _relieve(draft, command, held, alone=alone)
    _alone_refused(draft, role, draft.by, command.alone)
    draft.add(RoleAssigned, role=role, person=draft.by, alone=alone, relieves=relieves)
    if relieves:
        tell(draft, relieves, f"{draft.name(draft.by)} has taken over as {BRIEFS[role].title}")
    if alone:
        draft.gap("--alone", f"one person held IC and TL: {command.alone}")


def _holds_other(draft: Draft, role: Role) -> bool:
    """Whether whoever asks leads and fixes at once by taking this role."""
    return role in _APART and draft.incident.holder(_APART[role]) == draft.by


def _relieve(draft: Draft, command: Take, held: Holder, *, alone: bool) -> str:
    """Whom it relieves. Whoever has a role hands it over; an IC who is not heard is relieved.

    A manager may take it, a responder a silent IC's, and so may the contacts of the policy.
    """
    title = BRIEFS[command.role].title
    if held.person == draft.by and not (alone and not held.alone):
        raise RejectedCommand(f"You are {title} already.")
    if held.person == draft.by:
        return ""
    since = commander_silent_since(draft) if command.role == "ic" else None
    whose = f"{draft.name(held.person)} is {title}"
    if since is None:
        _manager_may(draft, command, whose)
    elif draft.by not in draft.incident.responders:
        _contact_may(draft, command, f"{whose}, {unheard(draft, since)}")
    return held.person


def _manager_may(draft: Draft, command: Take, whose: str) -> None:
    if not is_manager(draft):
        how = f"`handoff {command.role} @{draft.by}`"
        raise RejectedCommand(f"{whose}. They hand it over with: {how}.")
    act_for(draft, command, whose, f": `take {command.role} --reason <why>`")


def _contact_may(draft: Draft, command: Take, whose: str) -> None:
    """Whom the policy names may take over from a silent IC, with a reason; others answer first."""
    named = {
        person
        for contact in draft.incident.policy.takeover
        for person in draft.roster.resolve(contact)
    }
    if draft.by not in named and not is_manager(draft):
        raise RejectedCommand(f"{whose}. Answer first, then take over: `ack`, then `take ic`.")
    if not command.why:
        raise RejectedCommand(
            f"{whose}. You may take over, with a reason: `take ic --reason <why>`."
        )
    draft.add(Noted, text=f"took over as {BRIEFS[command.role].title}: {command.why}")


def _known(draft: Draft, person: str) -> None:
    if not draft.roster.knows(person):
        raise RejectedCommand(
            f"@{unmarked(person)} is in no team file. Roles go to people in the team."
        )


def _assign(draft: Draft, command: Assign) -> None:
    require_active(draft)
    _known(draft, command.person)
    if draft.incident.has_commander() and command.role == "ic" and not is_manager(draft):
        raise RejectedCommand(
            f"Command changes hands with: `handoff ic @{unmarked(command.person)}`."
        )
    _alone_refused(draft, command.role, command.person, "")
    draft.add(RoleAssigned, role=command.role, person=command.person)


def _handoff(draft: Draft, command: Handoff) -> None:
    require_active(draft)
    _known(draft, command.person)
    if draft.incident.holder(command.role) == command.person:
        raise RejectedCommand(
            f"@{unmarked(command.person)} is {BRIEFS[command.role].title} already."
        )
    _alone_refused(draft, command.role, command.person, "")
    draft.add(HandoffOffered, role=command.role, to=command.person)


def _accept_handoff(draft: Draft, _command: AcceptHandoff) -> None:
    require_active(draft)
    mine = [offer for offer in draft.incident.offers.values() if offer.to == draft.by]
    if not mine:
        raise RejectedCommand("No hand-off waits for you.")
    for offer in mine:
        _alone_refused(draft, offer.role, draft.by, "")
        draft.add(RoleAssigned, role=offer.role, person=draft.by)


DECIDE: dict[type[Command], Handler] = {
    Take: _take,
    Assign: _assign,
    Handoff: _handoff,
    AcceptHandoff: _accept_handoff,
}
