"""The contracts of alert sources, graphs and logs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final

import pytest

from tests.counterparts.elastic.cluster import API_KEY, NOON, PASSWORD, Cluster
from tests.counterparts.elastic.hooks import delivery, monitor_alert
from tocsin.providers import AlertSource, Changes, Graphs, ListsFiring, Logs, RawRequest, Secret
from tocsin.testing import (
    AlertSourceContract,
    ChangesContract,
    FiringContract,
    GraphsContract,
    LogsContract,
)

Make = Callable[..., Any]
PAGES: Final = "https://kibana.example.com"
HOOKS: Final = ("es-h00k-token-of-today", "es-h00k-token-of-yesterday")


class TestWebhooks(AlertSourceContract):
    """Let in with the newest token, or with the one before."""

    secrets = HOOKS
    secret_envs = ("ES_HOOK", "ES_HOOK_BEFORE")

    @pytest.fixture
    def source(self, tool: Make, monkeypatch: pytest.MonkeyPatch) -> AlertSource:
        monkeypatch.setenv("ES_HOOK_BEFORE", HOOKS[1])
        tokens = [Secret(name) for name in self.secret_envs]
        made: AlertSource = tool("alerts", token=tokens)
        return made

    @pytest.fixture
    def signed_with(self) -> Callable[[str], RawRequest]:
        return delivery

    @pytest.fixture
    def deliveries(self) -> Sequence[RawRequest]:
        return [
            delivery(HOOKS[0]),
            delivery(HOOKS[1], alert__actionGroup="recovered"),
            delivery(HOOKS[0], "Watcher"),
            delivery(HOOKS[0], "Watcher", 1),
            delivery(HOOKS[1], "OpenSearch"),
        ]


class TestFiring(FiringContract):
    secrets = (API_KEY,)

    @pytest.fixture
    def firing(self, tool: Make, es: Cluster) -> ListsFiring:
        for minutes, instance in ((3, "web-1"), (40, "web-2")):
            es.alert("8d1e5f2a", instance, NOON - timedelta(minutes=minutes))
        made: ListsFiring = tool("alerts", pages_url=PAGES)
        return made


class TestFiringOpenSearch(FiringContract):
    secrets = (PASSWORD,)

    @pytest.fixture
    def firing(self, tool: Make, es: Cluster) -> ListsFiring:
        es.product = "opensearch"
        for minutes, name in ((3, "Checkout errors"), (40, "Queue is full")):
            es.monitor_alerts.append(monitor_alert(name, NOON - timedelta(minutes=minutes)))
        made: ListsFiring = tool("alerts", pages_url="https://dashboards.example.com")
        return made


class TestKql(LogsContract):
    secrets = (API_KEY,)

    @pytest.fixture
    def logs(self, tool: Make) -> Logs:
        made: Logs = tool("logs", pages_url=PAGES)
        return made


class TestLucene(LogsContract):
    secrets = (API_KEY,)

    @pytest.fixture
    def logs(self, tool: Make) -> Logs:
        made: Logs = tool("logs", language="lucene", pages_url=PAGES, data_view="logs-shop")
        return made


class TestEsql(LogsContract):
    secrets = (API_KEY,)
    query = 'FROM logs-* | WHERE message LIKE "*error*"'
    nothing = 'FROM logs-* | WHERE message == "of nobody"'

    @pytest.fixture
    def logs(self, tool: Make) -> Logs:
        made: Logs = tool("logs", pages_url=PAGES)
        return made


class TestOpenSearch(LogsContract):
    secrets = (PASSWORD,)

    @pytest.fixture
    def logs(self, es: Cluster, tool: Make) -> Logs:
        es.product = "opensearch"
        made: Logs = tool("logs", pages_url="https://dashboards.example.com")
        return made


class TestGraphs(GraphsContract):
    secrets = (API_KEY,)
    query = "error"
    nothing = "no-such-entry-anywhere"

    @pytest.fixture
    def graphs(self, tool: Make) -> Graphs:
        made: Graphs = tool("graphs", pages_url=PAGES)
        return made


class TestChanges(ChangesContract):
    secrets = (API_KEY,)

    @pytest.fixture
    def changes(self, tool: Make, es: Cluster) -> Changes:
        for minutes, name in ((5, "checkout-api"), (50, "checkout-api"), (20, "payments")):
            at = NOON - timedelta(minutes=minutes)
            es.add("logs-1", f"v{minutes}", at, service={"name": name, "version": f"v{minutes}"})
        made: Changes = tool(
            "changes", query="service.version: *", services={"checkout": "checkout-api"}
        )
        return made
