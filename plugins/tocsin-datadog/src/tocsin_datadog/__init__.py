"""Datadog for Tocsin: `type = "datadog"` of alerts, graphs, logs and changes."""

from __future__ import annotations

from typing import Any

from tocsin.hookspecs import hookimpl
from tocsin.providers import ProviderType
from tocsin_datadog.changes import Happened
from tocsin_datadog.config import ChangesConfig, GraphsConfig, LogsConfig, MonitorsConfig
from tocsin_datadog.firing import make_monitors
from tocsin_datadog.graphs import MetricGraphs
from tocsin_datadog.logs import LogSearch

TOCSIN_API = 1


# Any: each kind has a config model of its own, and a factory that takes that model alone.
@hookimpl
def tocsin_providers() -> tuple[ProviderType[Any], ...]:
    """The four kinds of `datadog`."""
    return (
        ProviderType(
            kind="alerts",
            name="datadog",
            summary="Webhooks of Datadog's monitors, and what fires there",
            config=MonitorsConfig,
            factory=make_monitors,
        ),
        ProviderType(
            kind="graphs",
            name="datadog",
            summary="Graphs of metric queries in Datadog",
            config=GraphsConfig,
            factory=MetricGraphs,
        ),
        ProviderType(
            kind="logs",
            name="datadog",
            summary="Log search in Datadog",
            config=LogsConfig,
            factory=LogSearch,
        ),
        ProviderType(
            kind="changes",
            name="datadog",
            summary="Change events and deployments that Datadog was told",
            config=ChangesConfig,
            factory=Happened,
        ),
    )
