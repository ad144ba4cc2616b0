"""SNS as a sender: topics, messages signed with a key of our own, and the certificate of it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from tocsin.providers import RawRequest

NOON: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
REGION: Final = "eu-central-1"
ACCOUNT: Final = "123456789012"
TOPIC: Final = f"arn:aws:sns:{REGION}:{ACCOUNT}:cloudwatch-alarms"
HOST: Final = f"https://sns.{REGION}.amazonaws.com"
PEM: Final = "/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem"
_ORDERS: Final = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": (
        "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type",
    ),
}  # fmt: skip
Fields = dict[str, str]


@cache
def key_of(name: str = "sns") -> rsa.RSAPrivateKey:
    """A throw-away key of this run."""
    return rsa.generate_private_key(
        public_exponent=65537, key_size=1024 if name == "small" else 2048
    )


@cache
def pem_of(
    name: str = "sns", *, begins: datetime = NOON - timedelta(days=30), days: int = 400
) -> bytes:
    """The certificate of a key; `curve` is one that is no RSA."""
    key = ec.generate_private_key(ec.SECP256R1()) if name == "curve" else key_of(name)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


def signed(fields: Fields, *, version: str = "2", key: str = "sns") -> Fields:
    """The fields with the signature that their values have."""
    order = _ORDERS.get(fields["Type"], _ORDERS["SubscriptionConfirmation"])
    text = "".join(f"{name}\n{fields[name]}\n" for name in order if name in fields)
    digest: hashes.HashAlgorithm = hashes.SHA1() if version == "1" else hashes.SHA256()
    raw = key_of(key).sign(text.encode(), padding.PKCS1v15(), digest)
    told = {"SignatureVersion": version, "Signature": base64.b64encode(raw).decode()}
    return {**fields, **told, "SigningCertURL": fields.get("SigningCertURL", HOST + PEM)}


@dataclass(kw_only=True)
class Publisher:
    """What writes messages of a topic, each with an id of its own."""

    topic: str = TOPIC
    version: str = "2"
    key: str = "sns"
    count: int = 0
    used: list[str] = field(default_factory=list)

    def notification(self, message: str, at: datetime = NOON, **changed: str) -> Fields:
        """What is published."""
        usual = {"Type": "Notification", "Subject": "A subject", "Message": message}
        return self._signed({**usual, **changed}, at)

    def confirmation(
        self, at: datetime = NOON, kind: str = "SubscriptionConfirmation", **changed: str
    ) -> Fields:
        """What asks whether the subscription is wanted, or says that it is over."""
        token = "2336412f37fb687f5d51e6e241d09c8"
        asked = f"{HOST}/?Action=ConfirmSubscription&TopicArn={self.topic}&Token={token}"
        usual = {
            "Type": kind,
            "Token": token,
            "Message": f"You have chosen to subscribe to the topic {self.topic}.",
            "SubscribeURL": asked,
        }
        return self._signed({**usual, **changed}, at)

    def _signed(self, fields: Fields, at: datetime) -> Fields:
        self.count += 1
        usual = {
            "MessageId": f"22b80b92-fdea-4c2c-8f9d-{self.count:012}",
            "TopicArn": self.topic,
            "Timestamp": at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        }
        return signed({**usual, **fields}, version=self.version, key=self.key)


def body(fields: Fields) -> bytes:
    """As it is posted."""
    return json.dumps(fields, indent=2).encode()


def request(fields: Fields, received: datetime = NOON, **headers: str) -> RawRequest:
    """The request as it arrives."""
    usual = {
        "content-type": "text/plain; charset=UTF-8",
        "x-amz-sns-message-type": fields["Type"],
        "x-amz-sns-message-id": fields["MessageId"],
        "x-amz-sns-topic-arn": fields["TopicArn"],
    }
    given = {**usual, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return RawRequest(
        method="POST", path="/hooks/shop/cw", headers=given, body=body(fields), received=received
    )


def alarm(
    state: str = "ALARM",
    name: str = "checkout-5xx",
    *,
    before: str = "OK",
    at: datetime = NOON,
    **changed: Any,
) -> str:
    """What CloudWatch publishes when an alarm of one metric changes its state."""
    told: dict[str, Any] = {
        "AlarmName": name,
        "AlarmDescription": "5xx > 50/min. Runbook: https://runbooks.example.org/checkout-5xx.",
        "AWSAccountId": ACCOUNT,
        "NewStateValue": state,
        "NewStateReason": "Threshold Crossed: 2 datapoints [181.0, 143.0] were above 50.0.",
        "StateChangeTime": at.strftime("%Y-%m-%dT%H:%M:%S.123+0000"),
        "Region": "EU (Frankfurt)",
        "AlarmArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}",
        "OldStateValue": before,
        "OKActions": [TOPIC],
        "AlarmActions": [TOPIC],
        "InsufficientDataActions": [],
        "Trigger": {
            "MetricName": "HTTPCode_Target_5XX_Count",
            "Namespace": "AWS/ApplicationELB",
            "StatisticType": "Statistic",
            "Statistic": "SUM",
            "Unit": None,
            "Dimensions": [{"value": "app/checkout/abc", "name": "LoadBalancer"}],
            "Period": 60,
            "EvaluationPeriods": 3,
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": 50.0,
        },
    }
    return json.dumps({**told, **changed})


MATH: Final[dict[str, Any]] = {
    "Period": 60,
    "Threshold": 0.05,
    "Metrics": [
        {"Id": "e1", "Expression": "errors/calls", "Label": "error rate", "ReturnData": True},
        *(
            {
                "Id": key,
                "MetricStat": {
                    "Metric": {
                        "MetricName": metric,
                        "Namespace": "AWS/Lambda",
                        "Dimensions": [{"name": "FunctionName", "value": "checkout"}],
                    },
                    "Period": 60,
                    "Stat": "Sum",
                },
                "ReturnData": False,
            }
            for key, metric in (("errors", "Errors"), ("calls", "Invocations"))
        ),
    ],
}
"""`Trigger` of an alarm of metric math."""


def composite(state: str = "ALARM", at: datetime = NOON) -> str:
    """What an alarm of alarms publishes: a rule and children, and no `Trigger`."""
    told = json.loads(alarm(state, "checkout-degraded", at=at))
    del told["Trigger"]
    child = f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:checkout-5xx"
    moment = at.strftime("%Y-%m-%dT%H:%M:%S.123+0000")
    told |= {
        "AlarmDescription": "composite",
        "AlarmRule": "ALARM(checkout-5xx) OR ALARM(checkout-latency)",
        "TriggeringChildren": [{"Arn": child, "State": {"Value": state, "Timestamp": moment}}],
    }
    return json.dumps(told)
