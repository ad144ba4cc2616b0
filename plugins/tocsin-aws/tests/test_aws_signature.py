"""Who is let in: each rule of the signature, and each way to forge it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.counterparts.aws.cloud import Cloud
from tests.counterparts.aws.sns import (
    HOST,
    NOON,
    PEM,
    TOPIC,
    Fields,
    Publisher,
    alarm,
    body,
    pem_of,
    request,
    signed,
)
from tocsin.errors import BadPayload, ProviderError, Unauthorised
from tocsin.providers import RawRequest
from tocsin.testing import FarEnd
from tocsin_aws.alarms import Alarms

Make = Callable[..., Any]
SNS = Publisher()


@pytest.fixture
def door(tool: Make) -> Alarms:
    made: Alarms = tool("alerts")
    return made


def fetched(cloud: Cloud) -> list[str]:
    return [asked.path for asked in cloud.far_end.arrived]


def stays_out(door: Alarms, sent: RawRequest, why: str) -> None:
    with pytest.raises(Unauthorised, match=why):
        door.authenticate(sent)


@pytest.mark.parametrize("version", ["1", "2"])
def test_both_versions_of_the_signature_come_in(door: Alarms, version: str) -> None:
    sns = Publisher(version=version)
    for fields in (sns.notification(alarm()), sns.confirmation()):
        door.authenticate(request(fields))


def test_what_has_no_subject_is_signed_without_one(door: Alarms) -> None:
    fields = SNS.notification(alarm())
    del fields["Subject"]
    stays_out(door, request(fields), "signature is wrong")
    door.authenticate(request(signed(fields)))


def test_sha1_is_refused_where_the_section_says_so(tool: Make, cloud: Cloud) -> None:
    door = tool("alerts", allow_sha1=False)
    stays_out(door, request(Publisher(version="1").notification(alarm())), "SignatureVersion")
    assert fetched(cloud) == []
    door.authenticate(request(SNS.notification(alarm())))


def test_another_topic_is_told_apart_before_anything_is_fetched(door: Alarms, cloud: Cloud) -> None:
    other = Publisher(topic=TOPIC.replace("cloudwatch", "elsewhere"))
    stays_out(door, request(other.notification(alarm())), "topic")
    assert fetched(cloud) == []


@pytest.mark.parametrize(
    "url",
    [
        f"http://sns.eu-central-1.amazonaws.com{PEM}",
        f"https://sns.us-east-1.amazonaws.com{PEM}",
        f"https://sns.eu-central-1.amazonaws.com.cn{PEM}",
        f"https://sns.eu-central-1.amazonaws.com.evil.example{PEM}",
        f"https://sns.eu-central-1.amazonaws.com@evil.example{PEM}",
        f"https://user@sns.eu-central-1.amazonaws.com{PEM}",
        f"https://sns.eu-central-1.amazonaws.com:8443{PEM}",
        f"https://SNS.eu-central-1.amazonaws.com{PEM}",
        f"https://evil.example/?{HOST}{PEM}",
        f"{HOST}/../x.pem",
        f"{HOST}/a/b.pem",
        f"{HOST}{PEM}?x=1",
        f"{HOST}{PEM}#x",
        f"{HOST}{PEM}\n",
        f"{HOST}/x.pem\\@evil.example/x.pem",
        f"{HOST}/x.crt",
        f"{HOST}/",
        f"{HOST}/{'x' * 600}.pem",
        f"{HOST}/é.pem",
        "",
    ],
)
def test_a_certificate_of_another_place_is_never_fetched(
    door: Alarms, cloud: Cloud, url: str
) -> None:
    fields = {**SNS.notification(alarm()), "SigningCertURL": url}
    stays_out(door, request(fields), "address of the certificate")
    assert fetched(cloud) == []


def test_a_topic_in_china_has_its_certificates_there(tool: Make) -> None:
    topic = "arn:aws-cn:sns:cn-north-1:123456789012:alarms"
    door = tool("alerts", topics=[topic])
    here = f"https://sns.cn-north-1.amazonaws.com.cn{PEM}"
    sns = Publisher(topic=topic)
    door.authenticate(request(sns.notification(alarm(), SigningCertURL=here)))
    elsewhere = here.removesuffix(".cn" + PEM) + PEM
    stays_out(door, request(sns.notification(alarm(), SigningCertURL=elsewhere)), "certificate")


def test_a_certificate_is_fetched_once(door: Alarms, cloud: Cloud) -> None:
    for _ in range(3):
        door.authenticate(request(SNS.notification(alarm())))
    assert fetched(cloud) == [PEM]


@pytest.mark.parametrize(
    ("pem", "why"),
    [
        (None, "no such certificate"),
        (b"", "is none"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "is none"),
        (b"\x00" * 1000, "is none"),
        (pem_of("small"), "no key"),
        (pem_of("curve"), "no key"),
        (pem_of("another"), "signature is wrong"),
        (pem_of("sns", days=1), "out of date"),
        (pem_of("sns", begins=NOON + timedelta(days=1)), "out of date"),
    ],
    ids=range(9),
)
def test_what_is_no_good_certificate_lets_nobody_in(
    door: Alarms, cloud: Cloud, pem: bytes | None, why: str
) -> None:
    cloud.pems.clear()
    if pem is not None:
        cloud.pems[PEM] = pem
    stays_out(door, request(SNS.notification(alarm())), why)


@pytest.mark.parametrize("trouble", ["503", "timeout-before", "slow-body", "reset-before"])
def test_what_cannot_be_checked_now_may_be_sent_again(
    door: Alarms, far_end: FarEnd, trouble: Any
) -> None:
    far_end.fail(trouble, times=1)
    sent = request(SNS.notification(alarm()))
    with pytest.raises(ProviderError) as caught:
        door.authenticate(sent)
    assert caught.value.retryable
    door.authenticate(sent)


@pytest.mark.parametrize("trouble", ["redirect", "oversized"])
def test_a_certificate_is_not_followed_elsewhere_and_has_a_largest_size(
    door: Alarms, far_end: FarEnd, trouble: Any
) -> None:
    far_end.fail(trouble, times=1)
    stays_out(door, request(SNS.notification(alarm())), "no such certificate")
    assert [asked.path for asked in far_end.arrived] == [PEM]


def test_a_flood_of_certificates_that_are_none_is_bounded_and_harms_nobody_else(
    door: Alarms, cloud: Cloud
) -> None:
    good = SNS.notification(alarm())
    door.authenticate(request(good))
    for number in range(40):
        fields = {**good, "SigningCertURL": f"{HOST}/x{number}.pem"}
        with pytest.raises((Unauthorised, ProviderError)):
            door.authenticate(request(fields))
    assert len(fetched(cloud)) <= 12
    door.authenticate(request(SNS.notification(alarm())))


@pytest.mark.parametrize(
    ("late", "comes_in"),
    [
        (timedelta(minutes=59), True),
        (timedelta(minutes=61), False),
        (timedelta(days=1), False),
        (timedelta(minutes=-59), True),
        (timedelta(minutes=-61), False),
    ],
)
def test_a_message_is_an_hour_old_at_most(door: Alarms, late: timedelta, comes_in: bool) -> None:
    sent = request(SNS.notification(alarm()), NOON + late)
    if comes_in:
        door.authenticate(sent)
    else:
        stays_out(door, sent, "h from our clock")


@pytest.mark.parametrize(
    "changed",
    [
        {"SignatureVersion": "3"},
        {"SignatureVersion": ""},
        {"Signature": ""},
        {"Signature": "no Base64!"},
        {"Signature": "é"},
        {"Signature": "QUFBQQ=="},
        {"Type": "Notificatiom"},
        {"Type": "SubscriptionConfirmation"},
        {"TopicArn": "arn:aws:sns:eu-central-1:1:x"},
        {"MessageId": "../x"},
        {"Timestamp": "yesterday"},
        {"Message": "\ud800"},
    ],
)
def test_a_forged_field_lets_nobody_in(door: Alarms, changed: Fields) -> None:
    with pytest.raises(Unauthorised):
        door.authenticate(request({**SNS.notification(alarm()), **changed}))


def test_a_key_that_stands_there_twice_is_read_as_it_was_checked(door: Alarms) -> None:
    fields = SNS.notification(alarm("OK"))
    twice = b'{"Message": "{}", ' + body(fields).strip()[1:]
    door.authenticate(replace(request(fields), body=twice))
    (group,) = door.receive(replace(request(fields), body=twice)).groups
    assert group.alerts[0].status == "resolved"


@pytest.mark.parametrize("headers", [{"x-amz-sns-rawdelivery": "true"}, {}])
def test_raw_delivery_is_refused_with_what_to_change(door: Alarms, headers: dict[str, str]) -> None:
    raw = RawRequest(method="POST", path="/", headers=headers, body=alarm().encode(), received=NOON)
    with pytest.raises(BadPayload, match="switch raw message delivery off for this subscription"):
        door.authenticate(raw)


def test_the_end_of_a_subscription_is_only_logged(
    door: Alarms, cloud: Cloud, caplog: pytest.LogCaptureFixture
) -> None:
    sent = request(SNS.confirmation(kind="UnsubscribeConfirmation"))
    door.authenticate(sent)
    with caplog.at_level(logging.WARNING):
        received = door.receive(sent)
    assert (received.groups, received.handshake) == ((), {})
    assert caplog.messages == [f"webhook shop/cw: {TOPIC} was told to deliver here no more"]
    assert fetched(cloud) == [PEM]
