"""What the receiver tells back: signed as our own requests are, read into page events. Pure."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Sequence
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tocsin.errors import BadPayload, Unauthorised
from tocsin.providers import PageEvent, RawRequest, Received, Secret, VendorUser
from tocsin_webhook.wire import signature

TOLERANCE_S: Final = 300
MOST_SIGNATURES: Final = 8
MOST_BYTES: Final = 64 * 1024
_HEADER: Final = "tocsin-signature"
_TIME: Final = re.compile(r"[0-9]{1,12}", re.ASCII)


class User(BaseModel):
    """Who answered; one of the three is enough."""

    model_config = ConfigDict(extra="ignore")

    id: str = Field(default="", max_length=200)
    email: str = Field(default="", max_length=320)
    name: str = Field(default="", max_length=200)

    @model_validator(mode="after")
    def _somebody(self) -> User:
        if not (self.id or self.email or self.name):
            raise ValueError("says who answered: id, email or name")
        return self


class Body(BaseModel):
    """One answer. Its actions are none of those we send, so nothing of ours can be sent back."""

    model_config = ConfigDict(extra="ignore")

    version: Literal[1]
    action: Literal["acknowledged", "resolved", "annotated"]
    page_id: str = Field(min_length=1, max_length=64)
    user: User
    text: str = Field(default="", max_length=2000)
    id: str = Field(default="", max_length=200)


def check_signature(request: RawRequest, secrets: Iterable[Secret]) -> None:
    """Let the request in if one of its signatures was made with one of the secrets, just now.

    Raises:
        Unauthorised: There is none, it covers another body, or its time is too far from ours.
    """
    fields = [part.strip().partition("=") for part in request.headers.get(_HEADER, "").split(",")]
    times = [value for name, _, value in fields if name == "t"]
    sent = [value for name, _, value in fields if name == "v1"]
    if len(times) != 1 or not _TIME.fullmatch(times[0]) or not 0 < len(sent) <= MOST_SIGNATURES:
        raise Unauthorised("There is no header Tocsin-Signature with one t and its v1.")
    keys = [secret.reveal() for secret in secrets if secret.is_set]
    signed = [_signed(request.body, int(times[0]), key) for key in keys]
    if not _any_same(sent, signed):
        raise Unauthorised("The signature is not that of the secret over this time and body.")
    apart = abs(request.received.timestamp() - int(times[0]))
    if apart > TOLERANCE_S:
        raise Unauthorised(f"The time of the signature is {apart:.0f} s from ours.")


def read_answer(request: RawRequest) -> Received:
    """The page event. Raises BadPayload naming the first field that is wrong."""
    try:
        body = Body.model_validate_json(request.body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "body"
        raise BadPayload(f"{place}: {first['msg']}") from None
    user = VendorUser(id=body.user.id, email=body.user.email, name=body.user.name)
    event = PageEvent(page_id=body.page_id, action=body.action, user=user, text=body.text)
    return Received(pages=(event,), delivery_id=body.id)


def _signed(raw: bytes, unix: int, key: str) -> bytes:
    return signature(raw, unix, key).rpartition("=")[2].encode()


def _any_same(sent: Sequence[str], signed: Sequence[bytes]) -> bool:
    """Whether one is one of the other; every pair is compared, each in constant time."""
    given = [one.encode("latin-1", "replace") for one in sent]
    return sum(hmac.compare_digest(one, ours) for one in given for ours in signed) > 0
