"""What AWS is asked, and what becomes of its answers."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from importlib.metadata import requires
from typing import Any

import pytest

from tests.counterparts.aws.account import Alarm, Entry, Event
from tests.counterparts.aws.cloud import (
    KEY,
    ROLE,
    ROLE_SECRET,
    ROLE_TOKEN,
    SECRET,
    Cloud,
)
from tests.counterparts.aws.sns import NOON, REGION
from tocsin.errors import ProviderError
from tocsin.providers import GraphQuery, LogQuery, Window
from tocsin.testing import a_call

Make = Callable[..., Any]
HOUR = timedelta(hours=1)
LONG = 60.0  # on a busy machine boto3 takes its time to read what it knows of a service
LAST_HOUR = Window(start=NOON - HOUR, end=NOON)


def a_query(text: str, rows: int = 20) -> LogQuery:
    return LogQuery(text=text, since=NOON - HOUR, until=NOON, rows=rows)


def a_graph(text: str, name: str = "", hours: int = 1) -> GraphQuery:
    return GraphQuery(text=text, name=name, since=NOON - hours * HOUR, until=NOON)


def refused(work: Callable[[], object]) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        work()
    return caught.value


# ----------------------------------------------------------------------------- logs


def test_a_query_is_begun_and_asked_for_until_it_is_complete(tool: Make, cloud: Cloud) -> None:
    cloud.account.polls = 2
    cloud.account.logs = [Entry(message="db refused", at=NOON - timedelta(minutes=3))]
    (row,) = tool("logs").search(a_query("refused"), a_call(deadline_s=LONG)).rows
    assert (row.text, row.at) == ("db refused", NOON - timedelta(minutes=3))
    assert cloud.operations() == ["logs:StartQuery", *["logs:GetQueryResults"] * 3]
    (_, begun), *_ = cloud.asked
    assert begun["logGroupNames"] == ["/ecs/checkout"]
    assert begun["queryString"] == 'fields @timestamp, @message | filter @message like "refused"'
    assert (begun["startTime"], begun["endTime"]) == (
        int((NOON - HOUR).timestamp()), int(NOON.timestamp()),
    )  # fmt: skip


def test_a_query_that_takes_too_long_is_ended_there(tool: Make, cloud: Cloud) -> None:
    cloud.account.polls = 1000
    logs = tool("logs")
    error = refused(lambda: logs.search(a_query("refused"), a_call(deadline_s=2.5)))
    assert (error.code, error.retryable) == ("timeout", True)
    assert cloud.account.stopped == ["query-1"]


def test_a_query_that_fails_there_is_said(
    tool: Make, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cloud, "_results", lambda _: {"status": "Failed", "results": []})
    error = refused(lambda: tool("logs").search(a_query("stats x"), a_call(deadline_s=LONG)))
    assert str(error) == "Logs Insights ended the query: Failed."


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("stats count(*) by bin(5m)", "stats count(*) by bin(5m)"),
        ("  FILTER @message like /x/ | limit 5", "  FILTER @message like /x/ | limit 5"),
        ("filtered", 'fields @timestamp, @message | filter @message like "filtered"'),
        ('"a b"', 'fields @timestamp, @message | filter @message like "a b"'),
        ('x" | stats y', 'fields @timestamp, @message | filter @message like "x\\" | stats y"'),
        ("a\\b", 'fields @timestamp, @message | filter @message like "a\\\\b"'),
    ],
)
def test_words_that_are_no_query_are_looked_for_as_they_stand(
    tool: Make, cloud: Cloud, typed: str, asked: str
) -> None:
    tool("logs").search(a_query(typed), a_call(deadline_s=LONG))
    assert cloud.asked[0][1]["queryString"] == asked


@pytest.mark.parametrize("typed", ["SOURCE '/other'", "fields x | source logGroups()"])
def test_nobody_who_asks_leaves_the_log_groups_of_the_section(
    tool: Make, cloud: Cloud, typed: str
) -> None:
    error = refused(lambda: tool("logs").search(a_query(typed), a_call(deadline_s=LONG)))
    assert str(error) == "SOURCE is not taken: the log groups are those of the section."
    assert cloud.asked == []


def test_a_row_without_a_message_is_shown_by_its_fields(
    tool: Make, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = [{"field": "bin(5m)", "value": "2026-11-23 11:55:00"}, {"field": "n", "value": "7"}]
    odd: list[Any] = [row, []]
    monkeypatch.setattr(cloud, "_results", lambda _: {"status": "Complete", "results": odd})
    rows = (
        tool("logs").search(a_query("stats count(*) as n by bin(5m)"), a_call(deadline_s=LONG)).rows
    )
    assert rows[0].text == "bin(5m)=2026-11-23 11:55:00 n=7"


def test_rows_that_a_query_puts_first_stay_first(
    tool: Make, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [[{"field": "n", "value": str(number)}] for number in (9, 5, 2)]
    monkeypatch.setattr(cloud, "_results", lambda _: {"status": "Complete", "results": told})
    result = tool("logs").search(
        a_query("stats count(*) as n | sort n desc", rows=2), a_call(deadline_s=LONG)
    )
    assert [row.text for row in result.rows] == ["n=9", "n=5"]
    assert result.truncated


def test_awss_own_words_are_shown_for_a_query_it_cannot_read(tool: Make) -> None:
    error = refused(lambda: tool("logs").search(a_query("filter [["), a_call(deadline_s=LONG)))
    assert (error.code, str(error)) == (
        "invalid",
        "AWS does not take it (MalformedQueryException): unexpected symbol found at line 1.",
    )


# ----------------------------------------------------------------------------- graphs


def test_a_graph_is_a_picture_and_its_last_numbers(tool: Make, cloud: Cloud) -> None:
    cloud.account.metrics = {"Errors": [1.0, 4.0], "Calls": [100.0, 250.0]}
    text = (
        '[["Shop", "Errors"], ["Shop", "Calls", "Region", "eu", {"label": "calls", "stat": "Sum"}]]'
    )
    graph = tool("graphs").graph(a_graph(text, "errors"), a_call(deadline_s=LONG))
    assert graph.alt == "errors, at the end:\nErrors: 4\ncalls: 250"
    assert graph.link.endswith("/cloudwatch/home?region=eu-central-1")
    (_, data), (_, image) = cloud.asked
    widget = json.loads(image["MetricWidget"])
    assert widget["metrics"] == json.loads(text)
    assert (widget["start"], widget["end"]) == (
        "2026-11-23T11:00:00.000Z", "2026-11-23T12:00:00.000Z",
    )  # fmt: skip
    stats = [one["MetricStat"]["Stat"] for one in data["MetricDataQueries"]]
    assert stats == ["Average", "Sum"]


def test_an_expression_is_asked_as_it_stands(tool: Make, cloud: Cloud) -> None:
    text = "SEARCH('{AWS/EC2,InstanceId} CPUUtilization', 'Average')"
    cloud.account.expressions = {text: [0.5]}
    graph = tool("graphs").graph(a_graph(text), a_call(deadline_s=LONG))
    assert graph.alt.endswith("CPUUtilization', 'Average')…: 0.5") or "0.5" in graph.alt
    assert json.loads(cloud.asked[1][1]["MetricWidget"])["metrics"] == [
        [{"expression": text, "id": "e1"}]
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "[]",
        "[[]]",
        "[1, 2]",
        '["AWS/EC2"]',
        '["AWS/EC2", "CPU", "InstanceId"]',
        '["AWS/EC2", "CPU", ".", "."]',
        '["...", "CPU"]',
        '[["AWS/EC2", "CPU"], 7]',
        '[{"expression": "x"}]',
        json.dumps([["A", "B"]] * 21),
        "[" * 900,
    ],
)
def test_what_is_no_metric_is_refused_with_the_form_of_one(
    tool: Make, cloud: Cloud, text: str
) -> None:
    error = refused(lambda: tool("graphs").graph(a_graph(text), a_call(deadline_s=LONG)))
    assert error.code == "invalid"
    assert '["AWS/EC2", "CPUUtilization", "InstanceId", "i-1", {"stat": "Average"}]' in str(error)
    assert cloud.asked == []


@pytest.mark.parametrize(
    ("hours", "period"), [(1, 60), (24, 300), (24 * 7, 3600), (24 * 90, 86400)]
)
def test_a_longer_time_has_points_further_apart(
    tool: Make, cloud: Cloud, hours: int, period: int
) -> None:
    cloud.account.metrics = {"B": [1.0]}
    tool("graphs").graph(a_graph('["A", "B"]', hours=hours), a_call(deadline_s=LONG))
    (_, data), (_, image) = cloud.asked
    assert data["MetricDataQueries"][0]["MetricStat"]["Period"] == period
    assert json.loads(image["MetricWidget"])["period"] == period


# ----------------------------------------------------------------------------- what fires


def test_what_fires_is_read_page_by_page(tool: Make, cloud: Cloud) -> None:
    cloud.account.alarms = [
        Alarm(name="checkout-5xx"),
        Alarm(name="checkout-disk", actions=False, since=NOON - HOUR),
        Alarm(name="checkout-all", is_composite=True, suppressed_by="deploy", since=NOON),
        Alarm(name="other"),
    ]
    alarms = tool(
        "alerts",
        firing=True,
        alarm_prefix="checkout-",
        severities={"checkout-5*": "P0"},
        services={"checkout-*": "checkout"},
    )
    told = alarms.firing(a_call(deadline_s=LONG))
    assert [(one.title, one.severity, one.silenced, one.service) for one in told] == [
        ("checkout-all", None, True, "checkout"),
        ("checkout-5xx", "P0", False, "checkout"),
        ("checkout-disk", None, True, "checkout"),
    ]
    assert told[1].since == NOON - timedelta(minutes=10)
    assert cloud.operations() == ["cloudwatch:DescribeAlarms"] * 2


def test_an_alarm_that_fires_is_known_by_what_it_was_told_as(tool: Make, cloud: Cloud) -> None:
    from tests.counterparts.aws.sns import Publisher, alarm, request

    cloud.account.alarms = [Alarm(name="checkout-5xx")]
    alarms = tool("alerts", firing=True)
    (group,) = alarms.receive(request(Publisher().notification(alarm()))).groups
    (listed,) = alarms.firing(a_call(deadline_s=LONG))
    assert listed.fingerprint == group.alerts[0].fingerprint


# ----------------------------------------------------------------------------- changes


def test_only_writes_that_succeeded_and_are_changes_are_told(tool: Make, cloud: Cloud) -> None:
    def event(number: int, name: str, **more: Any) -> Event:
        return Event(id=f"e{number}", name=name, at=NOON - timedelta(minutes=number), **more)

    arn = "arn:aws:ecs:eu-central-1:123456789012:service/checkout-api"
    cloud.account.events = [
        event(1, "UpdateService", resources=(arn, "prod"), user="kim"),
        event(2, "UpdateService", error="AccessDenied"),
        event(3, "ConsoleLogin"),
        event(4, "ModifyDBInstance", resources=("orders",)),
        event(5, "UpdateFunctionCode20150331v2"),
    ]
    told = tool("changes", services={"*checkout*": "checkout"}).changes(
        LAST_HOUR, "", a_call(deadline_s=LONG)
    )
    assert [(one.what, one.title, one.service, one.person) for one in told] == [
        ("deploy", "UpdateService service/checkout-api, prod", "checkout", "kim"),
        ("config", "ModifyDBInstance orders", "", "deployer"),
        ("deploy", "UpdateFunctionCode20150331v2", "", "deployer"),
    ]
    assert told[0].link.endswith("/cloudtrailv2/home?region=eu-central-1#/events/e1")


def test_the_section_may_say_what_a_change_is(tool: Make, cloud: Cloud) -> None:
    cloud.account.events = [Event(id="e1", name="ConsoleLogin", at=NOON - HOUR / 2)]
    (told,) = tool("changes", events={"other": ["Console*"]}).changes(
        LAST_HOUR, "", a_call(deadline_s=LONG)
    )
    assert told.what == "other"


# ----------------------------------------------------------------------------- as whom


def test_sections_with_the_same_identity_share_one_way_in(tool: Make) -> None:
    first, second = tool("logs"), tool("graphs")
    assert first._lease.one is second._lease.one
    assert tool("changes", assume_role=ROLE)._lease.one is not first._lease.one


def test_a_role_is_assumed_once_and_again_before_its_keys_end(tool: Make, cloud: Cloud) -> None:
    graphs = tool("graphs", assume_role=ROLE)
    cloud.account.metrics = {"B": [1.0]}
    for _ in range(2):
        graphs.graph(a_graph('["A", "B"]'), a_call(deadline_s=LONG))
    assert cloud.operations().count("sts:AssumeRole") == 1
    told = cloud.far_end.arrived[-1].headers["authorization"]
    assert KEY not in told


def test_a_role_of_another_company_is_assumed_with_the_external_id(
    tool: Make, cloud: Cloud
) -> None:
    cloud.external_id = "shop-7/of@acme"
    cloud.account.metrics = {"B": [1.0]}
    query, call = a_graph('["A", "B"]'), a_call(deadline_s=LONG)
    for told in ({}, {"external_id": "another"}):
        error = refused(partial(tool("graphs", assume_role=ROLE, **told).graph, query, call))
        assert str(error) == "AWS does not allow it: the role needs sts:AssumeRole."
    graphs = tool("graphs", assume_role=ROLE, external_id="shop-7/of@acme")
    assert graphs.graph(query, call).png


def test_keys_that_are_about_to_end_are_not_used(
    tool: Make, cloud: Cloud, context: Any, caplog: pytest.LogCaptureFixture
) -> None:
    from datetime import UTC, datetime

    cloud.lends = NOON - datetime.now(UTC) + timedelta(minutes=4)
    cloud.account.metrics = {"B": [1.0]}
    graphs = tool("graphs", assume_role=ROLE)
    graphs._lease.one._clock = lambda: NOON
    with caplog.at_level(0):
        graphs.graph(a_graph('["A", "B"]'), a_call(deadline_s=LONG))
    assert cloud.operations().count("sts:AssumeRole") == 2
    assert not any(secret in caplog.text for secret in (SECRET, ROLE_SECRET, ROLE_TOKEN))


def test_a_role_that_may_not_be_assumed_is_said(tool: Make, cloud: Cloud) -> None:
    cloud.account.denied.add("sts:AssumeRole")
    logs = tool("logs", assume_role=ROLE)
    error = refused(lambda: logs.search(a_query("x"), a_call(deadline_s=LONG)))
    assert str(error) == "AWS does not allow it: the role needs sts:AssumeRole."


@pytest.mark.parametrize(
    ("missing", "section", "sentence"),
    [
        (("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), {}, "There are no credentials for AWS"),
        (("AWS_SECRET_ACCESS_KEY",), {}, "The credentials for AWS are incomplete."),
        ((), {"profile": "nobody"}, "The profile is in none of the configuration files of AWS."),
    ],
)
def test_without_credentials_a_sentence_says_what_to_do(
    tool: Make,
    cloud: Cloud,
    monkeypatch: pytest.MonkeyPatch,
    missing: tuple[str, ...],
    section: dict[str, str],
    sentence: str,
) -> None:
    for name in missing:
        monkeypatch.delenv(name)
    error = refused(lambda: tool("logs", **section).search(a_query("x"), a_call(deadline_s=LONG)))
    assert error.code == "auth"
    assert str(error).startswith(sentence)
    assert cloud.far_end.arrived == []


def test_credentials_that_are_wrong_are_said(
    tool: Make, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another-key")
    error = refused(lambda: tool("logs").search(a_query("x"), a_call(deadline_s=LONG)))
    assert (error.code, str(error)) == (
        "auth",
        "AWS does not know these credentials (InvalidSignatureException).",
    )


def test_without_boto3_alarms_come_in_and_the_rest_says_what_to_install(
    tool: Make, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.counterparts.aws.sns import Publisher, alarm, request

    real = importlib.import_module

    def without(name: str) -> Any:
        if name.startswith("boto"):
            raise ImportError(name)
        return real(name)

    monkeypatch.setattr("tocsin_aws.session.import_module", without)
    error = refused(lambda: tool("logs").search(a_query("x"), a_call(deadline_s=LONG)))
    assert (error.code, str(error)) == (
        "unsupported",
        "AWS is asked with boto3: pip install 'tocsin-aws[boto3]'.",
    )
    door, sent = tool("alerts"), request(Publisher().notification(alarm()))
    door.authenticate(sent)
    assert door.receive(sent).groups


def test_boto3_is_an_extra(cloud: Cloud) -> None:
    named = [line for line in requires("tocsin-aws") or [] if line.startswith("boto3")]
    assert named
    assert all("extra ==" in line for line in named)
    assert REGION
