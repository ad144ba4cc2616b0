"""Changes that stop the impact, and the stable minutes after them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler, NudgeHandler
from tocsin.domain.event import ASKS, ENDS, Audience, Event, Surface, Voice, now, surfaces
from tocsin.domain.guards import require_active
from tocsin.domain.immutable_update import Evolve, put, replace, without
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Mitigation, Strategy
from tocsin.domain.lifecycle import WORKING, may_happen
from tocsin.domain.obligation import Act, Nudge, Obligation
from tocsin.domain.people import ENGINE
from tocsin.domain.plurals import duration_words
from tocsin.domain.quoting import without_backticks
from tocsin.domain.resolution import Checked
from tocsin.domain.status_page import next_number
from tocsin.domain.titles import is_kept_inside
from tocsin.errors import RejectedCommand

# Commands


@dataclass(frozen=True, kw_only=True)
class Mitigate(Command):
    """Propose a change; the IC approves it before it is made."""

    strategy: Strategy
    what: str
    verb: ClassVar[str] = "mitigate"


@dataclass(frozen=True, kw_only=True)
class FinishMitigation(Command):
    """Record that change `n` has been made (None = the only one open)."""

    n: int | None = None
    verb: ClassVar[str] = "done"


@dataclass(frozen=True, kw_only=True)
class MarkMitigated(Command):
    """Record that the impact is stopped; a reason is needed while a linked alert fires."""

    reason: str = ""
    verb: ClassVar[str] = "mitigated"


# Events


@dataclass(frozen=True, kw_only=True)
class MitigationProposed(Event):
    """A change somebody wants to make; it waits for the IC."""

    n: int
    strategy: Strategy
    what: str
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ASKS
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["mitigation-proposed"] = "mitigation-proposed"


@dataclass(frozen=True, kw_only=True)
class MitigationApproved(Event):
    """The IC approved a change."""

    n: int
    reason: str = ""
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ASKS
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "topic", "announcement")
    type: Literal["mitigation-approved"] = "mitigation-approved"


@dataclass(frozen=True, kw_only=True)
class MitigationRejected(Event):
    """The IC said no, and why."""

    n: int
    reason: str
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = now("whoever would make the change must not")
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["mitigation-rejected"] = "mitigation-rejected"


@dataclass(frozen=True, kw_only=True)
class MitigationDone(Event):
    """A change has been made.

    `providers` are the instances that are told, none of a drill or a private incident.
    """

    n: int
    approved: bool
    providers: tuple[str, ...] = ()
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ASKS
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["mitigation-done"] = "mitigation-done"


@dataclass(frozen=True, kw_only=True)
class Mitigated(Event):
    """The impact is stopped; the stable window starts."""

    reason: str = ""
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ENDS
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "topic", "announcement")
    type: Literal["mitigated"] = "mitigated"


@dataclass(frozen=True, kw_only=True)
class Relapsed(Event):
    """Back to investigating; stable minutes start anew."""

    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ENDS
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "topic", "announcement")
    type: Literal["relapsed"] = "relapsed"


# Evolve


def _proposed(incident: Incident, event: MitigationProposed) -> Incident:
    mitigation = Mitigation(
        n=event.n,
        strategy=event.strategy,
        what=event.what,
        by=event.by,
        at=event.at,
        seq=incident.version,
    )
    return replace(incident, mitigations=put(incident.mitigations, event.n, mitigation))


def _approved(incident: Incident, event: MitigationApproved) -> Incident:
    old = incident.mitigations[event.n]
    new = replace(old, state="approved", approved_by=event.by)
    return replace(incident, mitigations=put(incident.mitigations, event.n, new))


def _rejected(incident: Incident, event: MitigationRejected) -> Incident:
    new = replace(incident.mitigations[event.n], state="rejected")
    return replace(incident, mitigations=put(incident.mitigations, event.n, new))


def _done(incident: Incident, event: MitigationDone) -> Incident:
    new = replace(incident.mitigations[event.n], state="done")
    return replace(incident, mitigations=put(incident.mitigations, event.n, new))


def _mitigated(incident: Incident, event: Mitigated) -> Incident:
    return replace(
        incident,
        stable_from=event.at,
        stable_seq=incident.version,
        mitigated_reason=event.reason,
        milestones=put(incident.milestones, "mitigated", event.at),
    )


def _relapsed(incident: Incident, _event: Relapsed) -> Incident:
    milestones = without(incident.milestones, "mitigated")
    return replace(incident, stable_from=None, checks={}, milestones=milestones)


EVOLVE: dict[type[Event], Evolve] = {
    Relapsed: _relapsed,
    MitigationProposed: _proposed,
    MitigationApproved: _approved,
    MitigationRejected: _rejected,
    MitigationDone: _done,
    Mitigated: _mitigated,
}


# Decide
_STATES = {"proposed": "proposed", "approved": "approved", "rejected": "rejected", "done": "made"}


def _must_be_working(context: CommandContext) -> None:
    require_active(context)
    if context.incident.status not in WORKING:
        raise RejectedCommand(
            f"{context.incident.key} is still in triage: accept it first, with `accept`."
        )


def _mitigate(context: CommandContext, command: Mitigate) -> None:
    _must_be_working(context)
    context.add(
        MitigationProposed,
        n=next_number(context.incident),
        strategy=command.strategy,
        what=command.what,
    )


def _pick(
    context: CommandContext, n: int | None, states: Iterable[str], verb: str, *, to: str = ""
) -> Mitigation:
    """Change `n`, or the only one in these states; `verb` is what is typed to do `to` with it."""
    wanted = tuple(states)
    open_ones = [
        change for change in context.incident.mitigations.values() if change.state in wanted
    ]
    listed = (
        ", ".join(f"{change.n} ({without_backticks(change.what)})" for change in open_ones)
        or "none"
    )
    if n is not None:
        found = context.incident.mitigations.get(n)
        if found is None or found.state not in wanted:
            problem = (
                f"Change {n} is {_STATES[found.state]} already."
                if found
                else f"There is no change {n} to {to or verb}."
            )
            raise RejectedCommand(f"{problem} Open: {listed}.")
        return found
    if len(open_ones) != 1:
        why = " <why>" if verb == "reject" else ""
        raise RejectedCommand(f"Which change? `{verb} <n>{why}`. Open: {listed}.")
    return open_ones[0]


def approve_change(context: CommandContext, n: int | None, reason: str) -> None:
    """Approve change `n`, None = the only one that waits; an unusual one needs a reason."""
    _must_be_working(context)
    change = _pick(context, n, ("proposed",), "approve")
    if change.strategy == "other" and not reason:
        raise RejectedCommand(
            f"Change {change.n} is no usual mitigation. "
            f"Say why it is safe: `approve {change.n} <reason>`."
        )
    context.add(MitigationApproved, n=change.n, reason=reason)


def reject_change(context: CommandContext, n: int | None, reason: str) -> None:
    """Reject change `n`, None = the only one that waits."""
    _must_be_working(context)
    change = _pick(context, n, ("proposed",), "reject")
    context.add(MitigationRejected, n=change.n, reason=reason)


def _finish(context: CommandContext, command: FinishMitigation) -> None:
    _must_be_working(context)
    change = _pick(context, command.n, ("proposed", "approved"), "done", to="finish")
    approved = change.state == "approved"
    told = () if is_kept_inside(context.incident) else context.roster.recorders
    context.add(MitigationDone, n=change.n, approved=approved, providers=told)
    if not approved:
        context.gap("unapproved change", f"change {change.n} was made before it was approved")


def _mark_mitigated(context: CommandContext, command: MarkMitigated) -> None:
    incident = context.incident
    if incident.status == "monitoring":
        raise RejectedCommand(f"{incident.key} is monitoring already; `check` shows the clock.")
    _must_be_working(context)
    if incident.firing and not command.reason:
        names = ", ".join(without_backticks(alert.title) for alert in incident.firing[:3])
        raise RejectedCommand(
            f"Still firing: {names}. If it is over all the same: `mitigated <why>`."
        )
    if may_happen("mitigated", incident.status):
        context.add(Mitigated, reason=command.reason)


def _hold(context: CommandContext, _obligation: Obligation, _nudge: Nudge) -> None:
    context.add(Checked, by=ENGINE, item="stable")


DECIDE: dict[type[Command], CommandHandler] = {
    Mitigate: _mitigate,
    FinishMitigation: _finish,
    MarkMitigated: _mark_mitigated,
}


ACTS: dict[Act, NudgeHandler] = {
    "hold-stable": _hold,
}


# Obligations


def stability(incident: Incident) -> Iterable[Obligation]:
    """The end of the stable window; the check ticks itself."""
    until = incident.stable_until()
    if until is None or incident.status != "monitoring" or "stable" in incident.checks:
        return
    yield Obligation(
        name="stability",
        due=until,
        owner="ic",
        rule=f"Monitored for {duration_words(incident.policy.stable_for)} (stable) before it is "
        "resolved",
        met_by=("checked",),
        generation=incident.stable_seq,
        nudges=(Nudge(at=until, act="hold-stable"),),
    )
