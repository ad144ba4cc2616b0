"""Changes of the end: checks, resolution, reopening, closing, merging."""

from __future__ import annotations

from datetime import datetime

from tocsin.domain import events as e
from tocsin.domain.changes.base import Change, put, reached
from tocsin.domain.incident import Incident, Postmortem
from tocsin.domain.revise import replace


def _checked(incident: Incident, event: e.Checked) -> Incident:
    return replace(incident, checks=put(incident.checks, event.item, event.by))


def _resolved(incident: Incident, event: e.Resolved) -> Incident:
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


def _reopened(incident: Incident, event: e.Reopened) -> Incident:
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


def _closed(incident: Incident, event: e.Closed) -> Incident:
    return reached(incident, "closed", event.at)


CHANGES: dict[str, Change] = {
    "checked": _checked,
    "resolved": _resolved,
    "reopened": _reopened,
    "closed": _closed,
}
