"""Splunk's own SDK asks the search head as we do, and reads what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.counterparts.splunk.head import NOON, TOKEN, SearchHead
from tests.counterparts.splunk.sdk import asked_by_sdk, need_sdk, triggered_by_sdk
from tocsin.providers import LogQuery
from tocsin.testing import Arrived, a_call
from tocsin_splunk.firing import MOST_RUNS

Make = Callable[..., Any]
OURS = {"max_time", "timeout", "count", "earliest_time", "latest_time", "output_mode"}
"""What the SDK leaves to who calls it."""


@pytest.fixture
def sdk() -> Path:
    return need_sdk()


def form(asked: Arrived) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(asked.body.decode()).items()}


@pytest.mark.parametrize("version", ["9.4.1", "9.0.1", "8.2.0"])
def test_it_asks_at_the_same_address_in_the_same_way(
    tool: Make, splunk: SearchHead, sdk: Path, version: str
) -> None:
    splunk.version = version
    splunk.is_old = version < "9.0.2"
    since = NOON - timedelta(hours=1)
    found = tool("logs").search(LogQuery(text="error", since=since, until=NOON), a_call())
    ours = splunk.far_end.arrived[-1]
    params = {name: value for name, value in form(ours).items() if name in OURS}
    read = asked_by_sdk(sdk, splunk.url, TOKEN, "search error", **params)
    theirs = splunk.far_end.arrived[-1]

    assert theirs.path.rstrip("/") == ours.path
    assert theirs.headers["authorization"] == ours.headers["authorization"]
    assert form(theirs) == form(ours)
    assert [row["_raw"] for row in reversed(read)] == [row.text for row in found.rows]


def test_it_reads_the_messages_that_we_read(tool: Make, splunk: SearchHead, sdk: Path) -> None:
    splunk.messages = [{"type": "WARN", "text": "Search peer idx2 is down."}]
    params = dict.fromkeys(OURS, "0") | {"output_mode": "json", "latest_time": "9999999999"}
    first, *rows = asked_by_sdk(sdk, splunk.url, TOKEN, "search error", **params)
    assert (first, rows) == ({"type": "WARN", "text": "Search peer idx2 is down."}, [])


def test_it_asks_what_has_triggered_at_the_same_address_and_reads_the_same(
    tool: Make, splunk: SearchHead, sdk: Path
) -> None:
    for minutes, name in ((5, "Checkout errors"), (9, "Queue <full> & silent"), (3, "A")):
        splunk.trigger(name, NOON - timedelta(minutes=minutes), severity=5)
    found = tool("alerts").firing(replace(a_call(), at=NOON))
    ours = splunk.far_end.arrived[0]
    read = triggered_by_sdk(sdk, splunk.url, TOKEN, MOST_RUNS)
    theirs = splunk.far_end.arrived[-1]
    assert theirs.path.rstrip("/") == ours.path
    asked = {name: value for name, value in ours.query.items() if name != "output_mode"}
    assert {name: theirs.query[name] for name in asked} == asked
    assert [row["savedsearch_name"] for row in read] == [alert.title for alert in found]
    assert [int(row["trigger_time"]) for row in read] == [one.since.timestamp() for one in found]
