"""Splunk for Tocsin: `type = "splunk"` of alerts, graphs and logs."""

from __future__ import annotations

from typing import Any

from tocsin.hookspecs import hookimpl
from tocsin.providers import ProviderType
from tocsin_splunk.config import AlertsByWebhook, GraphsConfig, LogsConfig
from tocsin_splunk.firing import make_searches
from tocsin_splunk.graphs import TimeCharts
from tocsin_splunk.logs import LogSearch

TOCSIN_API = 1


# Any: each kind has a config model of its own, and a factory that takes that model alone.
@hookimpl
def tocsin_providers() -> tuple[ProviderType[Any], ...]:
    """The three kinds of `splunk`."""
    return (
        ProviderType(
            kind="alerts",
            name="splunk",
            summary="Webhooks of Splunk's alerts, and which of them fire",
            config=AlertsByWebhook,
            factory=make_searches,
        ),
        ProviderType(
            kind="graphs",
            name="splunk",
            summary="Timecharts of searches in Splunk",
            config=GraphsConfig,
            factory=TimeCharts,
        ),
        ProviderType(
            kind="logs",
            name="splunk",
            summary="Log search in Splunk, by commands that only read",
            config=LogsConfig,
            factory=LogSearch,
        ),
    )
