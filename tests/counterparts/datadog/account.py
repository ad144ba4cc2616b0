"""What an account of Datadog holds. No HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

Json = dict[str, Any]
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
Status = Literal["Alert", "Warn", "No Data", "OK"]
EVERY_SCOPE = frozenset(
    {
        "timeseries_query",
        "logs_read_data",
        "events_read",
        "monitors_read",
        "dora_metrics_read",
        "dashboards_read",
    }
)


@dataclass(kw_only=True)
class Group:
    """One scope of a monitor; `since`: when it triggered, or its data ended."""

    scope: str
    status: Status = "Alert"
    since: datetime = NOON - timedelta(minutes=5)


@dataclass(kw_only=True)
class Monitor:
    """A monitor; `priority` None = it has none."""

    id: int
    name: str
    tags: Sequence[str] = ()
    priority: int | None = None
    groups: list[Group] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry of a log."""

    message: str
    at: datetime
    service: str = "checkout"
    index: str = "main"
    attributes: Json = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Event:
    """An event: a change, unless it says otherwise; `own` are its attributes."""

    id: str
    at: datetime
    title: str
    service: str = ""
    category: str = "change"
    tags: Sequence[str] = ()
    own: Json = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """What DORA Metrics was told of."""

    id: str
    service: str
    version: str
    started: datetime
    finished: datetime | None = None
    env: str = "production"
    git: Json = field(default_factory=dict)


@dataclass(kw_only=True)
class Account:
    """All of it. A test changes what it likes."""

    scopes: set[str] = field(default_factory=lambda: set(EVERY_SCOPE))
    monitors: list[Monitor] = field(default_factory=list)
    series: list[Json] = field(default_factory=list)
    logs: list[Entry] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    deployments: list[Deployment] = field(default_factory=list)
    dashboards: set[str] = field(default_factory=lambda: {"abc-def-123"})
    indexes: set[str] = field(default_factory=lambda: {"*", "main"})


def a_series(
    metric: str,
    scope: str,
    values: Sequence[float | None],
    unit: str = "",
    *,
    until: datetime = NOON,
) -> Json:
    """What `/api/v1/query` answers of one series: a value a minute, the last one at `until`."""
    first = until - timedelta(minutes=len(values) - 1)
    points = [
        [(first + timedelta(minutes=minute)).timestamp() * 1000, value]
        for minute, value in enumerate(values)
    ]
    told = {
        "metric": metric,
        "display_name": metric,
        "expression": f"avg:{metric}{{{scope}}}",
        "scope": scope,
        "aggr": "avg",
        "interval": 60,
        "length": len(points),
        "pointlist": points,
    }
    return {**told, "unit": [{"family": "percentage", "short_name": unit}, None]} if unit else told
