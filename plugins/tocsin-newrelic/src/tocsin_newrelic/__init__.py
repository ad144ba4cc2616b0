"""New Relic for Tocsin: `type = "newrelic"` of alerts, graphs, logs and changes."""

from __future__ import annotations

from typing import Any

from tocsin.hookspecs import hookimpl
from tocsin.providers import ProviderType
from tocsin_newrelic.changes import Happened
from tocsin_newrelic.config import ChangesConfig, GraphsConfig, IssuesConfig, LogsConfig
from tocsin_newrelic.graphs import Charts
from tocsin_newrelic.issues import make_issues
from tocsin_newrelic.logs import Rows

TOCSIN_API = 1


# Any: each kind has a config model of its own, and a factory that takes that model alone.
@hookimpl
def tocsin_providers() -> tuple[ProviderType[Any], ...]:
    """The four kinds of `newrelic`."""
    return (
        ProviderType(
            kind="alerts",
            name="newrelic",
            summary="Webhooks of New Relic's workflows, and which issues are open",
            config=IssuesConfig,
            factory=make_issues,
        ),
        ProviderType(
            kind="graphs",
            name="newrelic",
            summary="Graphs of NRQL queries",
            config=GraphsConfig,
            factory=Charts,
        ),
        ProviderType(
            kind="logs",
            name="newrelic",
            summary="NRQL queries of logs, and of whatever else New Relic keeps",
            config=LogsConfig,
            factory=Rows,
        ),
        ProviderType(
            kind="changes",
            name="newrelic",
            summary="Changes and deployments that New Relic was told",
            config=ChangesConfig,
            factory=Happened,
        ),
    )
