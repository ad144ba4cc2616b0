"""The contracts of alert sources, what fires, graphs, logs and changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final

import pytest

from tests.counterparts.datadog.account import (
    NOON,
    Deployment,
    Entry,
    Event,
    Group,
    Monitor,
    a_series,
)
from tests.counterparts.datadog.datadog import API_KEY, APP_KEY, Datadog
from tests.counterparts.datadog.hooks import delivery
from tocsin.providers import (
    AlertSource,
    Changes,
    Graphs,
    ListsFiring,
    Logs,
    RawRequest,
    RecordsChanges,
    Secret,
)
from tocsin.testing import (
    AlertSourceContract,
    ChangesContract,
    FiringContract,
    GraphsContract,
    LogsContract,
    Recorded,
    RecordsChangesContract,
    a_call,
)

Make = Callable[..., Any]
KEYS: Final = (API_KEY, APP_KEY)
HOOKS: Final = ("dd-h00k-token-of-today", "dd-h00k-token-of-yesterday")


class TestWebhooks(AlertSourceContract):
    """Let in with the newest token, or with the one before."""

    secrets = HOOKS
    secret_envs = ("DD_HOOK", "DD_HOOK_BEFORE")

    @pytest.fixture
    def source(self, tool: Make, monkeypatch: pytest.MonkeyPatch) -> AlertSource:
        monkeypatch.setenv("DD_HOOK_BEFORE", HOOKS[1])
        made: AlertSource = tool("alerts", token=[Secret(name) for name in self.secret_envs])
        return made

    @pytest.fixture
    def signed_with(self) -> Callable[[str], RawRequest]:
        return lambda token: delivery("Triggered", token)

    @pytest.fixture
    def deliveries(self) -> Sequence[RawRequest]:
        told = ("Triggered", "Re-Triggered", "Warn", "Re-Warn", "No Data", "Re-No Data")
        every = (*told, "Renotify", "Recovered")
        return [delivery(one, HOOKS[number % 2]) for number, one in enumerate(every)]


class TestFiring(FiringContract):
    secrets = KEYS

    @pytest.fixture
    def firing(self, tool: Make, dd: Datadog) -> ListsFiring:
        dd.account.monitors = [
            Monitor(
                id=12345678,
                name="CPU high on {{host.name}}",
                tags=("service:checkout", "severity:critical"),
                groups=[
                    Group(scope="host:web-1,env:prod"),
                    Group(scope="host:web-2", status="OK"),
                ],
            ),
            Monitor(
                id=7,
                name="Queue is silent",
                groups=[Group(scope="*", status="No Data", since=NOON - timedelta(hours=1))],
            ),
        ]
        made: ListsFiring = tool("alerts")
        return made


class TestGraphs(GraphsContract):
    secrets = KEYS
    query = "avg:system.cpu.user{env:prod} by {host}"
    nothing = "avg:no.such.metric{*}"

    @pytest.fixture
    def graphs(self, tool: Make, dd: Datadog) -> Graphs:
        dd.account.series = [
            a_series("system.cpu.user", "host:web-1", [20.0, None, 97.5], "%"),
            a_series("system.cpu.user", "host:web-2", [11.0, 12.0, 13.0], "%"),
        ]
        made: Graphs = tool("graphs", dashboard="abc-def-123")
        return made


class TestLogs(LogsContract):
    secrets = KEYS

    @pytest.fixture
    def logs(self, tool: Make, dd: Datadog) -> Logs:
        dd.account.logs = [
            Entry(message=f"error {number}: refused", at=NOON - timedelta(minutes=number))
            for number in (40, 5, 20, 59)
        ]
        made: Logs = tool("logs", indexes=["main"])
        return made


class TestChanges(ChangesContract):
    secrets = KEYS

    @pytest.fixture
    def changes(self, tool: Make, dd: Datadog) -> Changes:
        dd.account.events = [
            Event(
                id=str(number),
                at=NOON - timedelta(minutes=number),
                title=f"checkout_limit set to {number}",
                service=service,
            )
            for number, service in ((5, "checkout-api"), (50, "checkout-api"), (20, "payments"))
        ]
        dd.account.deployments = [
            Deployment(
                id="d1",
                service="checkout-api",
                version="v4.2",
                started=NOON - timedelta(minutes=33),
                finished=NOON - timedelta(minutes=30),
            )
        ]
        made: Changes = tool("changes", deployments=True, services={"checkout": "checkout-api"})
        return made


class TestRecordedChanges(RecordsChangesContract):
    secrets = KEYS

    @pytest.fixture
    def recorder(self, tool: Make, dd: Datadog) -> RecordsChanges:
        at = a_call().at - timedelta(seconds=30)
        dd.account.events = [Event(id="1", at=at, title="limit set to 7", service="payments")]
        made: RecordsChanges = tool("changes", record=True, services={"checkout": "checkout-api"})
        return made

    @pytest.fixture
    def recorded(self, dd: Datadog) -> Recorded:
        return lambda: [one.title for one in dd.account.events[1:]]
