"""What alarms say: of one metric, of metric math, of other alarms; in each of their states."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counterparts.aws.cloud import Cloud
from tests.counterparts.aws.sns import (
    MATH,
    NOON,
    TOPIC,
    Publisher,
    alarm,
    composite,
    request,
)
from tocsin.errors import BadPayload, ProviderError
from tocsin.providers import AlertEvent, AlertGroup, Received
from tocsin.testing import FarEnd, a_call
from tocsin_aws.alarms import Alarms
from tocsin_aws.config import AlarmsConfig
from tocsin_aws.envelope import opened
from tocsin_aws.told import read_alarm

Make = Callable[..., Any]
SNS = Publisher()
ARN = "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:checkout-5xx"
PAGE = (
    "https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1"
    "#alarmsV2:alarm/checkout-5xx"
)


@pytest.fixture
def door(tool: Make) -> Alarms:
    made: Alarms = tool("alerts")
    return made


def read(door: Alarms, message: str) -> Received:
    return door.receive(request(SNS.notification(message)))


def one(door: Alarms, message: str) -> tuple[AlertGroup, AlertEvent]:
    (group,) = read(door, message).groups
    (alert,) = group.alerts
    return group, alert


def test_an_alarm_of_one_metric(door: Alarms) -> None:
    group, alert = one(door, alarm())
    assert (group.key, group.title, group.severity) == (ARN, "checkout-5xx", "P1")
    assert (alert.fingerprint, alert.status, alert.title) == (ARN, "firing", "checkout-5xx")
    assert alert.starts_at == datetime(2026, 11, 23, 12, 0, 0, 123000, tzinfo=UTC)
    assert alert.description.startswith("Threshold Crossed: 2 datapoints [181.0, 143.0]")
    assert alert.labels == {
        "account": "123456789012",
        "region": "eu-central-1",
        "Namespace": "AWS/ApplicationELB",
        "MetricName": "HTTPCode_Target_5XX_Count",
        "LoadBalancer": "app/checkout/abc",
    }
    runbook = "https://runbooks.example.org/checkout-5xx"
    assert alert.links == {"source": PAGE, "runbook": runbook}


def test_an_alarm_that_is_ok_again_is_over(door: Alarms) -> None:
    group, alert = one(door, alarm("OK", before="ALARM"))
    assert (group.key, alert.fingerprint, alert.status) == (ARN, ARN, "resolved")
    assert alert.ends_at == alert.starts_at


def test_an_alarm_without_data_is_a_p3_that_says_so(door: Alarms) -> None:
    group, alert = one(door, alarm("INSUFFICIENT_DATA"))
    assert (group.key, alert.status, alert.severity) == (ARN, "firing", "P3")
    assert alert.title == "checkout-5xx (no data)"


@pytest.mark.parametrize(("before", "repeats"), [("ALARM", True), ("OK", False)])
def test_data_that_stop_while_it_fires_are_no_new_firing(
    door: Alarms, before: str, *, repeats: bool
) -> None:
    assert one(door, alarm("INSUFFICIENT_DATA", before=before))[1].repeats is repeats


def test_no_data_are_ignored_where_the_section_says_so(tool: Make) -> None:
    door = tool("alerts", map={"no data": "ignore"})
    told = read(door, alarm("INSUFFICIENT_DATA"))
    assert (told.groups, told.ignored) == ((), 1)
    assert one(door, alarm())[0].severity == "P1"


def test_an_alarm_of_metric_math_says_its_expression_and_metric(door: Alarms) -> None:
    _, alert = one(door, alarm(Trigger=MATH))
    assert alert.labels["expression"] == "errors/calls"
    assert (alert.labels["Namespace"], alert.labels["MetricName"]) == ("AWS/Lambda", "Errors")


def test_an_alarm_of_alarms_says_which_made_it_change(door: Alarms) -> None:
    group, alert = one(door, composite())
    assert group.title == "checkout-degraded"
    assert "Because of checkout-5xx." in alert.description
    assert alert.labels["rule"] == "ALARM(checkout-5xx) OR ALARM(checkout-latency)"


def test_how_bad_it_is_and_of_which_service_goes_by_its_name(tool: Make) -> None:
    door = tool(
        "alerts",
        severities={"*-staging-*": "ignore", "checkout-*": "P0", "*-disk": "P2"},
        services={"checkout-*": "checkout"},
        unknown="P3",
    )
    group, alert = one(door, alarm(name="checkout-5xx"))
    assert (group.severity, alert.severity, group.service) == ("P0", "P0", "checkout")
    assert read(door, alarm(name="checkout-staging-5xx")).ignored == 1
    assert one(door, alarm(name="db-disk"))[0].severity == "P2"
    group, _ = one(door, alarm(name="other"))
    assert (group.severity, group.service) == ("P3", "")


def test_the_end_of_an_ignored_alarm_is_told_all_the_same(tool: Make) -> None:
    door = tool("alerts", severities={"*": "ignore"})
    assert one(door, alarm("OK"))[1].status == "resolved"


@pytest.mark.parametrize(
    "message", ["hello", "[]", "{}", '{"AlarmName": ""}', '{"source": "aws.budgets"}', "[" * 9000]
)
def test_what_else_is_published_to_the_topic_says_nothing(door: Alarms, message: str) -> None:
    told = read(door, message)
    assert (told.groups, told.ignored) == ((), 0)
    assert told.delivery_id


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"NewStateValue": "BROKEN"}, "Message.NewStateValue: it is none of ALARM, OK and"),
        ({"NewStateValue": None}, "Message.NewStateValue"),
        ({"StateChangeTime": "soon"}, "Message.StateChangeTime: it is no moment"),
        ({"StateChangeTime": 7}, "Message.StateChangeTime"),
        ({"AlarmArn": "x"}, "Message.AlarmArn: it is no ARN of an alarm"),
    ],
)
def test_an_alarm_that_lacks_something_is_a_sentence(
    door: Alarms, changed: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(BadPayload, match=sentence):
        read(door, alarm(**changed))


def test_links_that_are_none_are_left_out(door: Alarms) -> None:
    _, alert = one(door, alarm(AlarmDescription="Runbook: javascript:alert(1)"))
    assert set(alert.links) == {"source"}
    _, alert = one(door, alarm(name="a/b #c?d", AlarmDescription=None))
    assert alert.links["source"].endswith("#alarmsV2:alarm/a%2Fb%20%23c%3Fd")


@settings(max_examples=60, deadline=None)
@given(
    field=st.sampled_from(sorted(json.loads(alarm()))),
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["Metrics", "Dimensions", "name", "Arn", "State"]), inner
            )
        ),
        max_leaves=8,
    ),
)
def test_values_of_any_type_are_read_or_refused(field: str, value: Any) -> None:
    envelope = opened(request(SNS.notification(alarm(**{field: value}))))
    try:
        group = read_alarm(envelope, AlarmsConfig(topics=(TOPIC,)))
    except BadPayload:
        return
    assert group is not None
    (alert,) = group.alerts
    texts = (group.key, group.title, group.description, alert.fingerprint, alert.title)
    assert all(text.isprintable() for text in texts[:2])
    assert all(len(text) <= 1000 for text in texts)
    assert all(len(text) <= 500 for pair in alert.labels.items() for text in pair)


# ------------------------------------------------------------------------ subscriptions


def test_a_subscription_is_confirmed_at_sns_and_never_by_its_link(
    door: Alarms, cloud: Cloud
) -> None:
    fields = SNS.confirmation(SubscribeURL="https://evil.example/?Action=ConfirmSubscription")
    told = door.receive(request(fields))
    assert told.handshake == {"topic": TOPIC, "token": fields["Token"]}
    assert cloud.far_end.arrived == []
    door.confirm(told.handshake, a_call())
    assert cloud.account.confirmed == [(TOPIC, fields["Token"])]
    (asked,) = cloud.far_end.arrived
    assert (asked.method, asked.path, asked.query["Action"]) == (
        "GET", "/", ("ConfirmSubscription",),
    )  # fmt: skip


def test_a_token_cannot_ask_for_anything_else(door: Alarms, cloud: Cloud) -> None:
    token = "t&Action=DeleteTopic&TopicArn=x#/../"
    told = door.receive(request(SNS.confirmation(Token=token)))
    door.confirm(told.handshake, a_call())
    assert cloud.account.confirmed == [(TOPIC, token)]


def test_a_topic_of_somebody_else_is_not_confirmed(door: Alarms, cloud: Cloud) -> None:
    with pytest.raises(ProviderError, match="none of the section's topics"):
        door.confirm({"topic": TOPIC + "-2", "token": "t"}, a_call())
    assert cloud.far_end.arrived == []


@pytest.mark.parametrize("trouble", ["503", "timeout-before", "redirect"])
def test_what_sns_does_not_take_is_said(door: Alarms, far_end: FarEnd, trouble: Any) -> None:
    far_end.fail(trouble, times=1)
    with pytest.raises(ProviderError, match="SNS"):
        door.confirm({"topic": TOPIC, "token": "t"}, a_call(deadline_s=0.5))


def test_time_of_day_is_read_with_its_zone(door: Alarms) -> None:
    at = one(door, alarm(StateChangeTime="2026-11-23T14:00:00.000+0200"))[1].starts_at
    assert at == NOON
