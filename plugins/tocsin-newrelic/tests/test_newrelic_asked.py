"""What is asked of New Relic: what fires, logs, graphs and changes; its errors and its refusals."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.counterparts.newrelic.account import NOON, Issue, a_png
from tests.counterparts.newrelic.newrelic import KEY, NewRelic
from tocsin.errors import ProviderError
from tocsin.providers import Change, GraphQuery, LogQuery, Window
from tocsin.testing import FarEnd, a_call
from tocsin_newrelic.config import RegionConfig
from tocsin_newrelic.pictures import is_theirs

Make = Callable[..., Any]
HOUR = Window(start=NOON - timedelta(hours=1), end=NOON)
SPAN = "SINCE 1795431600000 UNTIL 1795435200000"
LOGS = LogQuery(text="error", since=HOUR.start, until=HOUR.end)
GRAPH = GraphQuery(
    text="SELECT average(duration) FROM Transaction",
    since=HOUR.start,
    until=HOUR.end,
    name="load",
)
MINUTE_AGO = NOON - timedelta(minutes=1)


def refused(work: Callable[[], object]) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        work()
    return caught.value


# ------------------------------------------------------------------------------- what fires


def test_an_open_issue_has_the_fingerprint_of_its_webhook(tool: Make, nr: NewRelic) -> None:
    nr.account.issues = [
        Issue(id="i1", title="Errors", priority="HIGH", entities=["checkout-api"]),
        Issue(id="i2", title="Disk", muting="FULLY_MUTED", entities=["a", "b"]),
        Issue(id="i3", title="Over", state="CLOSED"),
        Issue(id="i4", title="New", state="CREATED"),
    ]
    source = tool("alerts", services={"checkout": "checkout-api"})
    found = {one.fingerprint: one for one in source.firing(a_call(at=NOON))}
    assert set(found) == {"i1", "i2", "i4"}
    errors, disk = found["i1"], found["i2"]
    assert (errors.title, errors.severity, errors.service) == ("Errors", "P2", "checkout")
    assert (errors.since, errors.silenced) == (NOON - timedelta(minutes=5), False)
    assert errors.link == "https://one.newrelic.com/alerts/issue?id=i1"
    assert errors.labels["policy"] == "Golden Signals"
    assert (disk.service, disk.silenced) == ("", True)


def test_issues_come_in_pages_and_no_more_than_five_of_them_are_read(
    tool: Make, nr: NewRelic
) -> None:
    nr.account.issues = [Issue(id=f"i{one}", title="Errors") for one in range(9)]
    nr.account.page = 2
    source = tool("alerts")
    assert len(source.firing(a_call(at=NOON))) == 9
    nr.account.page = 1
    assert len(source.firing(a_call(at=NOON))) == 5


def test_without_a_key_nothing_is_asked(tool: Make) -> None:
    assert not hasattr(tool("alerts", key=None, account=None), "firing")


def test_what_a_section_turns_off_is_not_done_there(tool: Make) -> None:
    assert tool("alerts").capabilities == {"firing", "acknowledge", "resolve"}
    assert tool("alerts", acknowledge=False).capabilities == {"firing", "resolve"}
    assert tool("alerts", acknowledge=False, close=False).capabilities == {"firing"}


# ------------------------------------------------------------------------------------- logs


def test_a_row_of_a_log_has_what_helps(tool: Make, nr: NewRelic) -> None:
    told = {"service.name": "checkout", "hostname": "web-1", "level": "ERROR", "messageId": "7"}
    nr.account.keep("Log", MINUTE_AGO, message="error: \x1b[31mrefused\tby db", **told)
    found = tool("logs").search(LOGS, a_call())
    (row,) = found.rows
    assert (row.text, row.at) == ("error: [31mrefused by db", MINUTE_AGO)
    assert row.fields == {"service": "checkout", "host": "web-1", "level": "ERROR"}
    assert (found.link, found.truncated) == ("", False)
    assert nr.asked == [f"FROM Log SELECT * WHERE message LIKE '%error%' {SPAN} LIMIT 21"]


def test_words_that_are_looked_for_end_no_quotes(tool: Make, nr: NewRelic) -> None:
    nr.account.keep("Log", MINUTE_AGO, message="it's a \\ thing' OR 'x' = 'x")
    nr.account.keep("Log", MINUTE_AGO, message="another")
    found = tool("logs").search(replace(LOGS, text="a \\ thing' OR 'x' = 'x"), a_call())
    assert [row.text for row in found.rows] == ["it's a \\ thing' OR 'x' = 'x"]


def test_a_query_is_no_part_of_the_graphql_that_is_sent(tool: Make, nr: NewRelic) -> None:
    text = "FROM Log SELECT * WHERE message = '\"}) { actor { user { name } } } #'"
    tool("logs").search(replace(LOGS, text=text), a_call())
    body: Any = nr.far_end.arrived[-1].json()
    assert "user" not in body["query"]
    assert body["variables"]["nrql"].startswith(text)


def test_what_has_no_message_is_shown_by_its_attributes(tool: Make, nr: NewRelic) -> None:
    nr.account.keep("Transaction", MINUTE_AGO, name="pay", duration=1.5, error=True, host=None)
    text = "SELECT * FROM Transaction"
    (row,) = tool("logs").search(replace(LOGS, text=text), a_call()).rows
    assert (row.text, row.at) == ("name=pay duration=1.5 error=true", MINUTE_AGO)


def test_rows_without_a_time_stay_in_their_order_and_the_first_are_kept(
    tool: Make, nr: NewRelic
) -> None:
    for name, times in (("search", 1), ("checkout", 3), ("payments", 2)):
        for _ in range(times):
            nr.account.keep("Log", MINUTE_AGO, message="error", app=name)
    query = replace(LOGS, text="SELECT count(*) FROM Log FACET app", rows=2)
    found = tool("logs").search(query, a_call())
    assert [row.text for row in found.rows] == ["app=checkout count=3", "app=payments count=2"]
    assert found.truncated


def test_what_is_not_within_the_span_is_left_out(tool: Make, nr: NewRelic) -> None:
    since, until = (int(at.timestamp() * 1000) for at in (HOUR.start, HOUR.end))
    stamps = {"early": since - 1, "first": since, "last": until - 1, "late": until}
    nr.answers_with = {
        "results": [{"timestamp": at, "message": name} for name, at in stamps.items()]
    }
    found = tool("logs").search(LOGS, a_call())
    assert [row.text for row in found.rows] == ["first", "last"]


def test_an_endless_row_is_cut(tool: Make, nr: NewRelic) -> None:
    nr.account.keep("Log", MINUTE_AGO, message="error " * 9000)
    (row,) = tool("logs").search(LOGS, a_call()).rows
    assert len(row.text) <= 4000


def test_new_relic_is_told_how_long_we_wait(tool: Make, nr: NewRelic) -> None:
    tool("logs").search(LOGS, a_call(deadline_s=15.0))
    body: Any = nr.far_end.arrived[-1].json()
    assert body["variables"]["timeout"] == 14


# ----------------------------------------------------------------------------------- graphs


@pytest.fixture
def measured(nr: NewRelic) -> None:
    for name, seconds in (("checkout", 0.25), ("search", 0.5)):
        nr.account.keep("Transaction", MINUTE_AGO, appName=name, duration=seconds)


@pytest.mark.usefixtures("measured")
def test_new_relics_picture_is_shown_with_what_each_line_is_at_the_end(
    tool: Make, nr: NewRelic
) -> None:
    graph = tool("graphs").graph(replace(GRAPH, text=f"{GRAPH.text} FACET appName"), a_call())
    assert graph.png == nr.account.picture
    assert graph.alt == (
        "load, at the end:\ncheckout average.duration: 0.25\nsearch average.duration: 0.5"
    )
    assert nr.asked == [f"{GRAPH.text} FACET appName {SPAN} TIMESERIES LIMIT 10"]


@pytest.mark.usefixtures("measured")
def test_no_public_picture_is_made_where_the_section_wants_none(tool: Make, nr: NewRelic) -> None:
    graph = tool("graphs", own_pictures=False).graph(GRAPH, a_call())
    assert graph.png.startswith(b"\x89PNG")
    assert graph.png != nr.account.picture
    assert nr.far_end.paths() == ["POST /graphql"]


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize(
    "picture",
    [b"", b"<html>", b"\x89PNG\r\n\x1a\n", a_png()[:-4], a_png() + b"x", b"x" * 2_000_000],
)
def test_what_is_no_whole_picture_is_drawn_here(tool: Make, nr: NewRelic, picture: bytes) -> None:
    nr.account.picture = picture
    graph = tool("graphs").graph(GRAPH, a_call())
    assert graph.png.startswith(b"\x89PNG")
    assert graph.png != picture


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize(
    "url",
    [
        "http://gorgon.nr-assets.net/image/1",
        "https://nr-assets.net.example/image/1",
        "https://evilnr-assets.net/image/1",
        "https://newrelic.com@example.org/image/1",
        "https://gorgon.nr-assets.net:8443/image/1",
        "https://127.0.0.1/image/1",
        "https://evil.example\\.newrelic.com/image/1",
        "https://gorgon.nr-assets.net./image/1",
        "https://gorgon.nr-assets.net\n.evil.example/image/1",
        "file:///etc/passwd",
        "http://[::1",
        "https://",
        "/image/1",
    ],
)
def test_a_picture_from_elsewhere_is_not_fetched(tool: Make, nr: NewRelic, url: str) -> None:
    nr.account.picture_url = url
    assert tool("graphs").graph(GRAPH, a_call()).png.startswith(b"\x89PNG")
    assert nr.far_end.paths() == ["POST /graphql"]


@pytest.mark.parametrize(
    ("url", "theirs"),
    [
        ("https://gorgon.nr-assets.net/image/1?format=PNG", True),
        ("https://gorgon.eu.nr-assets.net/image/1", True),
        ("https://chart.service.newrelic.com/image/1", True),
        ("https://GORGON.NR-ASSETS.NET/image/1", True),
        ("https://nr-assets.net.evil.example/image/1", False),
        ("https://somebody@gorgon.nr-assets.net/image/1", False),
        ("https://:word@gorgon.nr-assets.net/image/1", False),
        ("https://gorgon.nr-assets.net:8443/image/1", False),
        ("http://gorgon.nr-assets.net/image/1", False),
    ],
)
def test_the_hosts_of_pictures_are_new_relics(url: str, *, theirs: bool) -> None:
    assert is_theirs(url, RegionConfig()) is theirs


@pytest.mark.usefixtures("measured")
def test_nobody_else_is_asked_for_a_picture(tool: Make, nr: NewRelic) -> None:
    with FarEnd() as elsewhere:
        nr.account.picture_url = f"{elsewhere.url}/image/1"
        tool("graphs").graph(GRAPH, a_call())
        assert elsewhere.arrived == []


def test_a_line_is_in_order_of_time_and_what_it_is_grouped_by_is_none(
    tool: Make, nr: NewRelic
) -> None:
    def bucket(began: int, count: int) -> dict[str, Any]:
        return {"beginTimeSeconds": began, "facet": ["pay", "500"], "status": 500, "count": count}

    nr.answers_with = {
        "metadata": {"facets": ["name", "status"]},
        "results": [bucket(1795435080, 7), bucket(1795435140, 9), bucket(1795435020, 8)],
    }
    graph = tool("graphs").graph(GRAPH, a_call())
    assert graph.alt == "load, at the end:\npay, 500 count: 9"


def test_numbers_of_every_shape_become_lines(tool: Make, nr: NewRelic) -> None:
    told = {"beginTimeSeconds": 1795435140, "inspectedCount": 9, "name": "x", "flag": True}
    values = {"percentile.duration": {"50": 0.5, "95": 1.25}, "count": 3, "huge": 10**400}
    nr.answers_with = {"results": [{**told, **values}, {"count": 1}, "no bucket"]}
    graph = tool("graphs").graph(GRAPH, a_call())
    assert graph.alt == (
        "load, at the end:\npercentile.duration 50: 0.5\npercentile.duration 95: 1.25\ncount: 3"
    )


# ---------------------------------------------------------------------------------- changes


def changed(tool: Make, service: str = "", **section: Any) -> tuple[Change, ...]:
    found: tuple[Change, ...] = tool("changes", **section).changes(HOUR, service, a_call())
    return found


def test_a_change_says_what_it_is_of_which_service_and_by_whom(tool: Make, nr: NewRelic) -> None:
    nr.account.keep(
        "ChangeTrackingEvent",
        MINUTE_AGO,
        changeTrackingId="c1",
        category="Feature Flag",
        shortDescription="fallback is on",
        entity_name="payments",
        user="ana@example.org",
        deepLink="https://flags.example/fallback",
    )
    assert changed(tool) == (
        Change(
            id="c1",
            at=MINUTE_AGO,
            title="fallback is on",
            what="flag",
            service="payments",
            person="ana@example.org",
            link="https://flags.example/fallback",
        ),
    )


def test_a_deployment_of_old_or_new_is_its_service_and_version(tool: Make, nr: NewRelic) -> None:
    old, new = NOON - timedelta(minutes=9), NOON - timedelta(minutes=2)
    told: dict[str, Any] = {"entity_name": "checkout-api", "description": "weekly"}
    nr.account.keep("Deployment", old, deploymentId="d1", version="v1", **told)
    nr.account.keep(
        "ChangeTrackingEvent",
        new,
        changeTrackingId="c2",
        category="Deployment",
        version="v2",
        **told,
    )
    newest, oldest = changed(tool, services={"checkout": "checkout-api"})
    assert (newest.title, newest.what, newest.service) == ("checkout v2", "deploy", "checkout")
    assert (oldest.title, oldest.what, oldest.at) == ("checkout v1", "deploy", old)


def test_the_condition_of_the_readme_finds_deployments_old_and_new_alone(
    tool: Make, nr: NewRelic
) -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    where = tomllib.loads(readme.split("```toml\n")[1].split("```")[0])["changes"]["nr"]["where"]
    nr.account.keep("Deployment", MINUTE_AGO, deploymentId="d1", version="v1")
    for key, category in (("c2", "Deployment"), ("c3", "Feature Flag")):
        told = {"changeTrackingId": key, "category": category, "description": key}
        nr.account.keep("ChangeTrackingEvent", MINUTE_AGO, **told)
    assert {one.id for one in changed(tool)} == {"d1", "c2", "c3"}
    assert {one.id for one in changed(tool, where=where)} == {"d1", "c2"}


def test_a_service_is_asked_for_by_its_name_there_and_ends_no_quotes(
    tool: Make, nr: NewRelic
) -> None:
    section = {"services": {"checkout": "checkout-api"}, "where": "category = 'Deployment'"}
    changed(tool, "a' OR 'x' = 'x", **section)
    changed(tool, "checkout", **section)
    assert [one.split(" WHERE ")[1] for one in nr.asked] == [
        rf"(category = 'Deployment') AND entity.name = 'a\' OR \'x\' = \'x' {SPAN} LIMIT 200",
        f"(category = 'Deployment') AND entity.name = 'checkout-api' {SPAN} LIMIT 200",
    ]


def test_a_change_outside_of_the_window_is_left_out(tool: Make, nr: NewRelic) -> None:
    since, until = (int(at.timestamp() * 1000) for at in (HOUR.start, HOUR.end))
    stamps = {"early": since - 1, "first": since, "last": until - 1, "late": until}
    nr.answers_with = {
        "results": [
            {"timestamp": at, "changeTrackingId": name, "description": name}
            for name, at in stamps.items()
        ]
    }
    assert [one.title for one in changed(tool)] == ["last", "first"]


@pytest.mark.parametrize("missing", ["timestamp", "changeTrackingId", "shortDescription"])
def test_what_has_no_moment_no_id_or_no_title_is_no_change(
    tool: Make, nr: NewRelic, missing: str
) -> None:
    told: dict[str, Any] = {
        "timestamp": int(MINUTE_AGO.timestamp() * 1000),
        "changeTrackingId": "c1",
        "shortDescription": "odd",
    }
    nr.answers_with = {"results": [{**told, missing: None}, {**told, missing: {"a": 1}}]}
    assert changed(tool) == ()
    nr.answers_with = {"results": [told]}
    assert [one.title for one in changed(tool)] == ["odd"]


# ------------------------------------------------------------------------ errors, refusals


def test_a_query_that_cannot_be_read_is_told_in_new_relics_words(tool: Make) -> None:
    error = refused(
        lambda: tool("graphs").graph(replace(GRAPH, text="SELECT x FROM y z"), a_call())
    )
    assert error.code == "invalid"
    assert str(error).startswith("New Relic cannot read this query: NRQL Syntax Error: Error at")


@pytest.mark.parametrize(
    ("told", "code", "said"),
    [
        (
            {"message": "took too long", "extensions": {"errorClass": "TIMEOUT"}},
            "timeout",
            "New Relic took too long for this query; ask for less time: took too long.",
        ),
        (
            {"message": "Slow down.", "extensions": {"errorClass": "TOO_MANY_REQUESTS"}},
            "rate_limited",
            "New Relic has had enough questions for now: Slow down.",
        ),
        (
            {"message": "oops", "extensions": {"errorClass": "SERVER_ERROR"}},
            "unavailable",
            "New Relic failed over it: oops.",
        ),
        (
            {"message": "no", "path": ["actor", "account"]},
            "not_found",
            "New Relic shows this key no account 1000001. Check account and region.",
        ),
        ({}, "invalid", "New Relic cannot read this query: it does not say why."),
        (
            {"message": f"*bold*\n<!here>\x1b[31m {KEY}", "extensions": {"errorClass": 7}},
            "invalid",
            "New Relic cannot read this query: *bold* <!here>[31m ….",
        ),
    ],
)
def test_an_error_at_200_is_an_error(
    tool: Make, nr: NewRelic, told: dict[str, Any], code: str, said: str
) -> None:
    nr.fails_with = told
    error = refused(lambda: tool("logs").search(LOGS, a_call()))
    assert (error.code, str(error)) == (code, said)


def test_an_error_beside_an_answer_is_an_error(tool: Make, nr: NewRelic) -> None:
    nr.answers_with = {"results": [{"message": "half"}], "errors": [{"message": "the other half"}]}
    assert refused(lambda: tool("logs").search(LOGS, a_call())).code == "invalid"


def test_errors_of_another_shape_are_errors(tool: Make, nr: NewRelic) -> None:
    nr.answers_with = {"results": [{"message": "x"}], "errors": {"message": "odd"}}
    error = refused(lambda: tool("logs").search(LOGS, a_call()))
    assert str(error) == "New Relic cannot read this query: it does not say why."


@pytest.mark.parametrize("kind", ["logs", "changes"])
def test_what_the_key_may_not_do_is_said(tool: Make, nr: NewRelic, kind: str) -> None:
    nr.account.forbidden = {"nrql"}
    ask = {
        "logs": lambda: tool("logs").search(LOGS, a_call()),
        "changes": lambda: changed(tool),
    }[kind]
    error = refused(ask)
    assert (error.code, str(error)) == (
        "forbidden",
        "New Relic does not let this key do that: Access denied.",
    )


@pytest.mark.parametrize(
    "told",
    [
        {"results": None},
        {"results": {}},
        {"results": [None, 7, [], "x"]},
        {"metadata": [], "results": [{"beginTimeSeconds": "soon", "count": []}]},
        {"results": [{"timestamp": 1e300, "message": 7, "facet": {}}]},
    ],
)
def test_an_answer_of_another_shape_is_nothing_to_show(
    tool: Make, nr: NewRelic, told: dict[str, Any]
) -> None:
    nr.answers_with = told
    assert all(row.at is None for row in tool("logs").search(LOGS, a_call()).rows)
    assert refused(lambda: tool("graphs").graph(GRAPH, a_call())).code == "not_found"
    assert changed(tool) == ()


def test_after_a_429_nothing_is_asked_until_its_time_is_over(tool: Make, nr: NewRelic) -> None:
    logs = tool("logs")
    nr.far_end.fail("429-with-wait", times=1)
    first, second = (refused(lambda: logs.search(LOGS, a_call())) for _ in range(2))
    assert (first.code, second.code) == ("rate_limited", "rate_limited")
    assert str(second) == "New Relic has asked to be left alone for 7 s more."
    assert len(nr.far_end.arrived) == 1


@pytest.mark.parametrize("kind", ["graphs", "logs", "changes", "alerts"])
def test_sections_with_the_same_key_use_one_client(tool: Make, kind: str) -> None:
    one, other = tool("logs"), tool(kind)
    assert one._access.lease.one is other._access.lease.one
