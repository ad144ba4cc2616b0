"""Timecharts, drawn here from Splunk's numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers import (
    Call,
    Finding,
    Graph,
    GraphQuery,
    Line,
    LogQuery,
    Person,
    ProviderContext,
    draw_graph,
    read_moment,
)
from tocsin.providers.http import Deadline, Json, Object, text_at
from tocsin_splunk.client import examined, leased, results_of, warning_of, words_of
from tocsin_splunk.config import GraphsConfig
from tocsin_splunk.logs import link_of
from tocsin_splunk.spl import commands

POINTS: Final = 60
MOST_ROWS: Final = 1000


class TimeCharts:
    """Draws what a search counts over time. Any number of threads may call."""

    def __init__(self, config: GraphsConfig, context: ProviderContext) -> None:
        """The client is shared with whatever else of the team uses the token."""
        self._config = config
        self._lease = leased(config, config.token, context)

    def graph(self, query: GraphQuery, call: Call) -> Graph:
        """A line for each column of its timechart; a search without one is counted.

        Raises:
            ProviderError: `invalid` for a search that could do more than read, and with Splunk's
                own words; `not_found` without any number, `unsupported` without matplotlib.
        """
        if fault := self._config.query_fault(query.text):
            raise ProviderError("invalid", fault)
        text, deadline = charted(query), Deadline(call.deadline_s)
        told = self._lease.one.search(text, query.since, query.until, MOST_ROWS, deadline)
        shown = LogQuery(text=text, since=query.since, until=query.until)
        graph = draw_graph(query, lines_of(results_of(told)), link=link_of(self._config, shown))
        warned = warning_of(told)
        return replace(graph, alt=f"{graph.alt}\n{warned}") if warned else graph

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether the token is right, and its role may search and nothing else."""
        return examined(self._lease.one, call)

    def close(self) -> None:
        """Give the client back."""
        self._lease.close()


def charted(query: GraphQuery) -> str:
    """The search, whose events are counted in about sixty spans where it makes no chart itself."""
    if "timechart" in commands(query.text):
        return query.text
    seconds = max(1, round((query.until - query.since).total_seconds() / POINTS))
    return f"{query.text} | timechart span={seconds}s count"


def lines_of(results: Sequence[Object]) -> list[Line]:
    """A line for each column with a number other than 0."""
    found: dict[str, list[tuple[float, float]]] = {}
    for result in results:
        at = read_moment(text_at(result, "_time"))
        for name, value in result.items():
            number = _number(value)
            if at is not None and number is not None and not name.startswith("_"):
                found.setdefault(name, []).append((at.timestamp(), number))
    return [
        Line(name=name, points=points)
        for name, points in found.items()
        if any(number for _, number in points)
    ]


def _number(value: Json) -> float | None:
    try:
        return float(words_of(value))
    except ValueError:
        return None
