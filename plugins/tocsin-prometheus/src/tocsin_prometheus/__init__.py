"""Alerts of Prometheus Alertmanager for Tocsin: `[alerts.<name>] type = "prometheus"`."""

from __future__ import annotations

from tocsin.hookspecs import hookimpl
from tocsin.providers import ProviderType
from tocsin_prometheus.asking import make_source
from tocsin_prometheus.config import PrometheusConfig
from tocsin_prometheus.graphs import PrometheusGraphsConfig, make_graphs

TOCSIN_API = 1


@hookimpl
def tocsin_providers() -> tuple[
    ProviderType[PrometheusConfig], ProviderType[PrometheusGraphsConfig]
]:
    """The alert source and the graphs `prometheus`."""
    return (
        ProviderType(
            kind="alerts",
            name="prometheus",
            summary="Webhooks of Prometheus Alertmanager (version 4)",
            config=PrometheusConfig,
            factory=make_source,
        ),
        ProviderType(
            kind="graphs",
            name="prometheus",
            summary="Graphs of queries in PromQL",
            config=PrometheusGraphsConfig,
            factory=make_graphs,
        ),
    )
