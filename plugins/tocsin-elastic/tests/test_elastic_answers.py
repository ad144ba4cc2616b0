"""Whatever a cluster answers is read or refused, and never breaks anything."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from tests.counterparts.elastic.cluster import NOON, Cluster
from tests.vendors.broken_answers import broken
from tocsin.errors import ProviderError
from tocsin.providers import Graph, GraphQuery, LogQuery, LogResult
from tocsin.testing import a_call, json_answer

Make = Callable[..., Any]
SPAN: dict[str, Any] = {"since": NOON - timedelta(hours=1), "until": NOON}
HITS: dict[str, Any] = {
    "timed_out": False,
    "_shards": {"total": 2, "failed": 1, "failures": [{"reason": {"reason": "x"}}]},
    "_clusters": {"total": 2, "skipped": 1},
    "hits": {
        "hits": [
            {
                "_id": "7",
                "_source": {"message": "m", "@timestamp": "2026-11-23T11:59:00Z"},
                "sort": [1795435140000],
            }
        ]
    },
    "aggregations": {"times": {"buckets": [{"key": 1795435140000, "doc_count": 3}]}},
}
TABLE: dict[str, Any] = {
    "columns": [{"name": "@timestamp", "type": "date"}, {"name": "message", "type": "keyword"}],
    "values": [["2026-11-23T11:59:00Z", "m"]],
    "is_partial": False,
}


@pytest.mark.parametrize(("text", "whole"), [("error", HITS), ("FROM logs-*", TABLE)])
def test_an_answer_that_is_wrong_somewhere_is_rows_or_an_error(
    tool: Make, es: Cluster, text: str, whole: Any
) -> None:
    logs, query = tool("logs"), LogQuery(text=text, **SPAN)
    for seed in range(150):
        es.far_end.on("POST", "*", lambda _, seed=seed: json_answer(broken(whole, seed)))  # type: ignore[misc]  # a lambda's default has a type
        try:
            found = logs.search(query, a_call())
        except ProviderError:
            continue
        assert isinstance(found, LogResult)
        assert all(isinstance(row.text, str) for row in found.rows)
        found.note.encode()


def test_a_graph_of_an_answer_that_is_wrong_somewhere_is_drawn_or_an_error(
    tool: Make, es: Cluster
) -> None:
    graphs, query = tool("graphs"), GraphQuery(text="error", **SPAN)
    for seed in range(15):
        es.far_end.on("POST", "*", lambda _, seed=seed: json_answer(broken(HITS, seed)))  # type: ignore[misc]  # a lambda's default has a type
        with suppress(ProviderError):
            assert isinstance(graphs.graph(query, a_call()), Graph)
