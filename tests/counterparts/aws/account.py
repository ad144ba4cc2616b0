"""What an account of AWS holds, as a test puts it there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.counterparts.aws.sns import ACCOUNT, NOON, REGION


@dataclass(kw_only=True)
class Alarm:
    """An alarm of CloudWatch."""

    name: str
    since: datetime = NOON - timedelta(minutes=10)
    state: str = "ALARM"
    actions: bool = True
    suppressed_by: str = ""
    is_composite: bool = False

    @property
    def arn(self) -> str:
        return f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{self.name}"

    def told(self) -> dict[str, Any]:
        """A row of DescribeAlarms."""
        row: dict[str, Any] = {
            "AlarmName": self.name,
            "AlarmArn": self.arn,
            "ActionsEnabled": self.actions,
            "StateValue": self.state,
            "StateReason": "Threshold Crossed",
            "StateUpdatedTimestamp": self.since.timestamp() + 60,
            "StateTransitionedTimestamp": self.since.timestamp(),
        }
        if self.is_composite:
            suppressed = {"ActionsSuppressedBy": self.suppressed_by} if self.suppressed_by else {}
            return {**row, "AlarmRule": "ALARM(checkout-5xx)", **suppressed}
        dimensions = [{"Name": "LoadBalancer", "Value": "app/checkout/abc"}]
        return {**row, "Namespace": "AWS/ELB", "MetricName": "5XX", "Dimensions": dimensions}


@dataclass(kw_only=True)
class Entry:
    """A line of a log group."""

    message: str
    at: datetime
    group: str = "/ecs/checkout"
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(kw_only=True)
class Event:
    """A call that CloudTrail wrote down."""

    id: str
    name: str
    at: datetime
    resources: tuple[str, ...] = ()
    user: str = "deployer"
    error: str = ""
    is_read: bool = False


@dataclass(kw_only=True)
class Account:
    """One account. `denied` are permissions that are missing, `running` the queries under way."""

    alarms: list[Alarm] = field(default_factory=list)
    metrics: dict[str, list[float]] = field(default_factory=dict)
    expressions: dict[str, list[float]] = field(default_factory=dict)
    groups: set[str] = field(default_factory=lambda: {"/ecs/checkout", "/ecs/payments"})
    logs: list[Entry] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    denied: set[str] = field(default_factory=set)
    confirmed: list[tuple[str, str]] = field(default_factory=list)
    running: dict[str, dict[str, Any]] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)
    polls: int = 1
    """How often a query of Logs Insights is `Running` before it is complete."""
