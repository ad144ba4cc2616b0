"""Whatever Splunk answers is read or refused, and never breaks anything."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from tests.counterparts.splunk.head import NOON, SearchHead
from tests.vendors.broken_answers import broken
from tocsin.errors import ProviderError
from tocsin.providers import Graph, GraphQuery, LogQuery, LogResult
from tocsin.testing import a_call, json_answer

Make = Callable[..., Any]
SPAN: dict[str, Any] = {"since": NOON - timedelta(hours=1), "until": NOON}
ANSWER: dict[str, Any] = {
    "preview": False,
    "messages": [{"type": "WARN", "text": "x"}],
    "results": [
        {"_time": "2026-11-23T11:59:00.000+00:00", "_raw": "m", "host": "web-1", "count": "3"},
        {"_time": "2026-11-23T11:58:00.000+00:00", "count": "3", "tag": ["a", "b"]},
    ],
}


def test_an_answer_that_is_wrong_somewhere_is_rows_or_an_error(
    tool: Make, splunk: SearchHead
) -> None:
    logs, query = tool("logs"), LogQuery(text="error", **SPAN)
    for seed in range(150):
        splunk.far_end.on("POST", "*", lambda _, seed=seed: json_answer(broken(ANSWER, seed)))  # type: ignore[misc]  # a lambda's default has a type
        try:
            found = logs.search(query, a_call())
        except ProviderError:
            continue
        assert isinstance(found, LogResult)
        assert all(isinstance(row.text, str) for row in found.rows)
        found.note.encode()


def test_a_graph_of_an_answer_that_is_wrong_somewhere_is_drawn_or_an_error(
    tool: Make, splunk: SearchHead
) -> None:
    graphs, query = tool("graphs"), GraphQuery(text="error", **SPAN)
    for seed in range(15):
        splunk.far_end.on("POST", "*", lambda _, seed=seed: json_answer(broken(ANSWER, seed)))  # type: ignore[misc]  # a lambda's default has a type
        with suppress(ProviderError):
            assert isinstance(graphs.graph(query, a_call()), Graph)
