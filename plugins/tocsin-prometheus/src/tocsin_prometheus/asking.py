"""Alertmanager, asked what fires now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.metadata import version

from tocsin.providers import (
    MOST_FIRING,
    AlertCapability,
    Call,
    FiringAlert,
    ProviderContext,
    Secret,
    one_line,
    safe_key,
    safe_labels,
    web_links,
)
from tocsin.providers.http import HttpClient, Json, revealed
from tocsin_prometheus.config import PrometheusConfig
from tocsin_prometheus.source import PrometheusAlerts
from tocsin_prometheus.times import read_time

LOUD: Mapping[str, str] = {"active": "true", "silenced": "false", "inhibited": "false"}


def client(url: str, token: Secret | None, context: ProviderContext, tool: str) -> HttpClient:
    """The way to a server of the Prometheus family, with a bearer token where one is set."""

    def authorise() -> dict[str, str]:
        return {"Authorization": f"Bearer {revealed(token, tool)}"} if token is not None else {}

    return HttpClient(
        url,
        tool=tool,
        agent=f"tocsin-prometheus/{version('tocsin-prometheus')}",
        clock=context.clock,
        authorise=authorise,
        statuses={400: "invalid", 422: "invalid"},
        explain=lambda answer: str(answer.object().get("error", "")),
    )


class AskedAlertmanager(PrometheusAlerts):
    """Alertmanager's webhooks, and what fires now by its interface of version 2."""

    capabilities: frozenset[AlertCapability] = frozenset({"firing"})

    def __init__(self, config: PrometheusConfig, http: HttpClient) -> None:
        super().__init__(config)
        self._http = http

    def firing(self, call: Call) -> tuple[FiringAlert, ...]:
        """What is active and neither silenced nor inhibited, whatever began last first.

        Raises:
            ProviderError: With its code.
        """
        answer = self._http.get(
            "/api/v2/alerts", deadline=call.deadline_s, params=LOUD, polite=True
        )
        found = [self._read(one) for one in answer.array() if isinstance(one, dict)]
        told = {one.fingerprint: one for one in found if one is not None}
        latest = sorted(told.values(), key=lambda one: one.since, reverse=True)
        return tuple(latest[:MOST_FIRING])

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._http.close()

    def _read(self, alert: Mapping[str, Json]) -> FiringAlert | None:
        named, noted = safe_labels(texts(alert.get("labels"))), texts(alert.get("annotations"))
        fingerprint, since = alert.get("fingerprint"), _moment(alert.get("startsAt"))
        if not isinstance(fingerprint, str) or not fingerprint or since is None:
            return None
        links = web_links({"source": str(alert.get("generatorURL") or "")})
        title = one_line(noted.get("summary", "")) or one_line(named.get("alertname", ""))
        return FiringAlert(
            fingerprint=safe_key(fingerprint),
            title=title or "Alert without a name",
            since=since,
            severity=self._config.severity_by(named),
            service=named.get(self._config.service_label, ""),
            labels=named,
            link=links.get("source", ""),
        )


def texts(value: Json) -> dict[str, str]:
    """The texts of an object by name; anything else is left out."""
    return dict(_pairs(value)) if isinstance(value, dict) else {}


def _pairs(value: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    return ((key, text) for key, text in value.items() if isinstance(text, str))


def _moment(value: Json) -> datetime | None:
    try:
        return read_time(value) if isinstance(value, str) else None
    except ValueError:
        return None


def make_source(config: PrometheusConfig, context: ProviderContext) -> PrometheusAlerts:
    """The source; one that can be asked where the section names Alertmanager's address.

    Raises:
        ProviderError: The address cannot be used.
    """
    if not config.alertmanager_url:
        return PrometheusAlerts(config)
    tool = f"Alertmanager of `{context.instance}`"
    return AskedAlertmanager(
        config, client(config.alertmanager_url, config.alertmanager_token, context, tool)
    )
