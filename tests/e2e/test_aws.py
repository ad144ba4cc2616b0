"""A team that SNS tells and that asks AWS: real processes, real sockets, killed in between."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.counterparts.aws.account import Alarm, Entry
from tests.counterparts.aws.cloud import KEY, SECRET, Cloud
from tests.counterparts.aws.moto import Moto, gate
from tests.counterparts.aws.sns import REGION, TOPIC, Fields, Publisher, alarm, body, pem_of
from tests.e2e.bot import running
from tests.e2e.deployment import Deployment, deploy
from tests.e2e.http import Answer, ask
from tests.e2e.sink import PageSink
from tests.patience import COMES_S
from tocsin.config import load_teams
from tocsin.testing import FarEnd

pytestmark = pytest.mark.e2e

SECTIONS = """
[alerts.cw]
type = "aws"
base_url = "{url}"
topics = ["{topic}"]
firing = true
[logs.cw]
type = "aws"
base_url = "{url}"
region = "{region}"
log_groups = ["/ecs/checkout"]
[graphs.cw]
type = "aws"
base_url = "{url}"
region = "{region}"
[changes.cw]
type = "aws"
base_url = "{url}"
region = "{region}"
"""


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "no-credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def cloud(keys: None) -> Iterator[Cloud]:
    with FarEnd() as far_end:
        made = Cloud(far_end)
        made.pems = dict.fromkeys(made.pems, pem_of(begins=datetime.now(UTC) - timedelta(days=1)))
        yield made


@pytest.fixture
def shop(tmp_path: Path, cloud: Cloud, sink: PageSink) -> Deployment:
    more = SECTIONS.format(url=cloud.url, topic=TOPIC, region=REGION)
    return deploy(tmp_path / "shop", pager=sink.url, more=more)


def deliver(shop: Deployment, fields: Fields) -> Answer:
    heads = {"Content-Type": "text/plain", "x-amz-sns-message-type": fields["Type"]}
    return ask("POST", shop.url("/hooks/shop/cw"), body(fields), heads)


def fresh(sns: Publisher, state: str = "ALARM") -> Fields:
    now = datetime.now(UTC)
    return sns.notification(alarm(state, at=now), now)


def exported(shop: Deployment) -> list[str]:
    found = json.loads(shop.run("export", "INC-1").stdout)
    return [event["type"] for event in found["timeline"]]


def test_an_alarm_pages_once_though_the_process_is_killed_after_its_answer(
    shop: Deployment, sink: PageSink, cloud: Cloud
) -> None:
    sns = Publisher()
    first = fresh(sns)
    with running(shop, "--no-input") as bot:
        assert deliver(shop, sns.confirmation(datetime.now(UTC))).status == 202
        assert len(cloud.account.confirmed) == 1
        said = deliver(shop, first)
        bot.process.kill()
        assert (said.status, said.json()) == (201, {"incident": "INC-1"})
        bot.wait()
    with running(shop, "--no-input") as bot:
        assert sink.wait_for("trigger")[0]["page_id"] == "INC-1.p1"
        assert deliver(shop, first).json() == {"incident": "INC-1"}
        assert deliver(shop, fresh(sns, "OK")).json() == {"incident": "INC-1"}
        told = exported(shop)
        assert (told.count("alert-fired"), told.count("alert-resolved")) == (1, 1)
        assert bot.is_well()
    assert len(sink.calls()) == 1


def test_forged_raw_and_unwanted_deliveries_change_nothing(shop: Deployment, cloud: Cloud) -> None:
    sns = Publisher()
    with running(shop, "--no-input") as bot:
        good = fresh(sns)
        cloud.far_end.fail("503", times=1)
        assert deliver(shop, good).status == 503
        assert deliver(shop, {**good, "Message": alarm(name="other")}).status == 401
        assert deliver(shop, Publisher(topic=TOPIC + "x").confirmation()).status == 401
        raw = ask("POST", shop.url("/hooks/shop/cw"), alarm().encode())
        assert raw.status == 400
        assert "switch raw message delivery off for this subscription" in str(raw.json())
        assert ask("POST", shop.url("/hooks/shop/cw"), b"x" * 600_000).status == 413
        assert cloud.account.confirmed == []
        assert deliver(shop, good).status == 201
        assert bot.is_well()


def test_the_room_asks_and_is_answered(shop: Deployment, cloud: Cloud) -> None:
    at = datetime.now(UTC) - timedelta(minutes=3)
    cloud.account.logs = [Entry(message="db refused", at=at)]
    cloud.account.metrics = {"CPUUtilization": [1.0, 8.5]}
    cloud.account.alarms = [Alarm(name="disk", since=at)]
    with running(shop) as bot:
        assert deliver(shop, fresh(Publisher())).status == 201
        bot.say('@ana #INC-1: !logs "refused" 15m')
        bot.out.wait_for(r"db refused", COMES_S)
        bot.say('@ana #INC-1: !graph ["AWS/ECS", "CPUUtilization"] 15m')
        bot.out.wait_for(r"CPUUtilization: 8\.5", COMES_S)
        bot.say("@ana #INC-1: !alerts")
        bot.out.wait_for(r"disk, since .* https://eu-central-1\.console", COMES_S)
        cloud.account.denied.add("logs:StartQuery")
        bot.say('@ana #INC-1: !logs "refused" 15m')
        bot.out.wait_for(r"the role needs logs:StartQuery", COMES_S)
        assert bot.is_well()


def test_check_live_says_what_is_right_and_what_is_not(
    shop: Deployment, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.account.metrics = {"CallCount": [1.0]}
    done = shop.run("check", "--live")
    assert done.returncode == 0, done.stdout
    assert "ok      shop: alerts.cw: alarms of eu-central-1 can be read" in done.stdout
    assert "ok      shop: logs.cw: the log group /ecs/checkout" in done.stdout
    cloud.account.denied.add("logs:StartQuery")
    cloud.account.groups.clear()
    done = shop.run("check", "--live")
    assert done.returncode == 1
    assert (
        "FAULT   shop: logs.cw: the log group /ecs/checkout: AWS does not allow it: the role "
        "needs logs:StartQuery." in done.stdout
    )
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another-key-altogether")
    done = shop.run("check", "--live")
    assert "AWS does not know these credentials" in done.stdout
    assert not any(key in done.stdout + done.stderr for key in (SECRET, "another-key-altogether"))


def test_moto_publishes_and_the_bot_opens_an_incident(
    tmp_path: Path, sink: PageSink, keys: None
) -> None:
    """The signature of a mock that others wrote, over real sockets, by a bot that is killed."""
    moto = Moto()
    try:
        with FarEnd() as far_end:
            sns = moto.client("sns")
            topic = sns.create_topic(Name="cloudwatch-alarms")["TopicArn"]
            url = gate(far_end, moto)
            more = SECTIONS.format(url=url, topic=topic, region=REGION)
            shop = deploy(tmp_path / "shop", pager=sink.url, more=more)
            with running(shop, "--no-input") as bot:
                hook = shop.url("/hooks/shop/cw")
                sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=hook)
                sns.publish(TopicArn=topic, Message=alarm(at=datetime.now(UTC)))
                assert sink.wait_for("trigger")[0]["page_id"] == "INC-1.p1"
                sns.publish(TopicArn=topic, Message=alarm(at=datetime.now(UTC)), Subject="ALARM")
                sns.publish(TopicArn=topic, Message=alarm("OK", at=datetime.now(UTC)))
                ends = time.monotonic() + COMES_S
                while "alert-resolved" not in exported(shop) and time.monotonic() < ends:
                    time.sleep(0.2)
                told = exported(shop)
                assert (told.count("alert-fired"), told.count("alert-resolved")) == (1, 1)
                assert bot.is_well()
    finally:
        moto.close()


def test_without_the_plugin_check_says_what_to_install(tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text('[team]\nname = "Shop"\n[logs.cw]\ntype = "aws"\n', encoding="utf-8")
    said = [str(one) for one in load_teams(tmp_path, {}).problems if "logs.cw" in one.key]
    assert said == [
        f'{file}: logs.cw.type: No logs type "aws" is installed; installed: none. '
        "Try pip install tocsin-aws."
    ]
