"""The resolution checklist: what is ticked, what is missing, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.domain.incident import Incident


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of the checklist. `wait` is the time left where only the clock can tick it."""

    n: int
    key: str
    text: str
    ticked: bool
    by: str = ""
    wait: timedelta | None = None


def checklist(incident: Incident, at: datetime) -> tuple[Item, ...]:
    """Every item with its state. A P3 (a ticket) has none."""
    if incident.severity is None:
        return ()
    if incident.policy.severity(incident.severity).notification == "ticket":
        return ()
    return tuple(
        _item(incident, at, number, key, text)
        for number, (key, text) in enumerate(incident.policy.checklist, start=1)
    )


def _item(incident: Incident, at: datetime, n: int, key: str, text: str) -> Item:
    until = incident.stable_until()
    if key == "alerts":
        ticked = not incident.firing and (is_watched(incident) or key in incident.checks)
        return Item(n=n, key=key, text=text, ticked=ticked, by=incident.checks.get(key, ""))
    if key == "stable":
        held = key in incident.checks or (until is not None and until <= at)
        left = None if until is None or held else until - at
        return Item(n=n, key=key, text=text, ticked=held, wait=left)
    return Item(
        n=n, key=key, text=text, ticked=key in incident.checks, by=incident.checks.get(key, "")
    )


def is_verified(incident: Incident, at: datetime) -> bool:
    """Whether somebody, or the clock, has ticked every item; false where there is no list."""
    items = checklist(incident, at)
    return bool(items) and all(item.ticked for item in items)


def is_watched(incident: Incident) -> bool:
    """Whether monitoring can say that no alert fires: the team has a source, or one was linked."""
    return incident.alert_sources is None or bool(incident.alert_sources or incident.alerts)


def is_by_hand(item: Item, incident: Incident) -> bool:
    """Whether a person ticks it; the rest is ticked by the clock, or by monitoring."""
    return item.key != "stable" and (item.key != "alerts" or not is_watched(incident))


def missing(incident: Incident, at: datetime) -> tuple[Item, ...]:
    """The items that stand in the way of `resolve`."""
    return tuple(item for item in checklist(incident, at) if not item.ticked)
