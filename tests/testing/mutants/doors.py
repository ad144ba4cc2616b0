"""A signed door as it should be, with a secret that is renewed, and doors with one fault each."""

from __future__ import annotations

import hmac
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from tocsin.errors import BadPayload, Unauthorised
from tocsin.providers import PageEvent, RawRequest, Received, Secret, VendorUser
from tocsin.providers.inbound import Inbound
from tocsin.testing import InboundContract, a_request
from tocsin.testing.values import NOW

OLD, NEW = "k3y-of-yesterday", "k3y-of-today"
TOLERANCE_S = 300


def signature(secret: str, time: str, body: bytes) -> str:
    return hmac.new(secret.encode(), time.encode() + b"." + body, "sha256").hexdigest()


@dataclass(frozen=True)
class Gate:
    """Sound: `X-Time`, and `X-Signature: v1=…,v1=…`, one for each secret that is good."""

    secrets: tuple[Secret, ...]

    def authenticate(self, request: RawRequest) -> None:
        time = request.headers.get("x-time", "")
        if not self._is_now(time, request) or not self._is_signed(time, request):
            raise Unauthorised("The signature is missing or wrong.")

    def _is_now(self, time: str, request: RawRequest) -> bool:
        if not (time.isascii() and time.isdigit() and len(time) < 12):
            return False
        sent = datetime.fromtimestamp(int(time), UTC)
        return abs((request.received - sent).total_seconds()) <= TOLERANCE_S

    def _is_signed(self, time: str, request: RawRequest) -> bool:
        good = [one.reveal() for one in self.secrets if one.is_set]
        sent = request.headers.get("x-signature", "").encode("utf-8", "surrogateescape").split(b",")
        wanted = [f"v1={self._signature(one, time, request.body)}".encode() for one in good]
        return any(hmac.compare_digest(one, other) for one in sent for other in wanted)

    def _signature(self, secret: str, time: str, body: bytes) -> str:
        return signature(secret, time, body)

    def receive(self, request: RawRequest) -> Received:
        try:
            told = json.loads(request.body)
            page, user = told["page"], told["user"]
            assert isinstance(page, str) and isinstance(user, str) and page.isascii()  # noqa: PT018
            assert page.strip() and len(page) <= 64 and user.strip() and len(user) <= 100  # noqa: PT018
            assert "\n" not in user
        except (ValueError, LookupError, TypeError, AssertionError, RecursionError):
            raise BadPayload("page and user are missing") from None
        return Received(pages=(self._event(page, user),))

    def _event(self, page: str, user: str) -> PageEvent:
        return PageEvent(page_id=page, action="acknowledged", user=VendorUser(id=user))


class Suite(InboundContract):
    """The suite; each mutant is a class with its own `Kind`."""

    secrets: ClassVar[Sequence[str]] = (OLD, NEW)
    secret_envs = ("GATE_OLD", "GATE_NEW")
    patience_s = 1.0
    Kind: ClassVar[type[Gate]] = Gate

    @pytest.fixture
    def inlet(self, monkeypatch: pytest.MonkeyPatch) -> Inbound:
        for name, value in zip(self.secret_envs, self.secrets, strict=True):
            monkeypatch.setenv(name, value)
        return self.Kind(tuple(map(Secret, self.secret_envs)))

    def delivery(self, *secrets: str) -> RawRequest:
        """As the sender makes it who has these secrets: in a rotation it signs with both."""
        body, time = b'{"page": "INC-42.p3", "user": "PUSER1"}', str(int(NOW.timestamp()))
        signed = ",".join(f"v1={signature(one, time, body)}" for one in secrets)
        return a_request(body, x_time=time, x_signature=signed)

    @pytest.fixture
    def deliveries(self) -> Sequence[RawRequest]:
        return [self.delivery(OLD, NEW), self.delivery(NEW)]

    @pytest.fixture
    def signed_with(self) -> Callable[[str], RawRequest]:
        return self.delivery


class TestRight(Suite):
    """Nothing is wrong with it."""


class TestRightWithAnotherSecret(Suite):
    """It has a secret, named first, that lets nobody in."""

    secrets = ("t0ken-of-the-api", OLD, NEW)

    @pytest.fixture
    def inlet(self, monkeypatch: pytest.MonkeyPatch) -> Inbound:
        for name, value in zip(self.secret_envs, (OLD, NEW), strict=True):
            monkeypatch.setenv(name, value)
        return self.Kind(tuple(map(Secret, self.secret_envs)))


