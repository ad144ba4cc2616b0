"""What is asked of Datadog: what fires, graphs, logs and changes; its limits and its refusals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.counterparts.datadog.account import (
    NOON,
    Deployment,
    Entry,
    Event,
    Group,
    Monitor,
    a_series,
)
from tests.counterparts.datadog.datadog import Datadog
from tocsin.errors import ProviderError
from tocsin.providers import Change, GraphQuery, LogQuery, Window
from tocsin.testing import a_call
from tocsin_datadog.client import Limits, Route

Make = Callable[..., Any]
HOUR = Window(start=NOON - timedelta(hours=1), end=NOON)
LOGS = LogQuery(text="error", since=HOUR.start, until=HOUR.end)
GRAPH = GraphQuery(text="avg:system.cpu.user{*}", since=HOUR.start, until=HOUR.end, name="load")


def refused(work: Callable[[], object]) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        work()
    return caught.value


# ------------------------------------------------------------------------------- what fires


def test_what_fires_has_the_tags_of_its_monitor_and_the_fingerprint_of_its_webhook(
    tool: Make, dd: Datadog
) -> None:
    dd.account.monitors = [
        Monitor(
            id=12345678,
            name="CPU high",
            tags=("service:checkout", "team:payments"),
            priority=2,
            groups=[Group(scope="host:web-1,env:prod"), Group(scope="host:web-9", status="OK")],
        ),
        Monitor(id=8, name="Disk", groups=[Group(scope="*", status="Warn")]),
        Monitor(id=9, name="Well", groups=[Group(scope="*", status="OK")]),
    ]
    found = {
        one.fingerprint: one for one in tool("alerts", site="us5.datadoghq.com").firing(a_call())
    }
    assert set(found) == {"12345678/env:prod,host:web-1", "8/"}
    cpu, disk = found["12345678/env:prod,host:web-1"], found["8/"]
    assert (cpu.title, cpu.severity, cpu.service) == (
        "CPU high (env:prod,host:web-1)",
        "P2",
        "checkout",
    )
    assert cpu.labels == {
        "env": "prod", "host": "web-1", "service": "checkout", "team": "payments"
    }  # fmt: skip
    assert cpu.link == "https://us5.datadoghq.com/monitors/12345678"
    assert (disk.title, disk.severity, disk.service) == ("Disk", "P3", "")


def test_an_alert_of_which_nothing_more_is_known_has_no_severity(tool: Make, dd: Datadog) -> None:
    dd.account.monitors = [Monitor(id=8, name="Disk", groups=[Group(scope="*")])]
    (alert,) = tool("alerts").firing(a_call())
    assert alert.severity is None


def test_without_keys_nothing_is_asked(tool: Make) -> None:
    source = tool("alerts", api_key=None, app_key=None)
    assert not hasattr(source, "firing")


# ----------------------------------------------------------------------------------- graphs


def test_a_graph_says_in_words_what_each_line_is_at_the_end(tool: Make, dd: Datadog) -> None:
    dd.account.series = [
        a_series("system.cpu.user", "host:web-1", [20.0, None, 97.5], "%"),
        a_series("system.cpu.user", "*", [11.0]),
        a_series("system.cpu.user", "host:gone", [None, None]),
    ]
    graph = tool("graphs", dashboard="abc-def-123", site="datadoghq.eu").graph(GRAPH, a_call())
    assert graph.alt == (
        "load, at the end:\nsystem.cpu.user host:web-1 (%): 97.5\nsystem.cpu.user: 11"
    )
    start, end = (int(at.timestamp() * 1000) for at in (HOUR.start, HOUR.end))
    assert graph.link == (
        f"https://app.datadoghq.eu/dashboard/abc-def-123?from_ts={start}&to_ts={end}&live=false"
    )


def test_a_query_that_cannot_be_read_is_told_in_datadogs_words(tool: Make) -> None:
    error = refused(lambda: tool("graphs").graph(replace(GRAPH, text="up"), a_call()))
    assert error.code == "invalid"
    assert str(error) == "Datadog cannot read this query: Error parsing query."


# ------------------------------------------------------------------------------------- logs


def test_a_row_has_what_helps_and_the_link_leads_to_the_same_search(
    tool: Make, dd: Datadog
) -> None:
    dd.account.logs = [
        Entry(message="error: \x1b[31mrefused\tby db", at=NOON - timedelta(minutes=1))
    ]
    found = tool("logs").search(LOGS, a_call())
    (row,) = found.rows
    assert row.text == "error: [31mrefused by db"
    assert row.fields == {"service": "checkout", "host": "web-1", "status": "error"}
    assert found.link.startswith("https://app.datadoghq.com/logs?query=error&from_ts=17")
    assert found.link.endswith("&live=false")


def test_an_entry_without_a_message_is_shown_by_its_attributes(tool: Make, dd: Datadog) -> None:
    dd.account.logs = [Entry(message="", at=NOON - timedelta(minutes=1), attributes={"code": 503})]
    (row,) = tool("logs").search(replace(LOGS, text="*"), a_call()).rows
    assert row.text == '{"code": 503}'


def test_an_endless_row_is_cut(tool: Make, dd: Datadog) -> None:
    dd.account.logs = [Entry(message="error " * 9000, at=NOON - timedelta(minutes=1))]
    (row,) = tool("logs").search(LOGS, a_call()).rows
    assert len(row.text) <= 4000


def test_a_query_too_long_for_an_address_has_no_link(tool: Make) -> None:
    assert tool("logs").search(replace(LOGS, text="x" * 3000), a_call()).link == ""


@pytest.mark.parametrize(
    ("text", "section", "why"),
    [("[", {}, "Invalid query"), ("x", {"indexes": ["no-such"]}, "Invalid index")],
)
def test_what_cannot_be_searched_is_told_in_datadogs_words(
    tool: Make, text: str, section: dict[str, Any], why: str
) -> None:
    error = refused(lambda: tool("logs", **section).search(replace(LOGS, text=text), a_call()))
    assert (error.code, str(error)) == ("invalid", f"Datadog answered 400. {why}")


# ---------------------------------------------------------------------------------- changes


def changed(tool: Make, service: str = "", **section: Any) -> tuple[Change, ...]:
    found: tuple[Change, ...] = tool("changes", **section).changes(HOUR, service, a_call())
    return found


def test_a_change_says_what_it_is_of_which_service_and_by_whom(tool: Make, dd: Datadog) -> None:
    own = {
        "author": {"name": "ana@example.org", "type": "user"},
        "changed_resource": {"name": "fallback", "type": "feature_flag"},
        "impacted_resources": [{"name": "payments", "type": "service"}],
        "change_metadata": {"resource_link": "https://flags.example/fallback"},
    }
    at = NOON - timedelta(minutes=3)
    dd.account.events = [Event(id="77", at=at, title="fallback is on", own=own)]
    assert changed(tool) == (
        Change(
            id="AQ77",
            at=at,
            title="fallback is on",
            what="flag",
            service="payments",
            person="ana@example.org",
            link="https://flags.example/fallback",
        ),
    )


def test_an_event_without_more_leads_to_its_page_and_has_its_service_from_a_tag(
    tool: Make, dd: Datadog
) -> None:
    at = NOON - timedelta(minutes=3)
    dd.account.events = [Event(id="78", at=at, title="odd", tags=("env:x", "service:search"))]
    (change,) = changed(tool)
    assert (change.what, change.service) == ("other", "search")
    assert change.link == "https://app.datadoghq.com/event/event?id=78"


def test_events_that_are_no_changes_are_not_asked_for(tool: Make, dd: Datadog) -> None:
    at = NOON - timedelta(minutes=3)
    dd.account.events = [Event(id="79", at=at, title="CPU high", category="alert")]
    assert changed(tool) == ()
    assert [one.title for one in changed(tool, query="@evt.category:alert")] == ["CPU high"]


def test_a_deployment_leads_to_its_commit(tool: Make, dd: Datadog) -> None:
    git = {
        "repository_id": "github.com/acme/checkout",
        "commit_sha": "66adc9350f2cc9b250b69abddab733dd55e1a588",
    }
    began, ended = NOON - timedelta(minutes=9), NOON - timedelta(minutes=2)
    dd.account.deployments = [
        Deployment(id="d1", service="checkout-api", version="v4.2", started=began, git=git),
        Deployment(
            id="d2",
            service="search",
            version="v1",
            started=began,
            finished=ended,
        ),
    ]
    assert changed(tool) == ()
    newest, oldest = changed(tool, deployments=True, services={"checkout": "checkout-api"})
    assert (newest.title, newest.at) == ("search v1 (production)", ended)
    assert newest.link == ""
    assert (oldest.title, oldest.service) == ("checkout v4.2 (production)", "checkout")
    assert (oldest.what, oldest.at) == ("deploy", began)
    assert (
        oldest.link
        == "https://github.com/acme/checkout/commit/66adc9350f2cc9b250b69abddab733dd55e1a588"
    )


def test_a_service_is_asked_for_by_its_name_there_and_ends_no_quotes(
    tool: Make, dd: Datadog
) -> None:
    changed(tool, 'a" OR *', services={"checkout": "checkout-api"})
    changed(tool, "checkout", services={"checkout": "checkout-api"})
    asked: list[Any] = [one.json()["filter"] for one in dd.far_end.arrived]
    assert [one["query"] for one in asked] == [
        '(@evt.category:change) service:"a\\" OR *"',
        '(@evt.category:change) service:"checkout-api"',
    ]


# ------------------------------------------------------------------------- limits, refusals


def test_a_route_whose_limit_is_used_up_is_left_alone_and_the_others_are_not(
    tool: Make, dd: Datadog
) -> None:
    logs, changes = tool("logs"), tool("changes")
    dd.left["/api/v2/logs/events/search"] = 1
    assert logs.search(LOGS, a_call()).rows == ()
    before = len(dd.far_end.arrived)
    error = refused(lambda: logs.search(LOGS, a_call()))
    assert (error.code, len(dd.far_end.arrived)) == ("rate_limited", before)
    assert str(error) == "Datadog has asked to be left alone for 30 s more."
    assert changes.changes(HOUR, "", a_call()) == ()


def test_after_a_429_nothing_is_asked_until_the_limit_starts_anew(tool: Make, dd: Datadog) -> None:
    logs = tool("logs")
    dd.left["/api/v2/logs/events/search"] = 0
    first, second = (refused(lambda: logs.search(LOGS, a_call())) for _ in range(2))
    assert str(first) == "Datadog answered 429 and asks to wait 30 s. Rate limit exceeded"
    assert second.retry_after == pytest.approx(30, abs=5)
    assert len(dd.far_end.arrived) == 1


def test_a_limit_is_over_when_its_time_is() -> None:
    seconds, route = [100.0], Route(method="GET", path="/x")
    limits = Limits(lambda: seconds[0])
    limits.keep(route, 30)
    limits.keep(route, 10)
    limits.keep(route, None)
    seconds[0] = 129.0
    assert refused(lambda: limits.check(route)).retry_after == 1.0
    seconds[0] = 130.0
    limits.check(route)


def test_a_missing_scope_is_named(tool: Make, dd: Datadog) -> None:
    dd.account.scopes = set()
    error = refused(lambda: tool("logs").search(LOGS, a_call()))
    assert error.code == "forbidden"
    assert str(error).endswith("; the application key needs the scope logs_read_data.")


@pytest.mark.parametrize("kind", ["graphs", "logs", "changes", "alerts"])
def test_sections_with_the_same_keys_use_one_client(tool: Make, kind: str) -> None:
    one, other = tool("logs"), tool(kind)
    assert one._lease.one is other._lease.one
