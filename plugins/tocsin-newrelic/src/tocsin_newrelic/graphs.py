"""NRQL as `!graph`: New Relic's picture of a query, or one that is drawn here of its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

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
from tocsin.providers.http import Deadline, Json, Object, objects_in, text_at
from tocsin_newrelic.client import Document, leased, texts, within
from tocsin_newrelic.config import GraphsConfig
from tocsin_newrelic.nrql import series
from tocsin_newrelic.pictures import Pictures
from tocsin_newrelic.times import A_WHILE, is_number

CHART: Final = Document(
    text="""\
query Chart($account: Int!, $nrql: Nrql!, $timeout: Seconds, $picture: Boolean!) {
  actor {
    account(id: $account) {
      nrql(query: $nrql, timeout: $timeout) {
        results
        metadata { facets }
        staticChartUrl(chartType: LINE, format: PNG, width: 900, height: 420)
          @include(if: $picture)
      }
    }
  }
}
""",
    headers={},
)
NO_LINES: Final = frozenset({"beginTimeSeconds", "endTimeSeconds", "inspectedCount", "facet"})
Points = dict[str, list[tuple[float, float]]]


class Charts:
    """Draws what a query gives over a span of time. Any number of threads may call."""

    def __init__(self, config: GraphsConfig, context: ProviderContext) -> None:
        """The client is shared with whatever else of the team uses the key."""
        self._own_pictures = config.own_pictures
        self._pictures = Pictures(config=config, clock=context.clock)
        self._access = leased(config, config.key, config.account, context)

    def graph(self, query: GraphQuery, call: Call) -> Graph:
        """A line for each value of each facet.

        Raises:
            ProviderError: `invalid` with New Relic's words, `not_found` without any number,
                `unsupported` where it has to be drawn here and matplotlib is missing.
        """
        until = Deadline(call.deadline_s)
        told = self._asked(query, until, picture=self._own_pictures)
        lines, url = _lines(told), text_at(told, "staticChartUrl")
        png = self._pictures.fetched(url, query.bytes, until) if lines and url else b""
        return draw_graph(query, lines, png=png)

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether the key is right, sees the account, and may query it."""
        until = Deadline(call.deadline_s)
        text = "SELECT count(*) FROM Transaction"
        lately = GraphQuery(text=text, since=call.at - A_WHILE, until=call.at)
        return self._access.examined(
            until, "the key queries metrics", lambda: self._asked(lately, until, picture=False)
        )

    def close(self) -> None:
        """Give the client back."""
        self._access.lease.close()

    def _asked(self, query: GraphQuery, until: Deadline, *, picture: bool) -> Object:
        bounded = series(query.text, query.since, query.until)
        return self._access.query(CHART, bounded, until, {"picture": picture})


def _lines(told: Object) -> list[Line]:
    """The numbers of all buckets, by facet and name, in order of time."""
    faceted = frozenset(texts((within(told, "metadata") or {}).get("facets")))
    points: Points = {}
    for bucket in objects_in(told.get("results")):
        at = bucket.get("beginTimeSeconds")
        if is_number(at):
            for name, value in _values(bucket, NO_LINES | faceted):
                points.setdefault(f"{_facet(bucket)} {name}".strip(), []).append((at, value))
    return [Line(name=name, points=sorted(found)) for name, found in points.items()]


def _values(of: Mapping[str, Json], unwanted: frozenset[str]) -> Iterator[tuple[str, float]]:
    """Each number of a bucket; those of a percentile are one level below."""
    for name, value in of.items():
        if name in unwanted:
            continue
        if is_number(value) and (number := _float(value)) is not None:
            yield name, number
        elif isinstance(value, dict):
            found = {key: one for key, one in value.items() if is_number(one)}
            yield from ((f"{name} {key}", one) for key, one in _values(found, frozenset()))


def _float(value: float) -> float | None:
    try:
        return float(value)
    except OverflowError:
        return None


def _facet(bucket: Object) -> str:
    given: Sequence[str] = texts(bucket.get("facet"))
    return ", ".join(given)
