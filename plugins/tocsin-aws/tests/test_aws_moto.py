"""AWS as others mock it: what SNS signs, and the order in which CloudWatch and Logs are asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.counterparts.aws.moto import Moto, gate
from tests.counterparts.aws.sns import REGION, alarm
from tocsin.errors import ProviderError, Unauthorised
from tocsin.providers import GraphQuery, LogQuery, ProviderContext, RawRequest, Shared
from tocsin.providers.http import Deadline
from tocsin.testing import Arrived, FarEnd, MemoryKeyValue, a_call, a_context
from tocsin_aws.alarms import Alarms
from tocsin_aws.config import AlarmsConfig, GraphsConfig, LogsConfig
from tocsin_aws.firing import AskedAlarms
from tocsin_aws.graphs import MetricGraphs, read_metrics
from tocsin_aws.logs import LogSearch

GROUP = "/ecs/checkout"
Publish = Callable[..., RawRequest]


@pytest.fixture(scope="module")
def moto() -> Iterator[Moto]:
    made = Moto()
    yield made
    made.close()


@pytest.fixture
def context(tmp_path: Path, keys: None) -> ProviderContext:
    return a_context(tmp_path, instance="cw", store=MemoryKeyValue(), shared=Shared())


@pytest.fixture
def topic(moto: Moto) -> str:
    made: str = moto.client("sns").create_topic(Name="cloudwatch-alarms")["TopicArn"]
    return made


@pytest.fixture
def publish(moto: Moto, topic: str) -> Iterator[Publish]:
    """A function that publishes to the topic, and gives what SNS posted to us."""
    with FarEnd() as us:
        sns = moto.client("sns")
        said = sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=us.url + "/hooks/shop/cw")

        def publish(message: str, **more: str) -> RawRequest:
            before = len(us.arrived)
            sns.publish(TopicArn=topic, Message=message, **more)
            ends = time.monotonic() + 20
            while len(us.arrived) == before and time.monotonic() < ends:
                time.sleep(0.02)
            return _as_raw(us.arrived[-1])

        yield publish
        sns.unsubscribe(SubscriptionArn=said["SubscriptionArn"])


@pytest.fixture
def door(moto: Moto, topic: str, far_end: FarEnd, context: ProviderContext) -> Iterator[Alarms]:
    config = AlarmsConfig(topics=(topic,), base_url=gate(far_end, moto))
    made = Alarms(config, context)
    yield made
    made.close()


def _as_raw(asked: Arrived) -> RawRequest:
    return RawRequest(
        method="POST",
        path=asked.path,
        headers=asked.headers,
        body=asked.body,
        received=datetime.now(UTC),
    )


def test_what_it_signs_comes_in(door: Alarms, publish: Publish) -> None:
    sent = publish(alarm())
    door.authenticate(sent)
    (group,) = door.receive(sent).groups
    assert (group.title, group.alerts[0].status) == ("checkout-5xx", "firing")


def test_what_was_changed_on_the_way_stays_out(door: Alarms, publish: Publish) -> None:
    sent = publish(alarm())
    for old, new in ((b"checkout-5xx", b"checkout-4xx"), (b'"Type"', b'"Subject": "x", "Type"')):
        changed = RawRequest(**{**vars(sent), "body": sent.body.replace(old, new)})
        with pytest.raises(Unauthorised, match="signature is wrong"):
            door.authenticate(changed)


def test_a_subject_it_does_not_sign_as_aws_does(door: Alarms, publish: Publish) -> None:
    """If this fails, moto signs subjects: then the README can say so."""
    with pytest.raises(Unauthorised, match="signature is wrong"):
        door.authenticate(publish(alarm(), Subject="ALARM"))


def test_what_is_in_alarm_is_listed(moto: Moto, topic: str, context: ProviderContext) -> None:
    cloudwatch = moto.client("cloudwatch")
    for name in ("checkout-5xx", "checkout-latency", "quiet"):
        cloudwatch.put_metric_alarm(
            AlarmName=name,
            MetricName="5XX",
            Namespace="AWS/ELB",
            Period=60,
            EvaluationPeriods=1,
            Threshold=50.0,
            Statistic="Sum",
            ComparisonOperator="GreaterThanThreshold",
        )
    for name in ("checkout-5xx", "checkout-latency"):
        cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a test")
    config = AlarmsConfig(topics=(topic,), base_url=moto.url, firing=True)
    alarms = AskedAlarms(config, context)
    assert {one.title for one in alarms.firing(a_call(deadline_s=60.0))} == {
        "checkout-5xx",
        "checkout-latency",
    }
    alarms.close()


def test_the_last_numbers_of_a_metric_are_read(moto: Moto, context: ProviderContext) -> None:
    now = datetime.now(UTC)
    moto.client("cloudwatch").put_metric_data(
        Namespace="Shop",
        MetricData=[
            {"MetricName": "Orders", "Value": value, "Timestamp": now - timedelta(minutes=ago)}
            for value, ago in ((3.0, 20), (7.5, 5))
        ],
    )
    graphs = MetricGraphs(GraphsConfig(region=REGION, base_url=moto.url), context)
    query = GraphQuery(text="", since=now - timedelta(hours=1), until=now)
    metrics = read_metrics('["Shop", "Orders", {"stat": "Sum"}]')
    assert graphs._lines(metrics, query, Deadline(10.0)) == {"Orders": 7.5}
    graphs.close()


def test_logs_are_asked_in_the_order_it_knows(moto: Moto, context: ProviderContext) -> None:
    logs, now = moto.client("logs"), datetime.now(UTC)
    logs.create_log_group(logGroupName=GROUP)
    logs.create_log_stream(logGroupName=GROUP, logStreamName="a")
    logs.put_log_events(
        logGroupName=GROUP,
        logStreamName="a",
        logEvents=[
            {"timestamp": int((now - timedelta(minutes=ago)).timestamp() * 1000), "message": text}
            for text, ago in (("ERROR one", 20), ("ERROR two", 5))
        ],
    )
    config = LogsConfig(region=REGION, base_url=moto.url, log_groups=(GROUP,))
    search = LogSearch(config, context)
    query = LogQuery(
        text="fields @timestamp, @message | sort @timestamp desc",
        since=now - timedelta(hours=1),
        until=now,
    )
    # Its moments are not written as those of AWS, and so are none.
    assert {row.text for row in search.search(query, a_call(deadline_s=60.0)).rows} == {
        "ERROR one",
        "ERROR two",
    }
    search.close()
    unknown = LogSearch(config.model_copy(update={"log_groups": ("/none",)}), context)
    with pytest.raises(ProviderError) as caught:
        unknown.search(query, a_call(deadline_s=60.0))
    assert caught.value.code == "not_found"
    unknown.close()


def test_a_role_is_assumed_there(moto: Moto, context: ProviderContext, topic: str) -> None:
    config = AlarmsConfig(
        topics=(topic,),
        base_url=moto.url,
        firing=True,
        assume_role="arn:aws:iam::123456789012:role/tocsin",
    )
    alarms = AskedAlarms(config, context)
    assert isinstance(alarms.firing(a_call(deadline_s=60.0)), tuple)
    alarms.close()
