"""Datadog's own documents find what is wrong with a request, and with an answer of our far end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.counterparts.datadog.judge import Judge, need_judge
from tocsin.testing import Arrived, json_answer

LOGS = "/api/v2/logs/events/search"


@pytest.fixture
def judge() -> Judge:
    return need_judge()


def asked(method: str, path: str, body: Any = None, **query: str) -> Arrived:
    raw = json.dumps(body).encode() if body is not None else b""
    told = {name.rstrip("_"): (value,) for name, value in query.items()}
    return Arrived(method=method, path=path, query=told, headers={}, body=raw, target=path)


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (asked("POST", "/api/v1/query"), "there is no such route"),
        (asked("GET", "/api/v1/query", query="x", from_="1"), "to is missing"),
        (asked("GET", "/api/v1/query", query="x", from_="1", to="now"), "to is no whole number"),
        (asked("GET", "/api/v1/monitor/search", status="x"), "no parameter status"),
        (asked("POST", LOGS, {"filter": {"from": 17}}), "$.filter.from: 17 is not of type"),
        (asked("POST", LOGS, {"sort": "desc"}), "'desc' is not one of"),
        (asked("POST", LOGS, {"page": {"limit": 1001}}), "greater than the maximum of 1000"),
        (asked("POST", LOGS, {"fitler": {}}), "'fitler' was unexpected"),
        (asked("POST", "/api/v2/dora/deployments", {}), "'data' is a required property"),
    ],
)
def test_a_request_that_is_not_as_documented_is_seen(
    judge: Judge, request_: Arrived, why: str
) -> None:
    (said,) = judge.faults(request_)
    assert why in said


def test_an_answer_that_is_not_as_documented_is_ours(judge: Judge) -> None:
    right = asked("POST", LOGS, {"filter": {"query": "*"}})
    assert judge.faults(right, json_answer({"data": []})) == []
    (said,) = judge.faults(right, json_answer({"data": {}}))
    assert said.startswith(f"POST {LOGS}: OUR FAR END answers what Datadog would not: $.data")
