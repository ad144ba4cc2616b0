"""The contract of webhooks, for instances of any kind."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar, Final

import pytest

from tocsin.errors import BadPayload, ProviderError, Unauthorised
from tocsin.providers import RawRequest, Received
from tocsin.providers.inbound import Door, Inbound, TellsDoor
from tocsin.testing.checks import assert_hidden, chain, together
from tocsin.testing.contract import Contract
from tocsin.testing.received import check_received, check_sentence

DAMAGES: Final = 200
LONG_AGO: Final = timedelta(days=1)
NEW_SECRET: Final = "another-k3y-of-tomorrow"
HOSTILE_BODIES: Sequence[bytes] = (
    b"",
    b" ",
    b"\x00\xff\xfe",
    b"null",
    b"true",
    b"0",
    b"1e999",
    b"NaN",
    b'"text"',
    b"[]",
    b"{}",
    b"[[[[[[[[[[]]]]]]]]]]",
    b"[" * 100_000,
    b'{"a":' * 20_000,
    b'{"alerts": null, "status": [], "key": {}, "title": 3}',
    b'{"key": "\\ud800", "title": "\\u0000", "alerts": [{}]}',
    b'{"event": {"event_type": 7, "agent": [], "data": null}}',
    b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    b"9" * 100_000,
    '{"key": "é"}'.encode("utf-16"),
)
# Every letter and digit becomes another: no part of a header stays right, however many it has.
_OTHERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "bcdefghijklmnopqrstuvwxyza1234567890BCDEFGHIJKLMNOPQRSTUVWXYZA",
)
Sign = Callable[[str], RawRequest]


class InboundContract(Contract):
    """Inherit in a class named `Test…` and override `inlet`, `deliveries` and `signed_with`.

    Attributes:
        secrets: The secret values the instance was made with; none may ever be shown.
        secret_env: The environment variable that holds the token or key, "" if there is none;
            without its value nobody may come in.
        secret_envs: All of them, where several are good at the same time.
        signature_in_body: Whether what proves the sender stands in the body (JSON), signed with a
            key of the sender's own, so that headers prove nothing.
    """

    secrets: ClassVar[Sequence[str]] = ()
    secret_env: ClassVar[str] = ""
    secret_envs: ClassVar[Sequence[str]] = ()
    signature_in_body: ClassVar[bool] = False

    @pytest.fixture
    def inlet(self) -> Inbound:
        """A fixture: the instance, its secrets set in the environment."""
        raise NotImplementedError("override the fixture `inlet`")

    @pytest.fixture
    def deliveries(self) -> Sequence[RawRequest]:
        """A fixture: requests as the real sender makes them, authenticated."""
        raise NotImplementedError("override the fixture `deliveries`")

    @pytest.fixture
    def signed_with(self, request: pytest.FixtureRequest) -> Sign:
        """A fixture: a function from a secret's value to a delivery signed with it."""
        self.lacking(request, "signed_with")

    @pytest.fixture
    def asked(self, inlet: Inbound) -> Inbound:
        """The instance; a call of it that hangs fails its test."""
        return self.kept(inlet)

    @pytest.fixture
    def signed(self, inlet: Inbound) -> bool:
        """Whether the signature or token covers the body."""
        return not _door(inlet).token_only

    def envs(self) -> Sequence[str]:
        """Every environment variable that holds a secret of this instance."""
        return tuple(dict.fromkeys(name for name in (self.secret_env, *self.secret_envs) if name))

    # ------------------------------------------------------------------------ who comes in

    def test_it_has_a_door(self, inlet: Inbound) -> None:
        assert isinstance(inlet, Inbound), "it has the methods `authenticate` and `receive`"
        assert isinstance(_door(inlet), Door)

    def test_a_real_delivery_comes_in(
        self, asked: Inbound, deliveries: Sequence[RawRequest]
    ) -> None:
        assert deliveries, "give at least one delivery"
        for request in deliveries:
            asked.authenticate(request)

    def test_a_delivery_without_its_headers_stays_out(
        self, asked: Inbound, deliveries: Sequence[RawRequest]
    ) -> None:
        bare = replace(deliveries[0], headers={})
        if self.signature_in_body:
            asked.authenticate(bare)
        else:
            _stays_out(asked, bare, self.secrets)

    @pytest.mark.parametrize("added", ["x", "é", "\udcff", "\u0000"])
    def test_a_delivery_with_other_headers_stays_out(
        self, asked: Inbound, deliveries: Sequence[RawRequest], added: str
    ) -> None:
        """Each part between commas is another: one of several signatures may be the right one."""
        for change in (_longer(added), lambda value: value.translate(_OTHERS) + added):
            headers = {name: change(value) for name, value in deliveries[0].headers.items()}
            if self.signature_in_body:
                for body in _others(deliveries[0].body):
                    forged = replace(deliveries[0], headers=headers, body=body)
                    _says_nothing_else(asked, deliveries[0], forged)
            else:
                _stays_out(asked, replace(deliveries[0], headers=headers), self.secrets)

    @pytest.mark.parametrize("added", ["x", "é", "\udcff"])
    def test_what_lets_a_delivery_in_is_compared_whole(
        self, asked: Inbound, deliveries: Sequence[RawRequest], added: str
    ) -> None:
        """A header without which nobody comes in lets nobody in when it is longer, either."""
        headers = deliveries[0].headers
        for name, value in headers.items():
            rest = {other: text for other, text in headers.items() if other != name}
            if not _comes_in(asked, replace(deliveries[0], headers=rest)):
                longer = {**headers, name: _longer(added)(value)}
                _stays_out(asked, replace(deliveries[0], headers=longer), self.secrets)

    def test_a_signature_covers_every_byte_of_the_body(
        self, asked: Inbound, deliveries: Sequence[RawRequest], *, signed: bool
    ) -> None:
        """Where it stands in the body, it covers every value that anything is read from."""
        for request in deliveries:
            values = _other_values(request.body) if self.signature_in_body else ()
            for body in (*_others(request.body), *values):
                if self.signature_in_body:
                    _says_nothing_else(asked, request, replace(request, body=body))
                elif signed:
                    _stays_out(asked, replace(request, body=body), self.secrets)
                else:
                    asked.authenticate(replace(request, body=body))

    def test_a_signed_delivery_of_long_ago_stays_out(
        self, asked: Inbound, deliveries: Sequence[RawRequest], *, signed: bool
    ) -> None:
        """Somebody may have kept it, to send it again. `RawRequest.received` is the moment."""
        if signed:
            late = replace(deliveries[0], received=deliveries[0].received + LONG_AGO)
            _stays_out(asked, late, self.secrets)

    @pytest.mark.parametrize("value", [None, ""])
    def test_without_a_secret_of_our_own_nobody_comes_in(
        self,
        asked: Inbound,
        deliveries: Sequence[RawRequest],
        request: pytest.FixtureRequest,
        monkeypatch: pytest.MonkeyPatch,
        value: str | None,
    ) -> None:
        if not self.envs():
            self.lacking(request, "secret_env")
        for env in self.envs():
            monkeypatch.delenv(env)
            if value is not None:
                monkeypatch.setenv(env, value)
        empty = dict.fromkeys(deliveries[0].headers, "")
        bearer = {"authorization": "Bearer "}
        for headers in ({}, empty, bearer, deliveries[0].headers):
            _stays_out(asked, replace(deliveries[0], headers=headers), self.secrets)

    def test_a_secret_is_renewed_without_a_restart(
        self, asked: Inbound, signed_with: Sign, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where several are good at once, each is; the one that was taken away is not."""
        before = [signed_with(os.environ[env]) for env in self.envs()]
        for request in before:
            asked.authenticate(request)
        monkeypatch.setenv(self.envs()[0], NEW_SECRET)
        asked.authenticate(signed_with(NEW_SECRET))
        _stays_out(asked, before[0], (*self.secrets, NEW_SECRET))
        for request in before[1:]:
            asked.authenticate(request)

    # ----------------------------------------------------------------------- what they say

    def test_what_is_read_is_sound(self, asked: Inbound, deliveries: Sequence[RawRequest]) -> None:
        told = [check_received(asked.receive(request)) for request in deliveries]
        assert any(told), "no delivery says anything: give one that does"

    def test_reading_is_pure(self, asked: Inbound, deliveries: Sequence[RawRequest]) -> None:
        """The same request says the same, however often and in whatever order it is read."""
        first = [asked.receive(request) for request in deliveries]
        again = [asked.receive(request) for request in reversed(deliveries)]
        assert first == again[::-1]

    def test_what_is_kept_of_a_request_says_the_same(
        self, inlet: Inbound, asked: Inbound, deliveries: Sequence[RawRequest]
    ) -> None:
        """After a crash it is read again: with the body, and the headers `Door.reads` names."""
        from tocsin.engine.webhook_routes import needed_parts

        for request in deliveries:
            assert asked.receive(needed_parts(request, _door(inlet))) == asked.receive(request), (
                "name in `Door.reads` what it looks at beside the body; no secret is kept"
            )

    def test_many_threads_read_the_same(
        self, asked: Inbound, deliveries: Sequence[RawRequest]
    ) -> None:
        alone = asked.receive(deliveries[0])
        assert together(lambda _: asked.receive(deliveries[0])) == [alone] * 8

    @pytest.mark.parametrize("body", HOSTILE_BODIES, ids=range(len(HOSTILE_BODIES)))
    def test_a_hostile_body_is_a_bad_payload_at_most(
        self, asked: Inbound, deliveries: Sequence[RawRequest], body: bytes
    ) -> None:
        _read_or_refused(asked, replace(deliveries[0], body=body))

    def test_a_damaged_delivery_is_a_bad_payload_at_most(
        self, asked: Inbound, deliveries: Sequence[RawRequest]
    ) -> None:
        chance = random.Random(20261123)
        for number in range(DAMAGES):
            request = deliveries[number % len(deliveries)]
            _read_or_refused(asked, replace(request, body=_damaged(request.body, chance)))

    def test_no_secret_is_shown_or_logged(
        self,
        asked: Inbound,
        deliveries: Sequence[RawRequest],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        with caplog.at_level(0):
            asked.authenticate(deliveries[0])
            asked.receive(deliveries[0])
        assert_hidden(self.secrets, asked, caplog.text)


def _door(inlet: object) -> Door:
    return inlet.door if isinstance(inlet, TellsDoor) else Door()


def _longer(added: str) -> Callable[[str], str]:
    return lambda value: ",".join(f"{part}{added}" for part in value.split(","))


def _others(body: bytes) -> Sequence[bytes]:
    """The body with one byte changed at its beginning, in its middle and at its end; and longer."""
    places = {0, len(body) // 2, len(body) - 1} if body else set()
    changed = [body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :] for at in sorted(places)]
    return [*changed, body + b" ", b""]


def _other_values(body: bytes) -> Sequence[bytes]:
    """A JSON object with one of its values changed, or left out."""
    fields = json.loads(body)
    changed = [{**fields, name: f"{value}x"} for name, value in fields.items()]
    less = [{other: fields[other] for other in fields if other != name} for name in fields]
    return [json.dumps(other).encode() for other in (*changed, *less)]


def _says_nothing_else(asked: Inbound, request: RawRequest, forged: RawRequest) -> None:
    """Check that a changed delivery stays out, or says what the real one does."""
    try:
        asked.authenticate(forged)
    except (Unauthorised, BadPayload, ProviderError):
        return
    assert asked.receive(forged) == asked.receive(request), "a forged body says something else"


def _comes_in(asked: Inbound, request: RawRequest) -> bool:
    try:
        asked.authenticate(request)
    except Unauthorised:
        return False
    return True


def _stays_out(asked: Inbound, request: RawRequest, secrets: Sequence[str]) -> None:
    with pytest.raises(Unauthorised) as caught:
        asked.authenticate(request)
    assert_hidden(secrets, *chain(caught.value))


def _read_or_refused(asked: Inbound, request: RawRequest) -> None:
    said: Received | None = None
    try:
        said = asked.receive(request)
    except BadPayload as error:
        check_sentence(str(error))
    if said is not None:
        check_received(said)


def _damaged(body: bytes, chance: random.Random) -> bytes:
    """The body cut short, or with a few bytes written over."""
    if not body or chance.random() < 0.3:
        return body[: chance.randrange(len(body) + 1)]
    raw = bytearray(body)
    for _ in range(chance.randrange(1, 6)):
        raw[chance.randrange(len(raw))] = chance.choice(b'\x00"{}[]:,0nt\\\xff')
    return bytes(raw)
