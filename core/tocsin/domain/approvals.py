"""Changes and entries of the status page share their numbers, and wait for a second person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler, NudgeHandler
from tocsin.domain.escalation.decide import escalation_target
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Proposal
from tocsin.domain.lifecycle import WORKING
from tocsin.domain.mitigation import approve_change, reject_change
from tocsin.domain.notify import notify_person
from tocsin.domain.obligation import Act, Nudge, Obligation, reminders
from tocsin.domain.paging.decide import page_or_notify
from tocsin.domain.quoting import without_backticks
from tocsin.domain.reminders import remind
from tocsin.domain.status_page import phase_now, waiting_entry
from tocsin.domain.status_page.decide import post_entry
from tocsin.domain.status_page.events import StatusPageRejected
from tocsin.errors import Forbidden, RejectedCommand

# Commands


@dataclass(frozen=True, kw_only=True)
class Approve(Command):
    """Approve change `n` (None = the only one waiting)."""

    n: int | None = None
    reason: str = ""
    verb: ClassVar[str] = "approve"


@dataclass(frozen=True, kw_only=True)
class Reject(Command):
    """Reject change `n`, with the reason."""

    reason: str
    n: int | None = None
    verb: ClassVar[str] = "reject"


# Decide


def _approve(context: CommandContext, command: Approve) -> None:
    waits = _meant(context, command.n, "approve")
    if waits is None:
        approve_change(context, command.n, command.reason)
        return
    if waits.by == context.by:
        raise Forbidden(
            f"These words are your own; somebody else looks at them. Entry {waits.n} goes out by "
            "itself when nobody does in time."
        )
    phase = phase_now(context.incident)
    post_entry(context, phase, waits.text, by=context.by, author=waits.by, title=waits.title)


def _reject(context: CommandContext, command: Reject) -> None:
    waits = _meant(context, command.n, "reject")
    if waits is None:
        reject_change(context, command.n, command.reason)
    else:
        context.add(StatusPageRejected, n=waits.n, reason=command.reason)


def _meant(context: CommandContext, n: int | None, verb: str) -> Proposal | None:
    """The entry that is meant, None for a change; where both wait, a number is needed."""
    waits, entry = waiting_entry(context.incident, n), context.incident.status_proposal
    if n is None and waits is None and entry is not None:
        changes = context.incident.mitigations.values()
        listed = [
            f"{change.n} ({without_backticks(change.what)})"
            for change in changes
            if change.state == "proposed"
        ]
        named = ", ".join([*listed, f"{entry.n} (an entry of the status page)"])
        why = " <why>" if verb == "reject" else ""
        raise RejectedCommand(f"Which one? `{verb} <n>{why}`. Waiting: {named}.")
    return waits


_WAITS = "A change waits and nobody has approved it: take ic --reason <why>, then approve."


def _page_ic(context: CommandContext, obligation: Obligation, nudge: Nudge) -> None:
    commander = context.incident.holder("ic")
    if context.roster.knows(commander):
        page_or_notify(context, commander, "A change waits for your approval.")
    else:
        remind(context, obligation, nudge)


def _offer_command(context: CommandContext, _obligation: Obligation, _nudge: Nudge) -> None:
    """Whoever has acknowledged may take over from an IC who is not heard."""
    for person in context.incident.responders:
        if person != context.incident.holder("ic"):
            notify_person(context, person, "command")


def _page_above(context: CommandContext, _obligation: Obligation, nudge: Nudge) -> None:
    for target in nudge.hears:
        reached = escalation_target(context, target)
        for person in reached.people:
            page_or_notify(context, person, _WAITS, asked=reached.target)


DECIDE: dict[type[Command], CommandHandler] = {
    Approve: _approve,
    Reject: _reject,
}


ACTS: dict[Act, NudgeHandler] = {
    "page-ic": _page_ic,
    "offer-command": _offer_command,
    "page-above": _page_above,
}


# Obligations
RESPONDERS = "responders"


def approvals(incident: Incident) -> Iterable[Obligation]:
    """The IC's answer to the proposed change that waits longest."""
    waiting = [change for change in incident.mitigations.values() if change.state == "proposed"]
    if not waiting or incident.status not in WORKING:
        return
    first = min(waiting, key=lambda change: change.seq)
    due = first.at + incident.policy.approval_within
    yield Obligation(
        name="approval",
        due=due,
        owner="ic",
        rule="No change without the IC's approval, and no approval left waiting",
        met_by=("mitigation-approved", "mitigation-rejected", "mitigation-done"),
        generation=first.seq,
        nudges=(
            Nudge(at=due, act="page-ic", hears=("ic",)),
            *reminders(due, incident.policy.reminds("approval"), ("room",)),
            *_climb(incident, due),
        ),
    )


def _climb(incident: Incident, due: datetime) -> Iterable[Nudge]:
    """While nobody decides: the responders hear that they may, then those above are paged."""
    for target, after in incident.policy.approval_climb:
        act: Act = "offer-command" if target == RESPONDERS else "page-above"
        yield Nudge(at=due + after, act=act, hears=(target,))
