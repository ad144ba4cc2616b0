"""Bodies as monitoring posts them."""

from __future__ import annotations

from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "plugins/tocsin-prometheus/tests/payloads"


def plain(key: str = "checkout", **more: str) -> dict[str, str]:
    """The built-in JSON source's body; critical means P1."""
    return {"key": key, "title": f"{key} returns 500s", "severity": "critical"} | more


def one(
    name: str,
    status: str = "firing",
    severity: str = "critical",
    started: str = "2026-11-20T10:15:00Z",
) -> dict[str, object]:
    """One alert of an Alertmanager notification; its name is its fingerprint too."""
    return {
        "status": status,
        "labels": {"alertname": name, "severity": severity},
        "annotations": {"summary": f"{name} is high"},
        "startsAt": started,
        "endsAt": "2026-11-20T10:40:00Z" if status == "resolved" else "0001-01-01T00:00:00Z",
        "generatorURL": "https://prometheus.example.org/graph",
        "fingerprint": f"fp-{name}",
    }


def group(*alerts: dict[str, object], key: str = "g1", truncated: int = 0) -> dict[str, object]:
    """An Alertmanager notification of one group."""
    firing = any(alert["status"] == "firing" for alert in alerts)
    return {
        "version": "4",
        "groupKey": key,
        "truncatedAlerts": truncated,
        "status": "firing" if firing else "resolved",
        "receiver": "tocsin",
        "groupLabels": {},
        "commonLabels": {},
        "commonAnnotations": {"summary": "error rate is high"},
        "externalURL": "https://alertmanager.example.org",
        "alerts": list(alerts),
    }
