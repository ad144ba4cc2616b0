"""Elastic's own specification finds what is wrong with a request, and with our far end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.counterparts.elastic.judge import Judge, need_judge
from tocsin.testing import Arrived, json_answer

SEARCH = "/logs-*/_search"


@pytest.fixture
def judge() -> Judge:
    return need_judge()


def asked(path: str, body: Any = None, *, method: str = "POST", **query: str) -> Arrived:
    raw = json.dumps(body).encode() if body is not None else b""
    told = {name: (value,) for name, value in query.items()}
    return Arrived(method=method, path=path, query=told, headers={}, body=raw, target=path)


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (asked("/logs-*/_serach", {}), "there is no such route"),
        (asked("/_query", {"query": "ROW a = 1"}, method="GET"), "there is no such route"),
        (asked(SEARCH, {}, ignore_unavailabel="true"), "no parameter ignore_unavailabel"),
        (asked(SEARCH, {}, ignore_unavailable="perhaps"), "ignore_unavailable is of another type"),
        (asked(SEARCH, {"sise": 1}), "$.sise is not known"),
        (asked(SEARCH, {"size": "1"}), "$.size is no number"),
        (asked(SEARCH, {"sort": [{"at": {"order": "down"}}]}), "order"),
        (asked(SEARCH, {"query": {"query_sting": {}}}), "$.query.query_sting is not known"),
        (asked(SEARCH, {"query": {"query_string": {}}}), "query_string.query is missing"),
        (asked(SEARCH, {"query": {}}), "$.query has not one of its kinds"),
        (asked("/_query", {}), "$.query is missing"),
    ],
)
def test_a_request_that_is_not_as_specified_is_seen(
    judge: Judge, request_: Arrived, why: str
) -> None:
    assert any(why in said for said in judge.faults(request_)), judge.faults(request_)


def test_an_answer_that_is_not_as_specified_is_ours(judge: Judge) -> None:
    right = asked(SEARCH, {"query": {"match_all": {}}})
    shards = {"total": 1, "successful": 1, "failed": 0}
    whole = {"took": 1, "timed_out": False, "_shards": shards, "hits": {"hits": []}}
    assert judge.faults(right, json_answer(whole)) == []
    (said,) = judge.faults(right, json_answer({**whole, "timed_out": "no"}))
    assert said.startswith(f"POST {SEARCH}: OUR FAR END answers what it would not: $.timed_out")
