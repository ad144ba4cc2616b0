"""Metric queries, drawn here from Datadog's numbers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers import (
    Call,
    Finding,
    Graph,
    GraphQuery,
    Line,
    Person,
    ProviderContext,
    draw_graph,
    one_line,
)
from tocsin.providers.http import Deadline, Json, Param
from tocsin_datadog.client import (
    TOOL,
    Object,
    Route,
    checked_keys,
    leased,
    looked_at,
    objects,
    text,
)
from tocsin_datadog.config import GraphsConfig
from tocsin_datadog.times import A_WHILE, milliseconds

QUERY: Final = Route(method="GET", path="/api/v1/query", scope="timeseries_query")
HARMLESS: Final = "avg:datadog.estimated_usage.hosts{*}"


class MetricGraphs:
    """Draws what a metric query gives over a span of time. Any number of threads may call."""

    def __init__(self, config: GraphsConfig, context: ProviderContext) -> None:
        """The client is shared with whatever else of the team uses the keys."""
        self._config = config
        self._lease = leased(config, config.api_key, config.app_key, context)

    def graph(self, query: GraphQuery, call: Call) -> Graph:
        """A line for each series.

        Raises:
            ProviderError: `invalid` with Datadog's own words, `not_found` without any number,
                `unsupported` without matplotlib.
        """
        series = self._asked(query, Deadline(call.deadline_s))
        return draw_graph(query, [_line(one) for one in series], link=self._link(query))

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether the keys may query metrics, and whether the dashboard is there."""
        until, api = Deadline(call.deadline_s), self._lease.one
        lately = GraphQuery(text=HARMLESS, since=call.at - A_WHILE, until=call.at)
        found = [
            checked_keys(api, until),
            looked_at("the application key queries metrics", lambda: self._asked(lately, until)),
        ]
        if key := self._config.dashboard:
            path = f"/api/v1/dashboard/{key}"
            there = Route(method="GET", path=path, scope="dashboards_read")
            found.append(looked_at(f"the dashboard {key}", partial(api.ask, there, until)))
        return tuple(found)

    def close(self) -> None:
        """Give the client back."""
        self._lease.close()

    def _asked(self, query: GraphQuery, until: Deadline) -> list[Object]:
        params: dict[str, Param] = {
            "query": query.text,
            "from": int(query.since.timestamp()),
            "to": int(query.until.timestamp()),
        }
        told = self._lease.one.ask(QUERY, until, params=params)
        # What cannot be read is answered with 200, and said in the body alone.
        if text(told, "status") == "error" or text(told, "error"):
            why = one_line(text(told, "error")) or "it does not say why"
            raise ProviderError("invalid", f"{TOOL} cannot read this query: {why.rstrip('.')}.")
        return objects(told.get("series"))

    def _link(self, query: GraphQuery) -> str:
        key = self._config.dashboard
        span = f"from_ts={milliseconds(query.since)}&to_ts={milliseconds(query.until)}&live=false"
        return f"{self._config.pages_url}/dashboard/{key}?{span}" if key else ""


def _line(series: Object) -> Line:
    points = series.get("pointlist")
    given = points if isinstance(points, list) else []
    return Line(
        name=_name(series),
        points=[point for one in given if (point := _point(one)) is not None],
    )


def _point(pair: Json) -> tuple[float, float] | None:
    if not isinstance(pair, list) or len(pair) != 2:
        return None
    at, value = pair
    if not isinstance(at, int | float) or not isinstance(value, int | float):
        return None
    try:
        return at / 1000, float(value)
    except OverflowError:
        return None


def _name(series: Object) -> str:
    """What is measured, of what, and in which unit: `system.cpu.user host:web-1 (%)`."""
    own = text(series, "display_name") or text(series, "metric")
    scope = text(series, "scope")
    units = objects(series.get("unit"))
    unit = text(units[0], "short_name") if units else ""
    return f"{own} {scope if scope != '*' else ''} {f'({unit})' if unit else ''}"
