"""What is asked of Splunk: logs and graphs; its messages and its refusals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.counterparts.splunk.head import JOBS, NOON, OLD_JOBS, SearchHead
from tocsin.errors import ProviderError
from tocsin.providers import GraphQuery, LogQuery
from tocsin.testing import Arrived, a_call

Make = Callable[..., Any]
LOGS = LogQuery(text="error", since=NOON - timedelta(hours=1), until=NOON)
GRAPH = GraphQuery(text="error", since=LOGS.since, until=NOON, name="errors")
PAGES = "https://splunk.example.com"


def refused(work: Callable[[], object]) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        work()
    return caught.value


def texts(tool: Make, text: str, **section: Any) -> list[str]:
    found = tool("logs", **section).search(replace(LOGS, text=text), a_call())
    return [row.text for row in found.rows]


def sent(asked: Arrived) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(asked.body.decode()).items()}


# ------------------------------------------------------------------------------------- logs


def test_a_search_is_sent_once_with_all_its_bounds(tool: Make, splunk: SearchHead) -> None:
    tool("logs").search(replace(LOGS, rows=7), a_call(deadline_s=9.0))
    (asked,) = splunk.far_end.arrived
    assert asked.path == JOBS
    form = sent(asked)
    assert 5 <= int(form.pop("max_time")) <= 8
    assert form == {
        "search": "search error",
        "exec_mode": "oneshot",
        "output_mode": "json",
        "earliest_time": f"{LOGS.since.timestamp():.3f}",
        "latest_time": f"{NOON.timestamp():.3f}",
        "count": "8",
        "timeout": "10",
        "segmentation": "none",
    }


def test_an_event_is_its_text_with_where_it_comes_from(tool: Make, splunk: SearchHead) -> None:
    at = NOON - timedelta(minutes=1)
    splunk.add("db \x1b[31mdown\n at line 2", at, host="web-9")
    (row,) = tool("logs").search(replace(LOGS, text="down"), a_call()).rows
    assert row.text == "db [31mdown\n at line 2"
    assert (row.at, row.fields) == (at, {"host": "web-9", "sourcetype": "app"})


def test_a_table_is_shown_by_its_columns_in_its_own_order(tool: Make, splunk: SearchHead) -> None:
    for host, count in (("web-1", 1), ("web-2", 2), ("web-3", 3)):
        for _ in range(count):
            splunk.add("slow", NOON - timedelta(minutes=1), host=host)
    found = tool("logs").search(replace(LOGS, text="slow | stats count by host"), a_call())
    assert [row.text for row in found.rows] == [
        "host=web-1 count=1", "host=web-2 count=2", "host=web-3 count=3"
    ]  # fmt: skip
    few = replace(LOGS, text="slow | stats count by host", rows=2)
    cut = tool("logs").search(few, a_call())
    assert (cut.rows, cut.truncated) == (found.rows[:2], True)


def test_words_and_fields_are_found(tool: Make, splunk: SearchHead) -> None:
    splunk.add("timeout", NOON - timedelta(minutes=1), host="web-2")
    assert texts(tool, "host=web-2") == ["timeout"]
    assert texts(tool, "NOT error") == ["timeout"]
    assert texts(tool, '"error 59" OR timeout') == ["error 59: refused", "timeout"]
    assert texts(tool, "timeout | append [ search 59 ]") == ["error 59: refused", "timeout"]
    assert texts(tool, "search timeout | head 1 ``` one ```") == ["timeout"]


def test_values_of_any_shape_are_words(tool: Make, splunk: SearchHead) -> None:
    splunk.add("x", NOON - timedelta(minutes=1), tag=["a", "b"], odd={"a": 1}, none=None, n=3)
    assert texts(tool, "x | table tag odd none n") == ["tag=a, b n=3"]


def test_an_older_server_is_asked_at_its_own_address(tool: Make, splunk: SearchHead) -> None:
    splunk.is_old = True
    logs = tool("logs")
    assert len(logs.search(LOGS, a_call()).rows) == 4
    assert len(logs.search(LOGS, a_call()).rows) == 4
    assert [one.path for one in splunk.far_end.arrived] == [JOBS, OLD_JOBS, OLD_JOBS]


def test_the_key_of_a_session_is_sent_as_one(tool: Make, splunk: SearchHead) -> None:
    splunk.scheme = "Splunk"
    assert len(tool("logs", scheme="session").search(LOGS, a_call()).rows) == 4
    assert refused(lambda: tool("logs").search(LOGS, a_call())).code == "auth"


def test_the_link_leads_to_the_same_search(tool: Make) -> None:
    query = replace(LOGS, text='error "a & b" #1')
    link = tool("logs", pages_url=f"{PAGES}/", app="shop").search(query, a_call()).link
    parts = urlsplit(link)
    assert (parts.netloc, parts.path) == ("splunk.example.com", "/en-US/app/shop/search")
    assert parse_qs(parts.query) == {
        "q": ['search error "a & b" #1'],
        "earliest": [f"{LOGS.since.timestamp():.3f}"],
        "latest": [f"{NOON.timestamp():.3f}"],
    }
    assert tool("logs").search(LOGS, a_call()).link == ""
    long = replace(LOGS, text="x" * 3000)
    assert tool("logs", pages_url=PAGES).search(long, a_call()).link == ""


def test_what_splunk_warns_of_is_said(tool: Make, splunk: SearchHead) -> None:
    splunk.messages = [
        {"type": "INFO", "text": "Your timerange was substituted."},
        {"type": "WARN", "text": "Search peer idx2 is\ndown"},
        {"type": "WARN", "text": "Search peer idx2 is\ndown"},
        {"type": "ERROR", "text": "Limit of time reached."},
        {"type": 7},
    ]
    found = tool("logs").search(LOGS, a_call())
    assert (len(found.rows), found.note) == (
        4, "Search peer idx2 is down. Limit of time reached."
    )  # fmt: skip
    assert found.note in tool("graphs").graph(GRAPH, a_call()).alt


def test_a_search_that_failed_though_it_was_taken_is_an_error(
    tool: Make, splunk: SearchHead
) -> None:
    splunk.messages = [{"type": "FATAL", "text": "Error in 'search' command."}]
    error = refused(lambda: tool("logs").search(LOGS, a_call()))
    assert (error.code, str(error)) == (
        "invalid", "Splunk cannot run this: Error in 'search' command."
    )  # fmt: skip


def test_what_it_cannot_read_is_told_in_its_own_words(tool: Make) -> None:
    error = refused(lambda: tool("logs").search(replace(LOGS, text="a | sort b"), a_call()))
    assert (error.code, str(error)) == (
        "invalid", "Splunk answered 400. Unknown search command 'sort'."
    )  # fmt: skip


def test_a_full_search_head_and_a_role_that_may_not_are_said(
    tool: Make, splunk: SearchHead
) -> None:
    splunk.is_full = True
    error = refused(lambda: tool("logs").search(LOGS, a_call()))
    assert error.code == "unavailable"
    assert str(error).endswith("The maximum number of concurrent searches has been reached.")
    splunk.capabilities.remove("search")
    error = refused(lambda: tool("logs").search(LOGS, a_call()))
    assert str(error) == "Splunk answered 403. The role of this token may not do that."


# ----------------------------------------------------------------------------------- graphs


def test_a_search_without_a_chart_is_counted(tool: Make, splunk: SearchHead) -> None:
    splunk.add("error now", NOON - timedelta(seconds=1))
    graph = tool("graphs", pages_url=PAGES).graph(GRAPH, a_call())
    assert graph.alt == "errors, at the end:\ncount: 1"
    asked = "search error | timechart span=60s count"
    assert sent(splunk.far_end.arrived[0])["search"] == asked
    assert parse_qs(urlsplit(graph.link).query)["q"] == [asked]


def test_a_chart_of_its_own_is_drawn_as_it_is(tool: Make, splunk: SearchHead) -> None:
    splunk.add("error", NOON - timedelta(seconds=1), host="web-2")
    text = "error | timechart span=60s count by host"
    graph = tool("graphs").graph(replace(GRAPH, text=text), a_call())
    assert sorted(graph.alt.splitlines()[1:]) == ["web-1: 0", "web-2: 1"]


def test_a_graph_is_refused_what_a_search_is(tool: Make, splunk: SearchHead) -> None:
    error = refused(lambda: tool("graphs").graph(replace(GRAPH, text="a | delete"), a_call()))
    assert str(error) == "delete is never asked from here: it can do more than read."
    assert splunk.far_end.arrived == []


def test_sections_with_the_same_token_use_one_client(tool: Make) -> None:
    one, other = tool("logs"), tool("graphs")
    assert one._lease.one is other._lease.one
