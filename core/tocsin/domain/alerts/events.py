"""Alerts fired, ceased and came back, and what that does to the incident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from tocsin.domain.event import (
    ASKS,
    DECIDES,
    ENDS,
    Audience,
    Event,
    Surface,
    Voice,
    along,
    surfaces,
)
from tocsin.domain.immutable_update import Evolve, put, replace, unchanged, without
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import LinkedAlert, Page
from tocsin.domain.paging.unanswered import is_called_now
from tocsin.domain.severity import Severity


@dataclass(frozen=True, kw_only=True)
class AlertFired(Event):
    """A linked alert fires, or fires worse. `key` is the group, `fingerprint` the single alert.

    `source`: the instance that reports it, where that is not `by`: a merge handed it over.
    """

    key: str
    fingerprint: str
    title: str
    started: datetime
    link: str = ""
    severity: Severity | None = None
    source: str = ""
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = DECIDES
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "topic", "announcement")
    type: Literal["alert-fired"] = "alert-fired"


@dataclass(frozen=True, kw_only=True)
class AlertResolved(Event):
    """A linked alert stopped firing. Never resolves the incident by itself.

    `started`: when the firing that is over began, where that is later than the one we heard of.
    """

    key: str
    fingerprint: str
    title: str
    remaining: int
    started: datetime | None = None
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = DECIDES
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["alert-resolved"] = "alert-resolved"


@dataclass(frozen=True, kw_only=True)
class AlertsTruncated(Event):
    """The sender left alerts of the group out; we cannot know their state."""

    key: str
    missing: int
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = along("the alerts beside it are told")
    type: Literal["alerts-truncated"] = "alerts-truncated"


@dataclass(frozen=True, kw_only=True)
class ReopenProposed(Event):
    """An alert of this incident fires again after it was resolved; or `still` fires."""

    title: str
    still: bool = False
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ASKS
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["reopen-proposed"] = "reopen-proposed"


@dataclass(frozen=True, kw_only=True)
class ReopenWithdrawn(Event):
    """The question whether to reopen is withdrawn: the alert stopped before anybody answered."""

    title: str
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ENDS
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["reopen-withdrawn"] = "reopen-withdrawn"


@dataclass(frozen=True, kw_only=True)
class GroupJoined(Event):
    """A further alert group joined this incident (same episode, or the storm rule)."""

    key: str
    title: str
    storm: bool = False
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = DECIDES
    type: Literal["group-joined"] = "group-joined"


def alert_id(key: str, fingerprint: str) -> str:
    """The key a linked alert is kept under: its group and its own fingerprint."""
    return f"{key}\n{fingerprint}"


def fingerprint_of(name: str, alert: LinkedAlert) -> str:
    """The fingerprint in the name that a linked alert is kept under."""
    return name.removeprefix(alert_id(alert.key, ""))


def _fired(incident: Incident, event: AlertFired) -> Incident:
    alert = LinkedAlert(
        key=event.key,
        title=event.title,
        firing=True,
        started=event.started,
        changed=event.at,
        severity=event.severity,
        source=event.source or event.by,
    )
    alerts = put(incident.alerts, alert_id(event.key, event.fingerprint), alert)
    linked = replace(incident, alerts=alerts)
    if incident.stable_from is None:
        return linked
    if incident.status == "resolved":
        return linked  # whether it is over after all, the IC says
    checks = without(without(incident.checks, "stable"), "alerts")
    return replace(linked, stable_from=None, checks=checks)


def _resolved(incident: Incident, event: AlertResolved) -> Incident:
    key = alert_id(event.key, event.fingerprint)
    old = incident.alerts[key]
    over = replace(old, firing=False, changed=event.at, started=event.started or old.started)
    alerts = put(incident.alerts, key, over)
    ceased = replace(incident, alerts=alerts)
    if incident.status != "monitoring" or "stable" in incident.checks:
        return ceased
    # Mitigated while it still fired: the stable minutes count from its end, which is the later.
    return replace(ceased, stable_from=event.at, stable_seq=incident.version)


def _reopen_proposed(incident: Incident, _event: ReopenProposed) -> Incident:
    return replace(incident, reopen_proposed=True)


def _reopen_withdrawn(incident: Incident, _event: ReopenWithdrawn) -> Incident:
    """Nobody is called on; the pages of this call ask for no answer any more."""
    pages = {
        key: replace(page, state="skipped") if _waits(page, incident) else page
        for key, page in incident.pages.items()
    }
    return replace(incident, reopen_proposed=False, pages=pages)


def _waits(page: Page, incident: Incident) -> bool:
    return page.state in ("queued", "sent") and is_called_now(page, incident)


EVOLVE: dict[type[Event], Evolve] = {
    AlertFired: _fired,
    AlertResolved: _resolved,
    AlertsTruncated: unchanged,
    ReopenProposed: _reopen_proposed,
    ReopenWithdrawn: _reopen_withdrawn,
    GroupJoined: unchanged,
}
