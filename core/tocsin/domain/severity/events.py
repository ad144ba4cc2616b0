"""The severity was set, raised, lowered or assumed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from tocsin.domain.event import DECIDES, Audience, Event, Surface, Voice, surfaces
from tocsin.domain.immutable_update import Evolve, replace, without
from tocsin.domain.incident import Incident
from tocsin.domain.severity import Severity


@dataclass(frozen=True, kw_only=True)
class SeverityChanged(Event):
    """The severity was set, raised, lowered, or assumed when the triage clock ran out."""

    severity: Severity
    reason: str = ""
    assumed: bool = False
    ticket_due: datetime | None = None
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = DECIDES
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "topic", "announcement")
    type: Literal["severity-changed"] = "severity-changed"


def _severity_changed(incident: Incident, event: SeverityChanged) -> Incident:
    silent = not incident.policy.severity(event.severity).ladder
    calling = incident.ladder if not silent or _answered(incident) else None
    return replace(
        incident,
        severity=event.severity,
        ladder=calling,
        snoozed=without(incident.snoozed, "update"),
        severity_since=event.at,
        severity_seq=incident.version,
        severity_by=event.by,
        update_seq=incident.version,
        update_since=event.at,
        ticket_due=event.ticket_due or incident.ticket_due,
    )


def _answered(incident: Incident) -> bool:
    """A ladder nobody answered ends where nobody is called; a later one begins anew."""
    return incident.ladder is not None and incident.ladder.acknowledged


EVOLVE: dict[type[Event], Evolve] = {
    SeverityChanged: _severity_changed,
}
