"""From the body of a notification to one alert group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from tocsin.providers import (
    AlertEvent,
    AlertGroup,
    one_line,
    paragraph,
    safe_key,
    safe_labels,
    web_links,
)
from tocsin_prometheus.body import AlertBody, GroupBody
from tocsin_prometheus.config import PrometheusConfig

MAX_FIRING = 1000
_MAX_TRUNCATED = 1_000_000
_FNV_OFFSET = 0xCBF29CE484222325
_FNV_PRIME = 0x100000001B3
_RUNBOOK = ("runbook_url", "runbook")
_DASHBOARD = ("dashboard_url", "dashboard")
_DESCRIPTION = ("description", "message")


def heeded(body: GroupBody, config: PrometheusConfig) -> list[AlertBody]:
    """The alerts that count: all but those that fire and are to be ignored.

    One that is over counts whatever it is: it may have fired when the section said otherwise.
    """
    return [
        alert
        for alert in body.alerts
        if alert.status == "resolved" or config.severity_by(alert.labels) is not None
    ]


def read_group(
    body: GroupBody, heeded: Sequence[AlertBody], config: PrometheusConfig, received: datetime
) -> AlertGroup:
    """The group a notification tells of; `heeded` are its alerts that count, at least one.

    What the whole group is called and how bad it is follow from the alerts that fire; only when
    none does any more, from all of them. `received` stands in for a start the sender left out.
    Of more than `MAX_FIRING` that fire, the rest is judged too, but only counted as left out.
    """
    alerts = _bounded(heeded)
    telling = [alert for alert in heeded if alert.status == "firing"] or heeded
    severities = [config.severity_by(alert.labels) or config.unknown for alert in telling]
    annotations = {**telling[0].annotations, **body.common_annotations}
    return AlertGroup(
        key=safe_key(body.group_key),
        title=_group_title(body, telling, config),
        severity=min(severities),
        alerts=tuple(_event(alert, config, received) for alert in alerts),
        truncated=min(body.truncated + len(heeded) - len(alerts), _MAX_TRUNCATED),
        service=one_line(_service(body, telling, config)),
        description=paragraph(_first(annotations, *_DESCRIPTION)),
        links=_links(annotations, alertmanager=body.external_url),
        fingerprints="source",
    )


def _bounded(alerts: Sequence[AlertBody]) -> Sequence[AlertBody]:
    """All that are over, and of those that fire the same ones each time, however they come."""
    firing = sorted(_name(alert) for alert in alerts if alert.status == "firing")
    if len(firing) <= MAX_FIRING:
        return alerts
    kept = frozenset(firing[:MAX_FIRING])
    return [alert for alert in alerts if alert.status == "resolved" or _name(alert) in kept]


def _name(alert: AlertBody) -> str:
    return safe_key(alert.fingerprint) or fingerprint(alert.labels)


def _event(alert: AlertBody, config: PrometheusConfig, received: datetime) -> AlertEvent:
    return AlertEvent(
        fingerprint=_name(alert),
        status=alert.status,
        title=_alert_title(alert, config),
        starts_at=alert.starts_at or received,
        ends_at=alert.ends_at if alert.status == "resolved" else None,
        description=paragraph(_first(alert.annotations, *_DESCRIPTION)),
        severity=config.severity_by(alert.labels),
        labels=safe_labels(alert.labels),
        links=_links(alert.annotations, source=alert.generator_url),
    )


def fingerprint(named: Mapping[str, str]) -> str:
    """What Alertmanager itself calls an alert of these labels, in whatever order they come.

    FNV-1a with 64 bits over the sorted names and values, each ended by the byte 255.
    """
    told = b"".join(part.encode() + b"\xff" for pair in sorted(named.items()) for part in pair)
    total = _FNV_OFFSET
    for byte in told:
        total = (total ^ byte) * _FNV_PRIME % 2**64
    return f"{total:016x}"


def _group_title(body: GroupBody, telling: Sequence[AlertBody], config: PrometheusConfig) -> str:
    summary = one_line(body.common_annotations.get("summary", ""))
    return summary or _named(_alert_names(body, telling), _service(body, telling, config))


def _alert_title(alert: AlertBody, config: PrometheusConfig) -> str:
    summary = one_line(alert.annotations.get("summary", ""))
    return summary or _named(
        alert.labels.get("alertname", ""), alert.labels.get(config.service_label, "")
    )


def _named(alertname: str, service: str) -> str:
    name = one_line(alertname) or "Alert without a name"
    return one_line(f"{name} on {service}" if service.strip() else name)


def _alert_names(body: GroupBody, telling: Sequence[AlertBody]) -> str:
    common = body.common_labels.get("alertname") or body.group_labels.get("alertname")
    names = dict.fromkeys(alert.labels.get("alertname", "") for alert in telling)
    names.pop("", None)
    if common or not names:
        return common or ""
    first, *others = names
    return f"{first} and {len(others)} more" if others else first


def _service(body: GroupBody, telling: Sequence[AlertBody], config: PrometheusConfig) -> str:
    """The service the whole group belongs to; "" when its alerts name several, or none."""
    label = config.service_label
    named = {alert.labels.get(label, "") for alert in telling}
    own = named.pop() if len(named) == 1 else ""
    return body.common_labels.get(label) or body.group_labels.get(label) or own


def _links(annotations: Mapping[str, str], **others: str) -> dict[str, str]:
    return web_links(
        {
            "runbook": _first(annotations, *_RUNBOOK),
            "dashboard": _first(annotations, *_DASHBOARD),
            **others,
        }
    )


def _first(told: Mapping[str, str], *names: str) -> str:
    return next((told[name] for name in names if told.get(name)), "")
