"""Alerts of Prometheus Alertmanager for Tocsin: `[alerts.<name>] type = "prometheus"`."""

from __future__ import annotations

from tocsin.hookspecs import hookimpl
from tocsin.providers import ProviderType
from tocsin_prometheus.config import PrometheusConfig
from tocsin_prometheus.source import PrometheusAlerts

TOCSIN_API = 1


@hookimpl
def tocsin_providers() -> tuple[ProviderType[PrometheusConfig], ...]:
    """The alert source `prometheus`."""
    return (
        ProviderType(
            kind="alerts",
            name="prometheus",
            summary="Webhooks of Prometheus Alertmanager (version 4)",
            config=PrometheusConfig,
            factory=lambda config, _context: PrometheusAlerts(config),
        ),
    )
