"""The envelope of SNS around every message, and what in it is signed. Pure.

Source: "Verifying the signatures of Amazon SNS messages" in the SNS developer guide.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

from tocsin.errors import BadPayload, Unauthorised
from tocsin.providers import RawRequest, read_moment, read_object
from tocsin.providers.http import Object
from tocsin_aws.config import Topic, topic_of

MessageType = Literal["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]
HOUR: Final = timedelta(hours=1)
_OF_SUBSCRIPTION: Final = (
    "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type",
)  # fmt: skip
SIGNED: Final[Mapping[MessageType, tuple[str, ...]]] = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": _OF_SUBSCRIPTION,
    "UnsubscribeConfirmation": _OF_SUBSCRIPTION,
}
"""Type -> the fields that are signed, in their order."""
RAW: Final = (
    "SNS delivers raw here, so that nothing is signed: switch raw message delivery off "
    "for this subscription."
)
_PATH: Final = re.compile(r"/[A-Za-z0-9_-]{1,200}\.pem")
_SHAPES: Final[Mapping[str, re.Pattern[str]]] = {
    "MessageId": re.compile("[0-9A-Za-z-]{1,100}"),
    "Timestamp": re.compile(r"\d{4}(-\d\d){2}T\d\d(:\d\d){2}(\.\d{1,9})?Z", re.ASCII),
}
"""Field -> how SNS writes it; moments are in UTC."""


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """One message of SNS, nothing of it believed yet. `topic` is what it says it comes from."""

    type: MessageType
    topic: Topic
    id: str
    fields: Mapping[str, str]

    def signed_text(self) -> bytes:
        """The bytes that the signature is of: name and value, a line each."""
        named = (name for name in SIGNED[self.type] if name in self.fields)
        lines = (f"{name}\n{self.fields[name]}\n" for name in named)
        return "".join(lines).encode("utf-8", "surrogatepass")

    def signature(self) -> bytes:
        """The signature. Raises Unauthorised: there is none."""
        try:
            return base64.b64decode(self.fields.get("Signature", ""), validate=True)
        except (binascii.Error, ValueError):
            raise Unauthorised("The signature is no Base64.") from None

    def version(self, *, allow_sha1: bool) -> str:
        """The version of its signature. Raises Unauthorised: one that is not taken here."""
        found = self.fields.get("SignatureVersion", "")
        if found not in ("1", "2") or (found == "1" and not allow_sha1):
            raise Unauthorised("This SignatureVersion is not taken.")
        return found

    def certificate(self) -> str:
        """The path of its certificate at `Topic.host`.

        Raises:
            Unauthorised: The certificate is not SNS's own in the region of the topic.
        """
        url = self.fields.get("SigningCertURL", "")
        path = url.removeprefix(f"https://{self.topic.host}")
        # Compared as a text: neither port, user nor query has a place in it.
        if path == url or _PATH.fullmatch(path) is None:
            raise Unauthorised("The address of the certificate is none of SNS in its region.")
        return path

    def check_age(self, now: datetime) -> None:
        """Return if it was written within the hour. Raises Unauthorised."""
        at = read_moment(self.fields["Timestamp"])
        apart = None if at is None else abs(now - at) / HOUR
        if apart is None or apart > 1:
            told = "no moment" if apart is None else f"{apart:.1f} h from our clock"
            raise Unauthorised(f"The Timestamp of the message is {told}; an hour is let in.")


def opened(request: RawRequest) -> Envelope:
    """The envelope of a request.

    Raises:
        BadPayload: The body is none; says where.
    """
    body = read_object(request.body)
    if _is_raw(request, body):
        raise BadPayload(RAW)
    kind = next((one for one in get_args(MessageType) if one == body.get("Type")), None)
    if kind is None:
        raise BadPayload("Type: it is no message of SNS")
    told = {name: value for name, value in body.items() if isinstance(value, str)}
    lacking = [name for name in SIGNED[kind] if name not in told and name != "Subject"]
    if lacking:
        raise BadPayload(f"{lacking[0]}: there is none")
    topic = topic_of(told["TopicArn"])
    if topic is None:
        raise BadPayload("TopicArn: it is no ARN of a topic")
    wrong = [name for name, shape in _SHAPES.items() if shape.fullmatch(told[name]) is None]
    if wrong:
        raise BadPayload(f"{wrong[0]}: SNS writes it otherwise")
    if _is_ambiguous(kind, told):
        raise BadPayload("Message, Subject: what is signed can be read in more than one way")
    return Envelope(type=kind, topic=topic, id=told["MessageId"], fields=told)


def _is_ambiguous(kind: MessageType, told: Mapping[str, str]) -> bool:
    """Whether line breaks of a publisher could be limits of fields in the signed text.

    It has no escapes. SNS takes no Subject with a line break, and CloudWatch writes none at all.
    """
    others = (told.get(name, "") for name in SIGNED[kind] if name != "Message")
    return any("\n" in text for text in others) or "MessageId" in told["Message"].split("\n")


def _is_raw(request: RawRequest, body: Object) -> bool:
    said = request.headers.get("x-amz-sns-rawdelivery", "").lower()
    return said == "true" or ("AlarmName" in body and "Signature" not in body)