class TestSignatureOfTheBeginning(Suite):
    """It covers no more than the first bytes of the body."""

    covered: ClassVar[int] = 8

    def delivery(self, *secrets: str) -> RawRequest:
        made = super().delivery(*secrets)
        time = made.headers["x-time"]
        signed = ",".join(
            f"v1={signature(one, time, made.body[: self.covered])}" for one in secrets
        )
        return replace(made, headers={**made.headers, "x-signature": signed})

    class Kind(Gate):
        def _signature(self, secret: str, time: str, body: bytes) -> str:
            return signature(secret, time, body[:8])


class TestSignatureOfTheTimeAlone(TestSignatureOfTheBeginning):
    covered = 0

    class Kind(Gate):
        def _signature(self, secret: str, time: str, body: bytes) -> str:
            return signature(secret, time, b"")


class TestTakesOldDeliveries(Suite):
    class Kind(Gate):
        def _is_now(self, time: str, request: RawRequest) -> bool:
            return bool(time)


class TestComparesTheBeginning(Suite):
    class Kind(Gate):
        def _is_signed(self, time: str, request: RawRequest) -> bool:
            good = [one.reveal() for one in self.secrets if one.is_set]
            sent = request.headers.get("x-signature", "").split(",")
            return any(
                one.startswith(f"v1={signature(secret, time, request.body)}")
                for one in sent
                for secret in good
            )


class TestAnEmptySecretIsASecret(Suite):
    class Kind(Gate):
        def authenticate(self, request: RawRequest) -> None:
            if all(one.is_set for one in self.secrets):
                super().authenticate(request)


class TestReadsItsSecretOnce(Suite):
    class Kind(Gate):
        def __init__(self, secrets: tuple[Secret, ...]) -> None:
            super().__init__(secrets)
            object.__setattr__(self, "read", [one.reveal() for one in secrets])

        def _is_signed(self, time: str, request: RawRequest) -> bool:
            sent = request.headers.get("x-signature", "").split(",")
            read: Any = self.__dict__["read"]
            return any(f"v1={signature(one, time, request.body)}" in sent for one in read)


class TestKnowsOneSecretOnly(Suite):
    class Kind(Gate):
        def __init__(self, secrets: tuple[Secret, ...]) -> None:
            super().__init__(secrets[:1])


class TestTellsTheSecret(Suite):
    class Kind(Gate):
        def authenticate(self, request: RawRequest) -> None:
            try:
                super().authenticate(request)
            except Unauthorised:
                raise Unauthorised(f"it is not {OLD}") from None


class TestRubbishPages(Suite):
    """Of nobody, and with an action that there is not."""

    class Kind(Gate):
        def _event(self, page: str, user: str) -> PageEvent:
            action: Any = "resolve_reopen"
            return PageEvent(page_id="", action=action, user=VendorUser())


class TestAPersonInPlaceOfAUser(Suite):
    class Kind(Gate):
        def _event(self, page: str, user: str) -> PageEvent:
            person: Any = "ana"
            return PageEvent(page_id=page, action="acknowledged", user=person)


class TestBreaksOnAStrangeBody(Suite):
    class Kind(Gate):
        def receive(self, request: RawRequest) -> Received:
            told = json.loads(request.body)
            return Received(pages=(self._event(told["page"], told["user"]),))


class TestCounts(Suite):
    """What it says depends on how often it was asked."""

    class Kind(Gate):
        def receive(self, request: RawRequest) -> Received:
            count = self.__dict__.setdefault("count", [])
            count.append(1)
            return replace(super().receive(request), delivery_id=str(len(count)))


class TestReadsAHeaderThatIsNotKept(Suite):
    class Kind(Gate):
        def receive(self, request: RawRequest) -> Received:
            return replace(super().receive(request), delivery_id=request.headers.get("x-time", ""))


class TestSaysNothing(Suite):
    class Kind(Gate):
        def receive(self, request: RawRequest) -> Received:
            super().receive(request)
            return Received()


class TestHangs(Suite):
    class Kind(Gate):
        def receive(self, request: RawRequest) -> Received:
            if request.body == b"null":
                threading.Event().wait()
            return super().receive(request)
