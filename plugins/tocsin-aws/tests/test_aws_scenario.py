"""A night with CloudWatch, played on a clock: one alarm, one incident; and what the room asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.counterparts.aws.account import Alarm, Entry, Event
from tests.counterparts.aws.cloud import Cloud
from tests.counterparts.aws.sns import NOON, PEM, REGION, TOPIC, Fields, Publisher, alarm, body
from tests.vendors.shop import SHOP
from tocsin.testing import Bot, Posted, a_bot

TEAM = f"""\
{SHOP}
[alerts.cw]
type = "aws"
base_url = "{{url}}"
topics = ["{TOPIC}"]
firing = true
[alerts.cw.severities]
"checkout-*" = "P1"
[alerts.cw.services]
"checkout-*" = "checkout"
[logs.cw]
type = "aws"
base_url = "{{url}}"
region = "{REGION}"
log_groups = ["/ecs/checkout"]
[logs.cw.presets]
errors = "fields @timestamp, @message | filter @message like \\"refused\\""
[graphs.cw]
type = "aws"
base_url = "{{url}}"
region = "{REGION}"
[graphs.cw.presets]
load = '["AWS/ECS", "CPUUtilization", "ServiceName", "{{{{service}}}}"]'
[changes.cw]
type = "aws"
base_url = "{{url}}"
region = "{REGION}"
[changes.cw.services]
"checkout-*" = "checkout"
"""


@pytest.fixture
def sns() -> Publisher:
    return Publisher()


@pytest.fixture
def bot(cloud: Cloud, tmp_path: Path) -> Iterator[Bot]:
    cloud.account.polls = 0
    with a_bot(TEAM.format(url=cloud.url), folder=tmp_path, begins=NOON) as made:
        yield made


def delivers(bot: Bot, fields: Fields) -> Posted:
    """SNS posts a message, as it posts all."""
    return bot.post("/hooks/shop/cw", body(fields), x_amz_sns_message_type=fields["Type"])


def tells(bot: Bot, sns: Publisher, state: str, name: str = "checkout-5xx") -> Posted:
    """An alarm changes to a state, at this moment."""
    at = bot.clock.at
    return delivers(bot, sns.notification(alarm(state, name, at=at), at))


def test_a_subscription_is_confirmed_and_an_alarm_opens_and_calms_one_incident(
    bot: Bot, cloud: Cloud, sns: Publisher
) -> None:
    assert delivers(bot, sns.confirmation()) == Posted(status=202)
    assert [topic for topic, _ in cloud.account.confirmed] == [TOPIC]
    assert bot.room() == ""
    assert tells(bot, sns, "ALARM") == Posted(status=201, incident="INC-1")
    assert [row.to for row in bot.pages()] == ["ana"]
    bot.say("ana", "!incident INC-1 ack")
    bot.wait(minutes=2)
    assert tells(bot, sns, "INSUFFICIENT_DATA").incident == "INC-1"
    bot.wait(minutes=2)
    assert tells(bot, sns, "ALARM").incident == "INC-1"
    bot.wait(minutes=2)
    assert tells(bot, sns, "OK").incident == "INC-1"
    assert "Alert over: checkout-5xx. No linked alert" in bot.room()
    assert bot.say("ana", "!incident list").count("INC-") == 1
    assert [asked.path for asked in cloud.far_end.arrived if asked.path == PEM] == [PEM]


def test_a_message_that_is_delivered_twice_is_handled_once(bot: Bot, sns: Publisher) -> None:
    fields = sns.notification(alarm(at=NOON), NOON)
    assert delivers(bot, fields).status == 201
    bot.say("ana", "!incident INC-1 ack")
    said = bot.room()
    for _ in range(3):
        bot.wait(minutes=10)
        assert delivers(bot, fields) == Posted(status=201, incident="INC-1")
    bot.restart()
    assert delivers(bot, fields).incident == "INC-1"
    assert "Alert" not in bot.room().removeprefix(said)


def test_a_delivery_of_yesterday_stays_out(bot: Bot, sns: Publisher) -> None:
    fields = sns.notification(alarm(at=NOON), NOON)
    delivers(bot, fields)
    bot.wait(days=1)
    assert delivers(bot, fields).status == 401


def test_forged_malformed_and_unwanted_deliveries_change_nothing(
    bot: Bot, cloud: Cloud, sns: Publisher
) -> None:
    good = sns.notification(alarm())
    forged = {**good, "Message": alarm(name="another")}
    other = Publisher(topic=TOPIC + "-of-a-stranger")
    assert delivers(bot, forged).status == 401
    assert delivers(bot, other.confirmation()).status == 401
    assert bot.post("/hooks/shop/cw", b"hello").status == 401
    said = bot.post("/hooks/shop/cw", alarm().encode(), x_amz_sns_rawdelivery="true")
    assert said.status == 400
    assert "switch raw message delivery off for this subscription" in said.text
    assert delivers(bot, sns.notification("somebody says hello")) == Posted(status=202)
    assert bot.post("/hooks/shop/cw", b"x" * 600_000).status in (401, 413)
    assert (bot.room(), cloud.account.confirmed) == ("", [])
    assert delivers(bot, good).status == 201


def test_what_cannot_be_confirmed_now_is_asked_for_again(
    bot: Bot, cloud: Cloud, sns: Publisher
) -> None:
    delivers(bot, sns.notification("the certificate is known from here on"))
    fields = sns.confirmation()
    cloud.far_end.fail("503", times=1)
    assert delivers(bot, fields).status == 503
    assert delivers(bot, fields).status == 202
    assert len(cloud.account.confirmed) == 1


# --------------------------------------------------------------------- what the room asks


@pytest.fixture
def room(bot: Bot, cloud: Cloud) -> str:
    at = NOON - timedelta(minutes=3)
    cloud.account.logs = [Entry(message="db refused", at=at, fields={"level": "error"})]
    cloud.account.metrics = {"CPUUtilization": [1.0, 8.5]}
    cloud.account.alarms = [Alarm(name="db-disk")]
    cloud.account.events = [
        Event(id="e7", name="UpdateService", at=at, resources=("checkout-api",)),
        Event(id="e8", name="AssumeRole", at=at, resources=("checkout-api",)),
    ]
    bot.say("ana", "!incident declare checkout returns 500s p2 --service checkout")
    return next(row.to for row in bot.rows if row.kind == "room")


def test_what_is_asked_is_answered_in_the_room(bot: Bot, cloud: Cloud, room: str) -> None:
    said = bot.say("ana", "!logs errors", room=room)
    assert "11:57:00 db refused level=error" in said
    assert "All of it: https://eu-central-1.console.aws.amazon.com/cloudwatch/home" in said
    said = bot.say("ana", "!graph load 2h", room=room)
    assert "at the end: CPUUtilization checkout: 8.5" in said
    said = bot.say("ana", "!alerts", room=room)
    assert "db-disk, since 11:50 UTC https://eu-central-1.console" in said
    assert "deploy checkout: UpdateService checkout-api" in bot.say("ana", "!changes", room=room)


@pytest.mark.parametrize(
    ("line", "permission"),
    [
        ("!logs errors", "logs:StartQuery"),
        ("!graph load", "cloudwatch:GetMetricData"),
        ("!alerts", "cloudwatch:DescribeAlarms"),
        ("!changes", "cloudtrail:LookupEvents"),
    ],
)
def test_what_may_not_be_asked_is_one_sentence_and_the_room_goes_on(
    bot: Bot, cloud: Cloud, room: str, line: str, permission: str
) -> None:
    cloud.account.denied.add(permission)
    assert f"AWS does not allow it: the role needs {permission}" in bot.say("ana", line, room=room)
    cloud.account.denied.clear()
    cloud.far_end.fail("503")
    assert "AWS answered 503" in bot.say("ana", line, room=room)
    cloud.far_end.heal()
    assert "AWS" not in bot.say("ana", line, room=room).replace("AWS/ECS", "")
