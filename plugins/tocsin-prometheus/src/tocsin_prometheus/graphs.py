"""Prometheus, asked for the numbers of a graph, which is drawn here."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import field_validator

from tocsin.errors import ProviderError
from tocsin.providers import AskedConfig, Call, Graph, GraphQuery, ProviderContext, SecretField
from tocsin.providers.http import Deadline, HttpClient, Json
from tocsin_prometheus.asking import client, texts
from tocsin_prometheus.drawing import drawn
from tocsin_prometheus.text import labels, one_line

POINTS: Final = 240
MOST_LINES: Final = 10
LONGEST_NAME: Final = 60
HUGE: Final = 1e100
LATEST: Final = 4_000_000_000.0


class PrometheusGraphsConfig(AskedConfig):
    """`[graphs.<name>] type = "prometheus"`: where Prometheus is, and its token if it needs one."""

    url: str
    token: SecretField | None = None

    @field_validator("url")
    @classmethod
    def _web(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("write its address, such as http://prometheus:9090")
        return value


@dataclass(frozen=True, kw_only=True)
class Line:
    """One series: seconds since 1970 and values, in order of time; gaps are left out."""

    name: str
    times: tuple[float, ...]
    values: tuple[float, ...]


class PrometheusGraphs:
    """Draws what a query in PromQL gives over a span of time."""

    def __init__(self, http: HttpClient) -> None:
        """Nothing is asked yet."""
        self._http = http

    def graph(self, query: GraphQuery, call: Call) -> Graph:
        """A line for each series, ten at most.

        Raises:
            ProviderError: `invalid` with Prometheus's own words, `not_found` without any number,
                `unsupported` without matplotlib.
        """
        until = Deadline(call.deadline_s)
        span = (query.until - query.since).total_seconds()
        params = {
            "query": query.text,
            "start": f"{query.since.timestamp():.3f}",
            "end": f"{query.until.timestamp():.3f}",
            "step": f"{max(span / POINTS, 1.0):.3f}",
            "timeout": f"{call.deadline_s:.1f}s",
        }
        answer = self._http.get("/api/v1/query_range", deadline=until, params=params, polite=True)
        lines = _lines(answer.object())
        if not lines:
            raise ProviderError("not_found", "there is nothing to draw: the query gives no numbers")
        shown, left = lines[:MOST_LINES], len(lines) - MOST_LINES
        title = one_line(query.name or query.text, LONGEST_NAME)
        png = drawn(title, [(one.name, one.times, one.values) for one in shown])
        if len(png) > query.bytes:
            raise ProviderError("invalid", "the picture would be too large; ask for fewer lines")
        more = f"\nand {left} more" if left > 0 else ""
        told = "\n".join(f"{one.name}: {one.values[-1]:.4g}" for one in shown)
        return Graph(png=png, alt=f"{title}, at the end:\n{told}{more}")

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._http.close()


def _lines(answer: Mapping[str, Json]) -> Sequence[Line]:
    data = answer.get("data")
    result = data.get("result") if isinstance(data, dict) else None
    rows = result if isinstance(result, list) else []
    lines = (_line(row) for row in rows if isinstance(row, dict))
    return [line for line in lines if line.values]


def _line(row: Mapping[str, Json]) -> Line:
    metric, pairs = row.get("metric"), row.get("values")
    named = labels(texts(metric))
    given = pairs if isinstance(pairs, list) else []
    points = [point for pair in given if (point := _point(pair)) is not None]
    return Line(
        name=_name(named),
        times=tuple(at for at, _ in points),
        values=tuple(value for _, value in points),
    )


def _point(pair: Json) -> tuple[float, float] | None:
    if not isinstance(pair, list) or len(pair) != 2:
        return None
    at, text = pair
    try:
        value = float(text) if isinstance(text, str) else math.nan
    except ValueError:
        return None
    if isinstance(at, bool) or not isinstance(at, int | float) or not abs(value) < HUGE:
        return None
    if not 0 <= at < LATEST:
        return None
    return float(at), value


def _name(named: Mapping[str, str]) -> str:
    own = named.get("__name__", "")
    others = ", ".join(f"{key}={value}" for key, value in named.items() if key != "__name__")
    return one_line(f"{own} {others}".strip(), LONGEST_NAME) or "value"


def make_graphs(config: PrometheusGraphsConfig, context: ProviderContext) -> PrometheusGraphs:
    """The graphs of one Prometheus.

    Raises:
        ProviderError: Its address cannot be used.
    """
    tool = f"Prometheus of `{context.instance}`"
    return PrometheusGraphs(client(config.url, config.token, context, tool))
