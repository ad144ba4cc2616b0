"""The contracts of alert sources, what fires, graphs, logs and changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from tests.counterparts.aws.cloud import SECRET, Alarm, Cloud, Entry, Event
from tests.counterparts.aws.sns import (
    NOON,
    REGION,
    Publisher,
    alarm,
    composite,
    request,
)
from tocsin.providers import AlertSource, Changes, Graphs, ListsFiring, Logs, RawRequest
from tocsin.providers.http import Deadline
from tocsin.testing import (
    AlertSourceContract,
    ChangesContract,
    FiringContract,
    GraphsContract,
    LogsContract,
)

Make = Callable[..., Any]


class TestAlarms(AlertSourceContract):
    """What is signed stands in the body, and the key is SNS's own."""

    signature_in_body = True
    exceptions: ClassVar[Mapping[str, str]] = {
        "secret_env": "SNS signs with a key of its own; we hold no secret",
        "signed_with": "SNS signs with a key of its own; we hold no secret",
    }

    @pytest.fixture
    def source(self, tool: Make) -> AlertSource:
        made: AlertSource = tool("alerts")
        return made

    @pytest.fixture
    def deliveries(self) -> Sequence[RawRequest]:
        sns, old = Publisher(), Publisher(version="1")
        told = [
            sns.notification(alarm("ALARM")),
            old.notification(alarm("OK", before="ALARM")),
            sns.notification(alarm("INSUFFICIENT_DATA")),
            sns.notification(composite()),
            sns.confirmation(),
            sns.confirmation(kind="UnsubscribeConfirmation"),
        ]
        return [request(fields) for fields in told]


class TestAlarmsThatAreAskedToo(TestAlarms):
    """The same door, with `firing = true`."""

    @pytest.fixture
    def source(self, tool: Make) -> AlertSource:
        made: AlertSource = tool("alerts", firing=True)
        return made


class TestFiring(FiringContract):
    secrets = (SECRET,)

    @pytest.fixture
    def firing(self, tool: Make, cloud: Cloud) -> ListsFiring:
        cloud.account.alarms = [
            Alarm(name="checkout-5xx"),
            Alarm(name="checkout-latency", since=NOON - timedelta(hours=1), actions=False),
            Alarm(name="all-of-it", is_composite=True, since=NOON - timedelta(minutes=1)),
            Alarm(name="quiet", state="OK"),
        ]
        made: ListsFiring = tool("alerts", firing=True)
        warmed(made)
        return made


class TestGraphs(GraphsContract):
    secrets = (SECRET,)
    query = '["AWS/EC2", "CPUUtilization", "InstanceId", "i-1", {"stat": "Maximum"}]'
    nothing = '["AWS/EC2", "NoSuchMetric"]'

    @pytest.fixture
    def graphs(self, tool: Make, cloud: Cloud) -> Graphs:
        cloud.account.metrics = {"CPUUtilization": [20.0, 97.5]}
        made: Graphs = tool("graphs")
        warmed(made)
        return made


class TestLogs(LogsContract):
    secrets = (SECRET,)

    @pytest.fixture
    def logs(self, tool: Make, cloud: Cloud) -> Logs:
        cloud.account.polls = 0
        cloud.account.logs = [
            Entry(message=f"error {number}: refused", at=NOON - timedelta(minutes=number))
            for number in (40, 5, 20, 59)
        ]
        made: Logs = tool("logs")
        warmed(made, "logs")
        return made


class TestChanges(ChangesContract):
    secrets = (SECRET,)

    @pytest.fixture
    def changes(self, tool: Make, cloud: Cloud) -> Changes:
        cloud.account.events = [
            Event(
                id=f"e{number}",
                name="UpdateService",
                at=NOON - timedelta(minutes=number),
                resources=(name,),
            )
            for number, name in ((5, "checkout-api"), (50, "checkout-api"), (20, "payments"))
        ]
        made: Changes = tool("changes", services={"checkout-*": "checkout"})
        warmed(made, "cloudtrail")
        return made


def warmed(made: Any, service: str = "cloudwatch") -> None:
    """Let boto3 read what it knows of the service: the deadlines of the contract are short."""
    made._lease.one._client(service, REGION, Deadline(30.0))
