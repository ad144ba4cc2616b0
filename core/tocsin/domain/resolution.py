"""The end: the checklist, resolving, reopening, closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.customers import send_follow_up
from tocsin.domain.escalation.decide import continue_ladder_reopened, restart_ladder_reopened
from tocsin.domain.event import ASKS, ENDS, Audience, Event, Surface, Voice, surfaces
from tocsin.domain.guards import NEW, require_active, status_text
from tocsin.domain.immutable_update import Evolve, put, replace, with_milestone
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Postmortem
from tocsin.domain.lifecycle import ENDED, may_happen
from tocsin.domain.meeting import plan_meeting
from tocsin.domain.notify import notify_reopened, notify_resolved
from tocsin.domain.postmortem import required
from tocsin.domain.postmortem.decide import require_postmortem_settled
from tocsin.domain.tickets import TicketClosed
from tocsin.errors import RejectedCommand


@dataclass(frozen=True, kw_only=True)
class ChecklistItem:
    """One line of the checklist. `wait` is the time left where only the clock can tick it."""

    n: int
    key: str
    text: str
    ticked: bool
    by: str = ""
    wait: timedelta | None = None


def checklist(incident: Incident, at: datetime) -> tuple[ChecklistItem, ...]:
    """Every item with its state. A P3 (a ticket) has none."""
    if incident.severity is None:
        return ()
    if incident.policy.severity(incident.severity).notification == "ticket":
        return ()
    return tuple(
        _item(incident, at, number, key, text)
        for number, (key, text) in enumerate(incident.policy.checklist, start=1)
    )


def _item(incident: Incident, at: datetime, n: int, key: str, text: str) -> ChecklistItem:
    until = incident.stable_until()
    if key == "alerts":
        ticked = not incident.firing and (is_watched(incident) or key in incident.checks)
        return ChecklistItem(
            n=n, key=key, text=text, ticked=ticked, by=incident.checks.get(key, "")
        )
    if key == "stable":
        held = key in incident.checks or (until is not None and until <= at)
        left = None if until is None or held else until - at
        return ChecklistItem(n=n, key=key, text=text, ticked=held, wait=left)
    return ChecklistItem(
        n=n, key=key, text=text, ticked=key in incident.checks, by=incident.checks.get(key, "")
    )


def is_verified(incident: Incident, at: datetime) -> bool:
    """Whether somebody, or the clock, has ticked every item; false where there is no list."""
    items = checklist(incident, at)
    return bool(items) and all(item.ticked for item in items)


def is_watched(incident: Incident) -> bool:
    """Whether monitoring can say that no alert fires: the team has a source, or one was linked."""
    return incident.alert_sources is None or bool(incident.alert_sources or incident.alerts)


def is_by_hand(item: ChecklistItem, incident: Incident) -> bool:
    """Whether a person ticks it; the rest is ticked by the clock, or by monitoring."""
    return item.key != "stable" and (item.key != "alerts" or not is_watched(incident))


def missing_items(incident: Incident, at: datetime) -> tuple[ChecklistItem, ...]:
    """The items that stand in the way of `resolve`."""
    return tuple(item for item in checklist(incident, at) if not item.ticked)


# Commands


@dataclass(frozen=True, kw_only=True)
class Check(Command):
    """Tick item `n` (from 1) of the resolution checklist."""

    n: int
    verb: ClassVar[str] = "check"


@dataclass(frozen=True, kw_only=True)
class Resolve(Command):
    """Resolve the incident; `override` is the reason for skipping unticked items."""

    override: str = ""
    verb: ClassVar[str] = "resolve"


@dataclass(frozen=True, kw_only=True)
class Reopen(Command):
    """Open the incident again, since it is not over."""

    reason: str
    verb: ClassVar[str] = "reopen"


@dataclass(frozen=True, kw_only=True)
class Close(Command):
    """Close the incident: nothing is owed any more, the ticket of a P3 is done."""

    verb: ClassVar[str] = "close"


# Events


@dataclass(frozen=True, kw_only=True)
class Checked(Event):
    """An item of the resolution checklist is ticked."""

    item: str
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ASKS
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["checked"] = "checked"


@dataclass(frozen=True, kw_only=True)
class Resolved(Event):
    """The incident is over for customers. `skipped` lists unticked items of an override."""

    reason: str = ""
    skipped: tuple[str, ...] = ()
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ENDS
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "topic", "announcement")
    type: Literal["resolved"] = "resolved"


@dataclass(frozen=True, kw_only=True)
class Reopened(Event):
    """The incident was reopened: it is not over after all."""

    reason: str
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ENDS
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "topic", "announcement")
    type: Literal["reopened"] = "reopened"


@dataclass(frozen=True, kw_only=True)
class Closed(Event):
    """Nothing is owed any more."""

    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ENDS
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "topic", "announcement")
    type: Literal["closed"] = "closed"


# Evolve


def _checked(incident: Incident, event: Checked) -> Incident:
    return replace(incident, checks=put(incident.checks, event.item, event.by))


def _resolved(incident: Incident, event: Resolved) -> Incident:
    held = incident.stable_from if not event.skipped else None
    fixed = held or _mitigated_at(incident) or event.at
    fixed = max(fixed, incident.milestones.get("mitigated", fixed))
    milestones = {**incident.milestones, "fixed": fixed, "resolved": event.at}
    milestones.setdefault("mitigated", event.at)
    return replace(
        incident,
        milestones=milestones,
        offers={},
        reopen_proposed=False,
        resolved_seq=incident.version,
    )


def _mitigated_at(incident: Incident) -> datetime | None:
    """When the impact was stopped, unless an alert has shown since that it was not."""
    mitigated = incident.milestones.get("mitigated")
    if mitigated is None or incident.stable_from is not None:
        return mitigated
    shown = any(alert.changed > mitigated for alert in incident.alerts.values())
    return None if shown else mitigated


def _reopened(incident: Incident, event: Reopened) -> Incident:
    gone = ("fixed", "resolved", "closed", "mitigated")
    milestones = {k: v for k, v in incident.milestones.items() if k not in gone}
    return replace(
        incident,
        milestones=milestones,
        stable_from=None,
        checks={},
        reopen_proposed=False,
        snoozed={},
        working_since=event.at,
        update_seq=incident.version,
        update_since=event.at,
        resolved_seq=0,
        status_seq=incident.version,
        meeting=incident.meeting and replace(incident.meeting, cancelled=True),
        postmortem=Postmortem(sections=incident.postmortem.sections),
    )


def _closed(incident: Incident, event: Closed) -> Incident:
    return with_milestone(incident, "closed", event.at)


EVOLVE: dict[type[Event], Evolve] = {
    Checked: _checked,
    Resolved: _resolved,
    Reopened: _reopened,
    Closed: _closed,
}


# Decide
_BY_ITSELF = {
    "stable": "The clock ticks this one: it waits for the stable minutes after `mitigated`.",
    "alerts": "This one ticks itself when no linked alert fires.",
}


def _check(context: CommandContext, command: Check) -> None:
    require_active(context)
    items = checklist(context.incident, context.at)
    if not items:
        raise RejectedCommand(
            f"{context.incident.key} has no checklist; resolve it when it is done."
        )
    item = next((item for item in items if item.n == command.n), None)
    if item is None:
        raise RejectedCommand(f"There is no check {command.n}; the list has 1 to {len(items)}.")
    if not is_by_hand(item, context.incident):
        raise RejectedCommand(_BY_ITSELF[item.key])
    if item.ticked:
        raise RejectedCommand(f"Check {command.n} is ticked already.")
    context.add(Checked, item=item.key)


def _resolve(context: CommandContext, command: Resolve) -> None:
    incident = context.incident
    if incident.status == "triage":
        raise RejectedCommand(
            f"{incident.key} is still in triage: `accept`, or `decline <reason>`."
        )
    require_active(context)
    left = missing_items(incident, context.at)
    if left and not command.override:
        raise RejectedCommand(
            f"Not yet. Missing: {'; '.join(_say(item) for item in left)}. "
            "Tick with `check <n>`, or: `resolve --override <reason>`."
        )
    if left:
        context.gap("override", f"resolved before the checklist was done: {command.override}")
        context.gap("skipped check", ", ".join(item.text for item in left))
    context.add(Resolved, reason=command.override, skipped=tuple(item.key for item in left))
    send_follow_up(context)
    if required(context.incident):
        plan_meeting(context)
    notify_resolved(context)


def _say(item: ChecklistItem) -> str:
    if item.wait is None:
        begins = ", from `mitigated` on" if item.key == "stable" else ""
        return f"{item.n} {item.text}{begins}"
    minutes = max(1, round(item.wait.total_seconds() / 60))
    return f"{item.n} {item.text}, {minutes} min to go"


def _reopen(context: CommandContext, command: Reopen) -> None:
    if not may_happen("reopened", context.incident.status):
        raise RejectedCommand(
            f"{status_text(context.incident)}; only a resolved or closed incident can be reopened. "
            f"{NEW}"
        )
    running = context.incident.ladder
    rings = context.incident.reopen_proposed and running is not None and not running.acknowledged
    context.add(Reopened, reason=command.reason)
    if rings:
        continue_ladder_reopened(context)
    else:
        restart_ladder_reopened(context)
    notify_reopened(context)


def _close(context: CommandContext, _command: Close) -> None:
    incident = context.incident
    if incident.status == "closed":
        raise RejectedCommand(f"{incident.key} is closed already.")
    if incident.status in ENDED:
        raise RejectedCommand(f"{status_text(incident)}; nothing is left to close.")
    if incident.status == "triage":
        raise RejectedCommand(f"{status_text(incident)}: `accept`, or `decline <reason>`.")
    if not may_happen("closed", incident.status):
        raise RejectedCommand(
            f"{status_text(incident)}; resolve it first (`resolve`), then `close`."
        )
    require_postmortem_settled(context)
    if context.incident.ticket is not None and not context.incident.ticket.done:
        context.add(TicketClosed)
    context.add(Closed)


DECIDE: dict[type[Command], CommandHandler] = {
    Check: _check,
    Resolve: _resolve,
    Reopen: _reopen,
    Close: _close,
}
