"""The contracts of alert sources, what fires, graphs, logs and changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final

import pytest

from tests.counterparts.newrelic.account import NOON, Issue
from tests.counterparts.newrelic.hooks import TOLD, basic, bearer, custom, delivery
from tests.counterparts.newrelic.newrelic import KEY, NewRelic
from tocsin.providers import (
    AlertRef,
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
    AlertState,
    AlertStates,
    AlertUpdates,
    AlertUpdatesContract,
    ChangesContract,
    FiringContract,
    GraphsContract,
    LogsContract,
    Recorded,
    RecordsChangesContract,
    a_call,
)

Make = Callable[..., Any]
Headers = Callable[[str], dict[str, str]]
HOOKS: Final = ("nr-h00k-token-of-today", "nr-h00k-token-of-yesterday")


class WebhookContract(AlertSourceContract):
    """Let in with the newest token, or with the one before, each way that New Relic offers."""

    secrets = HOOKS
    secret_envs = ("NR_HOOK", "NR_HOOK_BEFORE")
    way: Headers

    @pytest.fixture
    def source(self, tool: Make, monkeypatch: pytest.MonkeyPatch) -> AlertSource:
        monkeypatch.setenv("NR_HOOK_BEFORE", HOOKS[1])
        made: AlertSource = tool("alerts", token=[Secret(name) for name in self.secret_envs])
        return made

    @pytest.fixture
    def signed_with(self) -> Callable[[str], RawRequest]:
        return lambda token: delivery("activated", type(self).way(token))

    @pytest.fixture
    def deliveries(self) -> Sequence[RawRequest]:
        said = [one for one in TOLD if not one.endswith("acknowledged")]
        return [delivery(one, type(self).way(HOOKS[number % 2])) for number, one in enumerate(said)]


class TestBearer(WebhookContract):
    way = staticmethod(bearer)


class TestBasic(WebhookContract):
    way = staticmethod(basic)


class TestCustomHeader(WebhookContract):
    way = staticmethod(custom)


class TestFiring(FiringContract):
    secrets = (KEY,)

    @pytest.fixture
    def firing(self, tool: Make, nr: NewRelic) -> ListsFiring:
        nr.account.issues = [
            Issue(id="i1", title="Errors of checkout", created=NOON - timedelta(hours=2)),
            Issue(id="i2", title="Disk", priority="LOW", created=NOON - timedelta(hours=3)),
            Issue(id="i3", title="Over", state="CLOSED"),
        ]
        made: ListsFiring = tool("alerts")
        return made


class TestUpdates(AlertUpdatesContract):
    secrets = (KEY,)

    @pytest.fixture
    def updates(self, tool: Make, nr: NewRelic) -> AlertUpdates:
        nr.account.issues = [Issue(id=name, title="Errors") for name in ("i1", "i2", "i3")]
        made: AlertUpdates = tool("alerts")
        return made

    @pytest.fixture
    def open_alerts(self) -> Sequence[AlertRef]:
        names = ("i1", "i2", "i3")
        return [AlertRef(fingerprint=name, group=name, incident="INC-42") for name in names]

    @pytest.fixture
    def states(self, nr: NewRelic) -> AlertStates:
        def state(issue: Issue) -> AlertState:
            if issue.state == "CLOSED":
                return "resolved"
            return "acknowledged" if issue.acknowledged else "open"

        return lambda: {issue.id: state(issue) for issue in nr.account.issues}


class GraphContract(GraphsContract):
    secrets = (KEY,)
    query = "SELECT average(duration) FROM Transaction FACET appName"
    nothing = "SELECT average(duration) FROM NoSuchThing FACET appName"

    @pytest.fixture
    def graphs(self, tool: Make, nr: NewRelic) -> Graphs:
        for minute in range(1, 60):
            for name in ("checkout", "search"):
                at = NOON - timedelta(minutes=minute)
                nr.account.keep("Transaction", at, appName=name, duration=0.1 * minute)
        return self.made_by(tool)

    def made_by(self, tool: Make) -> Graphs:
        raise NotImplementedError


class TestOwnPictures(GraphContract):
    def made_by(self, tool: Make) -> Graphs:
        made: Graphs = tool("graphs")
        return made


class TestDrawnHere(GraphContract):
    def made_by(self, tool: Make) -> Graphs:
        made: Graphs = tool("graphs", own_pictures=False)
        return made


class TestLogs(LogsContract):
    secrets = (KEY,)
    query = "FROM Log SELECT * WHERE message LIKE '%error%'"

    @pytest.fixture
    def logs(self, tool: Make, nr: NewRelic) -> Logs:
        for minute in (40, 5, 20, 59):
            nr.account.keep("Log", NOON - timedelta(minutes=minute), message=f"error {minute}")
        made: Logs = tool("logs")
        return made


class TestWords(TestLogs):
    """Words that are looked for, in place of NRQL."""

    query = "error"


class TestChanges(ChangesContract):
    secrets = (KEY,)

    @pytest.fixture
    def changes(self, tool: Make, nr: NewRelic) -> Changes:
        for minute, name in ((5, "checkout-api"), (50, "checkout-api"), (20, "payments")):
            nr.account.keep(
                "ChangeTrackingEvent",
                NOON - timedelta(minutes=minute),
                changeTrackingId=f"c{minute}",
                category="Deployment",
                version=f"v{minute}",
                entity_name=name,
            )
        nr.account.keep(
            "Deployment",
            NOON - timedelta(minutes=30),
            deploymentId="d1",
            version="v4",
            entity_name="checkout-api",
        )
        made: Changes = tool("changes", services={"checkout": "checkout-api"})
        return made


class TestRecordedChanges(RecordsChangesContract):
    secrets = (KEY,)

    @pytest.fixture
    def recorder(self, tool: Make, nr: NewRelic) -> RecordsChanges:
        at = a_call().at - timedelta(seconds=30)
        told = {"changeTrackingId": "c1", "category": "Deployment", "version": "v7"}
        nr.account.keep("ChangeTrackingEvent", at, entity_name="payments", **told)
        made: RecordsChanges = tool(
            "changes", record=True, entity="shop", services={"checkout": "checkout-api"}
        )
        return made

    @pytest.fixture
    def recorded(self, nr: NewRelic) -> Recorded:
        return lambda: [
            one["shortDescription"] for one in nr.account.tables["ChangeTrackingEvent"][1:]
        ]
