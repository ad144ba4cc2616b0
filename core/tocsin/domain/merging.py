"""What one incident hands to the other when the two turn out to be the same."""

from __future__ import annotations

from tocsin.domain.incident import Incident
from tocsin.domain.signals import AlertChange, RecordAlerts


def handed_over(merged: Incident, group: str) -> RecordAlerts:
    """The alerts of one group that still fire, for the incident that goes on."""
    alerts = tuple(
        AlertChange(
            fingerprint=name.partition("\n")[2],
            title=alert.title,
            firing=True,
            started=alert.started,
        )
        for name, alert in merged.alerts.items()
        if alert.key == group and alert.firing
    )
    return RecordAlerts(key=group, title=alerts[0].title, alerts=alerts)
