"""Prometheus, asked for the numbers of a graph, which is drawn here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import field_validator

from tocsin.providers import (
    AskedConfig,
    Call,
    Graph,
    GraphQuery,
    Line,
    ProviderContext,
    SecretField,
    draw_graph,
    safe_labels,
)
from tocsin.providers.http import Deadline, HttpClient, Json
from tocsin_prometheus.asking import client, texts

POINTS: Final = 240


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
        return draw_graph(query, list(_lines(answer.object())))

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._http.close()


def _lines(answer: Mapping[str, Json]) -> Iterator[Line]:
    data = answer.get("data")
    result = data.get("result") if isinstance(data, dict) else None
    rows = result if isinstance(result, list) else []
    return (_line(row) for row in rows if isinstance(row, dict))


def _line(row: Mapping[str, Json]) -> Line:
    pairs = row.get("values")
    given = pairs if isinstance(pairs, list) else []
    points = [point for pair in given if (point := _point(pair)) is not None]
    return Line(name=_name(safe_labels(texts(row.get("metric")))), points=points)


def _point(pair: Json) -> tuple[float, float] | None:
    if not isinstance(pair, list) or len(pair) != 2:
        return None
    at, text = pair
    if isinstance(at, bool) or not isinstance(at, int | float) or not isinstance(text, str):
        return None
    try:
        return float(at), float(text)
    except (ValueError, OverflowError):
        return None


def _name(named: Mapping[str, str]) -> str:
    own = named.get("__name__", "")
    others = ", ".join(f"{key}={value}" for key, value in named.items() if key != "__name__")
    return f"{own} {others}".strip()


def make_graphs(config: PrometheusGraphsConfig, context: ProviderContext) -> PrometheusGraphs:
    """The graphs of one Prometheus.

    Raises:
        ProviderError: Its address cannot be used.
    """
    tool = f"Prometheus of `{context.instance}`"
    return PrometheusGraphs(client(config.url, config.token, context, tool))
