"""AWS for Tocsin: `type = "aws"` of alerts, graphs, logs and changes."""

from __future__ import annotations

from typing import Any, Final

from tocsin.hookspecs import hookimpl
from tocsin.providers import ProviderType
from tocsin_aws.changes import Happened
from tocsin_aws.config import AlarmsConfig, ChangesConfig, GraphsConfig, LogsConfig
from tocsin_aws.firing import make_alarms
from tocsin_aws.graphs import MetricGraphs
from tocsin_aws.logs import LogSearch

TOCSIN_API = 1
GRAPHS: Final = "Graphs of metrics in CloudWatch"
LOGS: Final = "Log search by CloudWatch Logs Insights"
CHANGES: Final = "Changes that CloudTrail wrote down"


# Any: each kind has a config model of its own, and a factory that takes that model alone.
@hookimpl
def tocsin_providers() -> tuple[ProviderType[Any], ...]:
    """The four kinds of `aws`."""
    return (
        ProviderType(
            kind="alerts",
            name="aws",
            summary="Alarms of CloudWatch through SNS, and what is in ALARM",
            config=AlarmsConfig,
            factory=make_alarms,
        ),
        ProviderType(
            kind="graphs", name="aws", summary=GRAPHS, config=GraphsConfig, factory=MetricGraphs
        ),
        ProviderType(kind="logs", name="aws", summary=LOGS, config=LogsConfig, factory=LogSearch),
        ProviderType(
            kind="changes", name="aws", summary=CHANGES, config=ChangesConfig, factory=Happened
        ),
    )
