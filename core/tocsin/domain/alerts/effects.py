"""Effects for alert sources: somebody works on what fires there, or it is over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from tocsin.domain.alerts.events import AlertFired, alert_id
from tocsin.domain.effect import About, Effect, Op
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import RunningLadder
from tocsin.domain.lifecycle import ACTIVE, WORKING
from tocsin.domain.tell_effects import tool

AT_ONCE: Final = 50
"""No source is told of more alerts in one call."""


def tell_sources(op: Op, incident: Incident) -> Iterator[Effect]:
    """An effect for every source whose alerts fire in this incident."""
    firing: dict[str, list[str]] = {}
    for name, alert in incident.alerts.items():
        if alert.firing:
            firing.setdefault(alert.source, []).append(name)
    for source, alerts in firing.items():
        yield from _told(op, source, alerts)


def fired(event: AlertFired, incident: Incident) -> Iterable[Effect]:
    """What joins an incident that somebody works on is acknowledged at once."""
    if not is_answered(incident):
        return ()
    alert = alert_id(event.key, event.fingerprint)
    return _told("alert-ack", event.source or event.by, [alert])


def accepted(incident: Incident) -> Iterable[Effect]:
    """Where nobody is paged for it, whoever accepts it works on it."""
    return () if _pages(incident.ladder) else tell_sources("alert-ack", incident)


def is_answered(incident: Incident) -> bool:
    """Whether somebody works on it: whoever is paged has answered, or nobody is paged."""
    if _pages(incident.ladder):
        return not _is_calling(incident)
    return incident.status in WORKING


def is_still_so(op: str, incident: Incident) -> bool:
    """Whether a source may hear it now: what was decided may have been overtaken since.

    Nothing is acknowledged while people are called anew for it, and nothing is closed that is
    worked on again.
    """
    if op == "alert-resolve":
        return incident.status not in ACTIVE and not incident.reopen_proposed
    return incident.status == "declined" or not _is_calling(incident)


def _is_calling(incident: Incident) -> bool:
    running = incident.ladder
    return running is not None and _pages(running) and not running.acknowledged


def _pages(running: RunningLadder | None) -> bool:
    return running is not None and any(step.manner == "page" for step in running.ladder.steps)


def _told(op: Op, source: str, alerts: list[str]) -> Iterator[Effect]:
    if not source.startswith("alerts."):
        return
    for first in range(0, len(alerts), AT_ONCE):
        about = About(alerts=tuple(alerts[first : first + AT_ONCE]))
        yield tool(op, source, about)
