"""What one incident hands to the other when the two turn out to be the same."""

from __future__ import annotations

from tocsin.domain.incident import Incident
from tocsin.domain.signals import AlertChange, RecordAlerts
from tocsin.errors import RejectedCommand


def require_mergeable(merged: Incident, target: Incident) -> None:
    """What is private does not become part of what others read, nor what is real of a drill.

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


def handed_over(merged: Incident, group: str) -> RecordAlerts:
    """The alerts of one group that still fire, for the incident that goes on."""
    alerts = tuple(
        AlertChange(
            fingerprint=name.partition("\n")[2],
            title=alert.title,
            firing=True,
            started=alert.started,
            severity=alert.severity,
        )
        for name, alert in merged.alerts.items()
        if alert.key == group and alert.firing
    )
    answered = merged.ladder is not None and merged.ladder.acknowledged
    return RecordAlerts(key=group, title=alerts[0].title, alerts=alerts, answered=answered)
