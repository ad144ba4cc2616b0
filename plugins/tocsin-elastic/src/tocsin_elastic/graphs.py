"""How many entries a query finds over time, drawn here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
)
from tocsin.providers.http import Deadline, Json, Object, objects_in
from tocsin_elastic import links
from tocsin_elastic.client import examined, leased, warning_of
from tocsin_elastic.config import GraphsConfig
from tocsin_elastic.queries import OTHER_LINES, TIMES, counts_body
from tocsin_elastic.rows import shown


class CountGraphs:
    """Draws how many entries there are. Any number of threads may call."""

    def __init__(self, config: GraphsConfig, context: ProviderContext) -> None:
        """The client is shared with whatever else of the team asks the cluster as this user."""
        self._config = config
        self._lease = leased(config, context)

    def graph(self, query: GraphQuery, call: Call) -> Graph:
        """One line, or one for each value of `split_by`, the ten most frequent ones.

        Raises:
            ProviderError: `invalid` with the cluster's own words, `not_found` where the query finds
                nothing, `unsupported` without matplotlib.
        """
        config = self._config
        if fault := config.query_fault(query.text):
            raise ProviderError("invalid", fault)
        body = counts_body(query, config)
        told = self._lease.one.search(config.indices, body, Deadline(call.deadline_s))
        state = links.query(query.text, config)
        link = links.discover(config, query.since, query.until, state)
        graph = draw_graph(query, _lines(told), link=link)
        warned = warning_of(told, config.indices)
        return replace(graph, alt=f"{graph.alt}\n{warned}") if warned else graph

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether the indices may be read, and have the time field."""
        return examined(self._lease.one, self._config, call)

    def close(self) -> None:
        """Give the client back."""
        self._lease.close()


def _lines(told: Object) -> list[Line]:
    """The lines that count anything."""
    counted = told.get("aggregations")
    found = counted if isinstance(counted, dict) else {}
    split = found.get(OTHER_LINES)
    if isinstance(split, dict):
        lines = [_line(shown(one.get("key")), one) for one in objects_in(split.get("buckets"))]
    else:
        lines = [_line("entries", found)]
    return [line for line in lines if any(count for _, count in line.points)]


def _line(name: str, of: Object) -> Line:
    times = of.get(TIMES)
    buckets = objects_in(times.get("buckets")) if isinstance(times, dict) else []
    points = [(_number(one.get("key")) / 1000, _number(one.get("doc_count"))) for one in buckets]
    return Line(name=name, points=points)


def _number(value: Json) -> float:
    try:
        return float(value) if isinstance(value, int | float) else 0.0
    except OverflowError:
        return 0.0
