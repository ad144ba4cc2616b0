"""Elasticsearch and OpenSearch for Tocsin: `type = "elastic"` of four kinds."""

from __future__ import annotations

from typing import Any

from tocsin.hookspecs import hookimpl
from tocsin.providers import ProviderType
from tocsin_elastic.changes import Happened
from tocsin_elastic.config import ChangesConfig, GraphsConfig, LogsConfig, RulesConfig
from tocsin_elastic.firing import make_rules
from tocsin_elastic.graphs import CountGraphs
from tocsin_elastic.logs import LogSearch

TOCSIN_API = 1


# Any: each kind has a config model of its own, and a factory that takes that model alone.
@hookimpl
def tocsin_providers() -> tuple[ProviderType[Any], ...]:
    """The four kinds of `elastic`."""
    return (
        ProviderType(
            kind="alerts",
            name="elastic",
            summary="Webhooks of Kibana, Watcher and OpenSearch, and which of their alerts fire",
            config=RulesConfig,
            factory=make_rules,
        ),
        ProviderType(
            kind="graphs",
            name="elastic",
            summary="How many entries a query finds in Elasticsearch or OpenSearch, over time",
            config=GraphsConfig,
            factory=CountGraphs,
        ),
        ProviderType(
            kind="logs",
            name="elastic",
            summary="Log search in Elasticsearch or OpenSearch",
            config=LogsConfig,
            factory=LogSearch,
        ),
        ProviderType(
            kind="changes",
            name="elastic",
            summary="Annotations of deployments, or other entries that tell of changes",
            config=ChangesConfig,
            factory=Happened,
        ),
    )
