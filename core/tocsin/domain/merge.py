"""Two incidents turn out to be the same: one goes on and takes the other in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.alerts.decide import AlertChange, RecordAlerts
from tocsin.domain.alerts.events import fingerprint_of
from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.event import Audience, Event, Surface, Voice, now, surfaces
from tocsin.domain.guards import status_text
from tocsin.domain.immutable_update import Evolve, replace
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import may_happen
from tocsin.domain.notify import notify_resolved
from tocsin.errors import RejectedCommand

# Commands


@dataclass(frozen=True, kw_only=True)
class Merge(Command):
    """End it as the same as another, which goes on; the engine checks that that one is open."""

    into: str
    verb: ClassVar[str] = "merge"


@dataclass(frozen=True, kw_only=True)
class TakeIn(Command):
    """Record that another incident was merged into this one."""

    other: str
    title: str


# Events


@dataclass(frozen=True, kw_only=True)
class Merged(Event):
    """The incident is the same as another, which goes on; `into` is that one's `INC-` key."""

    into: str
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = now("people have to go elsewhere")
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "topic", "announcement")
    type: Literal["merged"] = "merged"


@dataclass(frozen=True, kw_only=True)
class MergedIn(Event):
    """Another incident is the same as this one; `other` is its `INC-` key."""

    other: str
    title: str
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = now("people arrive from elsewhere")
    type: Literal["merged-in"] = "merged-in"


# Evolve


def _merged(incident: Incident, event: Merged) -> Incident:
    return replace(incident, merged_into=event.into, offers={}, reopen_proposed=False)


def _merged_in(incident: Incident, event: MergedIn) -> Incident:
    return replace(incident, merged_from=(*incident.merged_from, event.other))


EVOLVE: dict[type[Event], Evolve] = {
    Merged: _merged,
    MergedIn: _merged_in,
}


# Decide


def require_mergeable(merged: Incident, target: Incident) -> None:
    """Refuse to merge what is private into what others read, or what is real into a drill.

    Raises:
        RejectedCommand: The other is over, a drill, or read by people this one is kept from.
    """
    if target.id == merged.id:
        return
    if not target.is_open:
        raise RejectedCommand(f"{target.key} is {target.status}; merge into an open one.")
    if "drill" in target.flags - merged.flags:
        raise RejectedCommand(
            f"{target.key} is a drill: it calls nobody, and what is real would be lost in it."
        )
    if "private" in merged.flags - target.flags:
        raise RejectedCommand(
            f"{merged.key} is private, and people who are not in it read {target.key}. The other "
            f"way round: incident {target.key} merge {merged.key}."
        )


def alerts_handed_over(merged: Incident, group: str) -> RecordAlerts:
    """The alerts of one group that still fire, for the incident that goes on."""
    alerts = tuple(
        AlertChange(
            fingerprint=fingerprint_of(name, alert),
            title=alert.title,
            firing=True,
            started=alert.started,
            severity=alert.severity,
            source=alert.source,
        )
        for name, alert in merged.alerts.items()
        if alert.key == group and alert.firing
    )
    answered = merged.ladder is not None and merged.ladder.acknowledged
    return RecordAlerts(key=group, title=alerts[0].title, alerts=alerts, answered=answered)


def _merge(context: CommandContext, command: Merge) -> None:
    incident = context.incident
    if command.into.upper() == incident.key:
        raise RejectedCommand(f"{incident.key} cannot be merged into itself.")
    if not may_happen("merged", incident.status):
        raise RejectedCommand(f"{status_text(incident)}; only an open incident can be merged.")
    context.add(Merged, into=command.into.upper())
    notify_resolved(context)


def _take_in(context: CommandContext, command: TakeIn) -> None:
    context.add(MergedIn, other=command.other, title=command.title)


DECIDE: dict[type[Command], CommandHandler] = {
    Merge: _merge,
    TakeIn: _take_in,
}
