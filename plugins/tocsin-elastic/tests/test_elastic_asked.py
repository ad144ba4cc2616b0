"""What is asked of a cluster: logs and graphs; its links, its warnings and its refusals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.counterparts.elastic.cluster import NOON, Cluster
from tocsin.errors import ProviderError
from tocsin.providers import GraphQuery, LogQuery
from tocsin.testing import a_call
from tocsin_elastic.links import rison

Make = Callable[..., Any]
LOGS = LogQuery(text="error", since=NOON - timedelta(hours=1), until=NOON)
GRAPH = GraphQuery(text="error", since=LOGS.since, until=NOON, name="errors")
PAGES = "https://kibana.example.com"


def refused(work: Callable[[], object]) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        work()
    return caught.value


def texts(tool: Make, text: str, **section: Any) -> list[str]:
    found = tool("logs", **section).search(replace(LOGS, text=text), a_call())
    return [row.text for row in found.rows]


# ------------------------------------------------------------------------------------- logs


def test_kql_finds_what_it_finds_in_discover(tool: Make, es: Cluster) -> None:
    at = NOON - timedelta(minutes=3)
    items = [{"name": "pump", "n": 2}, {"name": "hose", "n": 9}]
    more: dict[str, Any] = {"http": {"status": 503, "ok": False}, "items": items}
    es.add("logs-2", "timeout of db", at, service={"name": "checkout"}, **more)
    for text in (
        "timeout nothing",
        '"of db"',
        "service.name:(checkout or cart) and not message:error",
        "http.status >= 500 and http.status < 600",
        "http.ok: false",
        "http.status: *",
        "http.*: 503",
        "message: *meou*",
        "items:{ name:pump and n < 5 }",
        '@timestamp > "2026-11-23T11:56"',
    ):
        assert texts(tool, text) == ["timeout of db"], text
    for text in (
        '"db of"',
        "http.status < 503",
        "items:{ name:pump and n > 5 }",
        "service.name: x",
    ):
        assert texts(tool, text) == [], text
    assert len(texts(tool, "*")) == len(texts(tool, " ")) == 5


def test_words_of_lucene_are_all_wanted_and_what_it_knows_is_known(tool: Make, es: Cluster) -> None:
    at = NOON - timedelta(minutes=3)
    es.add("logs-2", "timeout of db", at, service={"name": "checkout"}, http={"status": 503})
    for text in (
        "timeout db",
        "service.name:checkout AND http.status:[500 TO 599]",
        "-refused",
        "NOT error",
        "time*",
    ):
        assert texts(tool, text, language="lucene") == ["timeout of db"], text
        assert texts(tool, f"lucene: {text}") == ["timeout of db"], text
    assert texts(tool, 'lucene: "of db" OR 59') == ["error 59: refused", "timeout of db"]
    assert texts(tool, "timeout refused", language="lucene") == []
    assert texts(tool, "kql: not error", language="lucene") == ["timeout of db"]
    assert len(texts(tool, "lucene: *")) == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "level:error service.name:x",
            'Character 13 of this KQL: write "and" or "or" before this.',
        ),
        ("lucene: level:error and x", "Lucene reads and as a word"),
    ],
)
def test_what_is_not_of_its_language_is_not_asked(
    tool: Make, es: Cluster, text: str, said: str
) -> None:
    error = refused(lambda: tool("logs").search(replace(LOGS, text=text), a_call()))
    assert error.code == "invalid"
    assert str(error).startswith(said)
    assert es.far_end.arrived == []


def test_nobody_leaves_the_indices_of_the_section(tool: Make, es: Cluster) -> None:
    es.reads = ("*",)
    for text in (
        "payroll",
        "_index:secret-1",
        '"../secret-1/_search"',
        "payroll OR error",
        "_index: *",
    ):
        assert not any("payroll" in row for row in texts(tool, text))
    assert {one.path for one in es.far_end.arrived} == {"/logs-*/_search"}
    assert texts(tool, "payroll", indices=["logs-*", "secret-*"]) == ["error payroll"]


def test_the_end_of_the_span_is_not_within_it(tool: Make, es: Cluster) -> None:
    es.documents.clear()
    es.add("logs-1", "at the end", NOON)
    es.add("logs-1", "at the beginning", LOGS.since)
    assert texts(tool, "*") == ["at the beginning"]


def test_a_row_shows_what_helps(tool: Make, es: Cluster) -> None:
    at = NOON - timedelta(minutes=1)
    es.add("logs-1", "only one", at, service={"name": "checkout"}, log={"level": "error"})
    (row,) = tool("logs").search(replace(LOGS, text="only"), a_call()).rows
    assert (row.at, row.fields) == (at, {"service.name": "checkout", "log.level": "error"})


def test_a_table_of_esql_is_shown_by_its_columns(tool: Make, es: Cluster) -> None:
    es.add("logs-1", "x", NOON - timedelta(minutes=1), code="503")
    text = 'FROM logs-* | WHERE code == "503" | STATS n = COUNT(*) BY code'
    found = tool("logs", pages_url=PAGES).search(replace(LOGS, text=text), a_call())
    assert [row.text for row in found.rows] == ["n=1 code=503"]
    assert "dataSource%28" not in found.link
    assert "dataSource:%28type:esql%29,query:%28esql:%27FROM%20logs-%2A%20%7C" in found.link
    by = "FROM logs-* | STATS n = COUNT(*) BY message"
    every = tool("logs").search(replace(LOGS, text=by), a_call()).rows
    assert every[0].text == "n=1 message=error 40: refused"
    first = tool("logs").search(replace(LOGS, text=by, rows=2), a_call())
    assert (first.rows, first.truncated) == (every[:2], True)
    assert texts(tool, "FROM logs-* | KEEP message | LIMIT 1") == ["message=x"]
    assert texts(tool, "ROW a = 7") == ["a=7"]
    assert texts(tool, "SHOW INFO") == ["version=9.2.0"]


def test_the_link_leads_to_the_same_search(tool: Make) -> None:
    found = tool("logs", pages_url=f"{PAGES}/", space="shop", data_view="logs-1").search(
        replace(LOGS, text='"it\'s down! & 5% #1"'), a_call()
    )
    page, _, told = found.link.partition("#/?")
    assert page == "https://kibana.example.com/s/shop/app/discover"
    state = {name: value for name, (value,) in parse_qs(told, strict_parsing=True).items()}
    assert state == {
        "_g": "(time:(from:'2026-11-23T11:00:00.000Z',to:'2026-11-23T12:00:00.000Z'))",
        "_a": "(index:'logs-1',query:(language:kuery,query:'\"it!'s down!! & 5% #1\"'))",
    }
    assert not set(told) & set("'()!* \"<>|`")
    lucene = tool("logs", pages_url=PAGES).search(replace(LOGS, text="lucene: a b"), a_call())
    assert "query:%28language:lucene,query:%27a%20b%27%29" in lucene.link


@pytest.mark.parametrize(
    ("text", "quoted"), [("", "''"), ("a'b", "'a!'b'"), ("!'", "'!!!''"), ("(x:!t)", "'(x:!!t)'")]
)
def test_nothing_ends_the_quotes_of_rison_early(text: str, quoted: str) -> None:
    assert rison(text) == quoted


def test_without_a_page_and_where_it_grows_too_long_there_is_no_link(tool: Make) -> None:
    assert tool("logs").search(LOGS, a_call()).link == ""
    long = replace(LOGS, text="lucene: " + "x" * 3000)
    assert tool("logs", pages_url=PAGES).search(long, a_call()).link == ""


@pytest.mark.parametrize(
    ("trouble", "note"),
    [
        (
            {"failed": 2, "reason": "disk is\nfull."},
            "2 of 5 shards failed (disk is full): rows may be missing.",
        ),
        ({"timed_out": True}, "The time was over before all was looked through."),
        ({"skipped_clusters": 2}, "2 of 3 clusters could not be asked."),
        ({}, ""),
    ],
)
def test_what_could_not_be_looked_through_is_said(
    tool: Make, es: Cluster, trouble: dict[str, Any], note: str
) -> None:
    for name, value in trouble.items():
        setattr(es.trouble, name, value)
    found = tool("logs").search(LOGS, a_call())
    assert (len(found.rows), found.note) == (4, note)
    graph = tool("graphs").graph(GRAPH, a_call())
    assert graph.alt == "errors, at the end:\nentries: 0" + (f"\n{note}" if note else "")


def test_an_answer_of_esql_that_is_partial_says_so(tool: Make, es: Cluster) -> None:
    es.trouble.is_partial = True
    found = tool("logs").search(replace(LOGS, text="FROM logs-*"), a_call())
    assert found.note == "Not all shards answered: rows may be missing."


def test_indices_of_which_there_is_none_are_said(tool: Make, es: Cluster) -> None:
    found = tool("logs", indices=["logs-new-*"]).search(LOGS, a_call())
    assert (found.rows, found.note) == ((), "No index matches logs-new-*.")


@pytest.mark.parametrize("text", ["(", '"x', "a AND", "*x", "?x"])
def test_what_it_cannot_read_is_told_in_its_own_words(tool: Make, text: str) -> None:
    logs = tool("logs", language="lucene")
    error = refused(lambda: logs.search(replace(LOGS, text=text), a_call()))
    assert error.code == "invalid"
    assert str(error).startswith("Elasticsearch answered 400. ")
    assert len(str(error)) > len("Elasticsearch answered 400. ")


def test_full_queues_are_told_as_a_limit(tool: Make, es: Cluster) -> None:
    es.trouble.busy = True
    error = refused(lambda: tool("logs").search(LOGS, a_call()))
    assert error.code == "rate_limited"
    assert str(error) == (
        "Elasticsearch answered 429. rejected execution of coordinating operation"
    )
    assert len(es.far_end.arrived) == 1


def test_an_index_that_may_not_be_read_is_refused_without_naming_the_user(
    tool: Make, es: Cluster
) -> None:
    error = refused(lambda: tool("logs", indices=["secret-1"]).search(LOGS, a_call()))
    assert (error.code, str(error)) == (
        "forbidden",
        "Elasticsearch answered 403. This key or user may not read those indices.",
    )


def test_opensearch_knows_no_esql_and_is_not_asked(tool: Make, es: Cluster) -> None:
    es.product = "opensearch"
    error = refused(lambda: tool("logs").search(replace(LOGS, text="FROM logs-*"), a_call()))
    assert str(error) == "OpenSearch knows no ES|QL: write KQL, or lucene: and then a query."
    assert es.far_end.arrived == []
    assert len(texts(tool, "error")) == 4


def test_the_cluster_gets_no_more_time_than_there_is(tool: Make, es: Cluster) -> None:
    tool("logs").search(LOGS, a_call(deadline_s=3.0))
    timeout = es.far_end.arrived[0].json()["timeout"]
    assert isinstance(timeout, str)
    assert 1500 < int(timeout.removesuffix("ms")) <= 2500


# ----------------------------------------------------------------------------------- graphs


def test_a_graph_has_a_line_for_each_value(tool: Make, es: Cluster) -> None:
    for host, count in (("web-1", 3), ("web-2", 1)):
        for _ in range(count):
            es.add("logs-1", "error", NOON - timedelta(seconds=1), host={"name": host})
    graph = tool("graphs", split_by="host.name", pages_url=PAGES).graph(GRAPH, a_call())
    assert graph.alt == "errors, at the end:\nweb-1: 3\nweb-2: 1"
    assert graph.link.startswith(f"{PAGES}/app/discover#/?_g=")
    assert "entries: 4" in tool("graphs").graph(GRAPH, a_call()).alt


@pytest.mark.parametrize("span", [timedelta(seconds=1), timedelta(minutes=15), timedelta(days=30)])
def test_any_span_has_about_sixty_points(tool: Make, es: Cluster, span: timedelta) -> None:
    es.add("logs-1", "error", NOON - timedelta(milliseconds=500))
    assert tool("graphs").graph(replace(GRAPH, since=NOON - span), a_call()).png


def test_esql_is_not_drawn(tool: Make) -> None:
    error = refused(lambda: tool("graphs").graph(replace(GRAPH, text="FROM logs-*"), a_call()))
    assert (
        str(error) == "A graph counts what a query finds in KQL or Lucene; ES|QL cannot be drawn."
    )


def test_sections_with_the_same_key_use_one_client(tool: Make) -> None:
    one, other = tool("logs"), tool("graphs", indices=["metrics-*"])
    assert one._lease.one is other._lease.one
