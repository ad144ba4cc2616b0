"""What somebody sends who has seen messages of SNS, or may publish to a topic of ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counterparts.aws.cloud import Cloud
from tests.counterparts.aws.sns import NOON, TOPIC, Publisher, alarm, request, signed
from tocsin.errors import BadPayload, Unauthorised
from tocsin.providers import RawRequest
from tocsin_aws.alarms import MOST_BYTES, Alarms
from tocsin_aws.envelope import opened

Make = Callable[..., Any]
SNS = Publisher()


@pytest.fixture
def door(tool: Make) -> Alarms:
    made: Alarms = tool("alerts")
    return made


def stays_out(door: Alarms, sent: RawRequest, why: str) -> None:
    with pytest.raises(Unauthorised, match=why):
        door.authenticate(sent)


# ------------------------------------------------------------------------ sent once more


def test_a_message_that_is_sent_again_within_the_hour_has_the_id_it_had(door: Alarms) -> None:
    """By that id the bot knows that it is handled: it keeps ids for thirty days."""
    sent = request(SNS.notification(alarm()))
    again = replace(sent, received=NOON + timedelta(minutes=59))
    door.authenticate(again)
    assert door.receive(again).delivery_id == door.receive(sent).delivery_id != ""


@pytest.mark.parametrize("hours", [26, -26])
def test_a_message_of_another_day_stays_out_and_its_age_is_said(door: Alarms, hours: int) -> None:
    sent = request(SNS.notification(alarm()), NOON + timedelta(hours=hours))
    stays_out(door, sent, r"26\.0 h from our clock")


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-23T12:00:00",
        "2026-11-23T12:00:00.000",
        "2026-11-23",
        "2026-11-23\n12:00:00.000Z",
        "2026-11-23T12:00:00.000+00:00",
        "20261123T120000Z",
        "2026-W48-1T12:00:00Z",
        "0001-01-01T00:00:00+23:59",
        "２０２６-11-23T12:00:00.000Z",
        "",
    ],
)
def test_a_moment_that_sns_does_not_write_lets_nobody_in(door: Alarms, written: str) -> None:
    fields = SNS.notification(alarm(), Timestamp=written)
    stays_out(door, request(fields), "Timestamp")


@pytest.mark.parametrize("written", ["2026-11-23T12:00:00Z", "2026-11-23T12:00:00.000Z"])
def test_a_moment_in_utc_comes_in(door: Alarms, written: str) -> None:
    door.authenticate(request(SNS.notification(alarm(), Timestamp=written)))


# -------------------------------------------------------------------- of somebody else's


@pytest.mark.parametrize(
    "topic",
    [
        TOPIC.replace("123456789012", "210987654321"),
        TOPIC.replace("eu-central-1", "us-east-1"),
        TOPIC.replace("arn:aws:", "arn:aws-us-gov:"),
        TOPIC.upper(),
        f"{TOPIC}\n",
        f" {TOPIC}",
        f"{TOPIC}-2",
        TOPIC[:-1],
    ],
)
def test_a_topic_of_another_account_region_or_name_is_told_apart_before_anything_is_fetched(
    door: Alarms, cloud: Cloud, topic: str
) -> None:
    stays_out(door, request(Publisher(topic=topic).notification(alarm())), "opic")
    assert cloud.far_end.arrived == []


# --------------------------------------------------------------------- limits of fields


def test_a_publisher_does_not_end_the_message_before_its_end(door: Alarms) -> None:
    """Signed are names and values, a line each, without escapes: a value may hold such lines."""
    true = SNS.notification(f"{alarm()}\nMessageId\nforged-1\nSubject\nx")
    del true["Subject"]
    true = signed(true)
    forged = {
        **true,
        "Message": alarm(),
        "MessageId": "forged-1",
        "Subject": f"x\nMessageId\n{true['MessageId']}",
    }
    stays_out(door, request(forged), "more than one way")
    stays_out(door, request(true), "more than one way")


def test_lines_of_a_message_that_are_no_field_come_in(door: Alarms) -> None:
    """SNS writes two lines itself when it asks for a confirmation."""
    for text in ("MessageId: 7\nTimestamp\nTopicArn\nx", "a\n\nb", "x MessageId\ny"):
        door.authenticate(request(SNS.notification(text)))
    told = "You have chosen to subscribe.\nTo confirm the subscription, visit the SubscribeURL."
    door.authenticate(request(SNS.confirmation(Message=told)))


LINES = st.lists(
    st.sampled_from(["a", "MessageId", "Subject", "Timestamp", "TopicArn", "Type", "i-1", ""]),
    max_size=6,
).map("\n".join)


@settings(max_examples=300)
@given(st.lists(st.tuples(LINES, LINES | st.none()), min_size=2, max_size=2))
def test_what_is_signed_is_read_in_one_way(written: list[tuple[str, str | None]]) -> None:
    """Two envelopes that are taken and have the same signed text have the same fields."""
    texts: dict[bytes, dict[str, str]] = {}
    for message, subject in written:
        lines = f"Message\n{message}\nMessageId\ni-1\n{_subject(subject)}".split("\n")
        for fields in _readings(lines):
            try:
                envelope = opened(request(fields))
            except (BadPayload, Unauthorised):
                continue
            kept = {name: fields[name] for name in fields if name != "Signature"}
            assert texts.setdefault(envelope.signed_text(), kept) == kept


def _subject(subject: str | None) -> str:
    return "" if subject is None else f"Subject\n{subject}\n"


def _readings(lines: list[str]) -> list[dict[str, str]]:
    """Each way to read message, id and subject out of the lines that are signed."""
    usual = {"Type": "Notification", "TopicArn": TOPIC, "Timestamp": "2026-11-23T12:00:00.000Z"}
    found = []
    for at in range(2, len(lines) - 1):
        if lines[at] != "MessageId":
            continue
        read = {**usual, "Message": "\n".join(lines[1:at])}
        rest = lines[at + 1 : -1]
        found.append({**read, "MessageId": "\n".join(rest)})
        for cut in range(1, len(rest)):
            if rest[cut] == "Subject":
                split = {"MessageId": "\n".join(rest[:cut]), "Subject": "\n".join(rest[cut + 1 :])}
                found.append({**read, **split})
    return found


# ------------------------------------------------------------------------------- size


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * MOST_BYTES,
        b'{"Type":' * (MOST_BYTES // 8),
        b'{"Type": "Notification", "Message": ' + b"[" * 100_000,
        b'{"Type": ' + b"9" * 100_000 + b"}",
        json.dumps({"Type": "Notification", "Message": "x" * (MOST_BYTES - 100)}).encode(),
    ],
    ids=range(5),
)
def test_a_large_or_deep_body_of_a_stranger_costs_nothing(
    door: Alarms, cloud: Cloud, raw: bytes
) -> None:
    stays_out(door, replace(request(SNS.notification("x")), body=raw), "no message of SNS")
    assert cloud.far_end.arrived == []


@pytest.mark.parametrize("name", ["Signature", "Subject", "Message", "Token", "SigningCertURL"])
def test_a_very_long_field_lets_nobody_in(door: Alarms, name: str) -> None:
    fields = {**SNS.notification(alarm()), name: "QUFB" * 100_000}
    if name == "Token":
        door.authenticate(request(fields))  # it is no field of a notification
    else:
        stays_out(door, request(fields), "signature|certificate")


@pytest.mark.parametrize(
    "message",
    [
        "[" * 200_000,
        '{"AlarmName": ' * 10_000,
        alarm(name="x" * 200_000),
        alarm(NewStateReason="x" * 200_000, AlarmDescription="runbook: " * 20_000),
        alarm(Trigger={"Dimensions": [{"name": "n", "value": "v"}] * 4_000}),
    ],
    ids=range(5),
)
def test_a_publisher_may_write_what_is_large_or_deep(door: Alarms, message: str) -> None:
    sent = request(SNS.notification(message))
    door.authenticate(sent)
    try:
        told = door.receive(sent)
    except BadPayload:
        return
    assert len(repr(told)) < 20_000


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_a_moment_that_is_none_in_utc_is_no_moment(door: Alarms, at: str) -> None:
    with pytest.raises(BadPayload, match="StateChangeTime"):
        door.receive(request(SNS.notification(alarm(StateChangeTime=at))))
