"""Changes that monitoring causes."""

from __future__ import annotations

from tocsin.domain import events as e
from tocsin.domain.changes.base import Change, put, unchanged, without
from tocsin.domain.incident import Incident, LinkedAlert, Page
from tocsin.domain.revise import replace


def alert_id(key: str, fingerprint: str) -> str:
    """How a linked alert is kept: its group and its own fingerprint."""
    return f"{key}\n{fingerprint}"


def _fired(incident: Incident, event: e.AlertFired) -> Incident:
    alert = LinkedAlert(
        key=event.key,
        title=event.title,
        firing=True,
        started=event.started,
        changed=event.at,
        severity=event.severity,
    )
    alerts = put(incident.alerts, alert_id(event.key, event.fingerprint), alert)
    linked = replace(incident, alerts=alerts)
    if incident.stable_from is None:
        return linked
    if incident.status == "resolved":
        return linked  # whether it is over after all, the IC says
    checks = without(without(incident.checks, "stable"), "alerts")
    return replace(linked, stable_from=None, checks=checks)


def _resolved(incident: Incident, event: e.AlertResolved) -> Incident:
    key = alert_id(event.key, event.fingerprint)
    old = incident.alerts[key]
    over = replace(old, firing=False, changed=event.at, started=event.started or old.started)
    alerts = put(incident.alerts, key, over)
    ceased = replace(incident, alerts=alerts)
    if incident.status != "monitoring" or "stable" in incident.checks:
        return ceased
    # Mitigated while it still fired: the stable minutes count from its end, which is the later.
    return replace(ceased, stable_from=event.at, stable_seq=incident.version)


def _reopen_proposed(incident: Incident, _event: e.ReopenProposed) -> Incident:
    return replace(incident, reopen_proposed=True)


def _reopen_withdrawn(incident: Incident, _event: e.ReopenWithdrawn) -> Incident:
    """Nobody is called on; the pages of this call ask for no answer any more."""
    pages = {
        key: replace(page, state="skipped") if _waits(page, incident) else page
        for key, page in incident.pages.items()
    }
    return replace(incident, reopen_proposed=False, pages=pages)


def _waits(page: Page, incident: Incident) -> bool:
    return page.state in ("queued", "sent") and is_called_now(page, incident)


def is_called_now(page: Page, incident: Incident) -> bool:
    """Whether a page belongs to the ladder that was started last."""
    running = incident.ladder
    return running is not None and page.purpose == "ladder" and page.at >= running.started


CHANGES: dict[str, Change] = {
    "alert-fired": _fired,
    "alert-resolved": _resolved,
    "alerts-truncated": unchanged,
    "reopen-proposed": _reopen_proposed,
    "reopen-withdrawn": _reopen_withdrawn,
    "group-joined": unchanged,
}
