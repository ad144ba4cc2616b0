"""The contract of alert sources."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, get_args

import pytest

from tocsin.domain.severity import Severity
from tocsin.errors import BadPayload, Unauthorised
from tocsin.providers import AlertEvent, AlertGroup, AlertSource, RawRequest, Received
from tocsin.testing.checks import assert_hidden, chain, together

LONGEST_SENTENCE = 500
DAMAGES = 200
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
    b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    b"9" * 100_000,
    '{"key": "é"}'.encode("utf-16"),
)


class AlertSourceContract:
    """Inherit in a class named `Test…` and override the fixtures `source` and `deliveries`.

    Attributes:
        secrets: The secret values the source was made with; none may ever be shown.
        secret_env: The environment variable that holds the token or key, "" if there is none;
            without its value nobody may come in.
    """

    secrets: ClassVar[Sequence[str]] = ()
    secret_env: ClassVar[str] = ""

    @pytest.fixture
    def source(self) -> AlertSource:
        """The source, its secret set in the environment."""
        raise NotImplementedError("override the fixture `source`")

    @pytest.fixture
    def deliveries(self) -> Sequence[RawRequest]:
        """Requests as the real sender makes them, with the headers that let them in."""
        raise NotImplementedError("override the fixture `deliveries`")

    def test_a_real_delivery_comes_in(
        self, source: AlertSource, deliveries: Sequence[RawRequest]
    ) -> None:
        assert deliveries, "give at least one delivery"
        for request in deliveries:
            source.authenticate(request)

    def test_a_delivery_without_its_headers_stays_out(
        self, source: AlertSource, deliveries: Sequence[RawRequest]
    ) -> None:
        _stays_out(source, replace(deliveries[0], headers={}), self.secrets)

    @pytest.mark.parametrize("added", ["x", "é", "\udcff", "\u0000"])
    def test_a_delivery_with_other_headers_stays_out(
        self, source: AlertSource, deliveries: Sequence[RawRequest], added: str
    ) -> None:
        headers = {name: f"{value}{added}" for name, value in deliveries[0].headers.items()}
        _stays_out(source, replace(deliveries[0], headers=headers), self.secrets)

    @pytest.mark.parametrize("value", [None, ""])
    def test_without_a_secret_of_our_own_nobody_comes_in(
        self,
        source: AlertSource,
        deliveries: Sequence[RawRequest],
        monkeypatch: pytest.MonkeyPatch,
        value: str | None,
    ) -> None:
        if not self.secret_env:
            pytest.skip("name `secret_env` to prove that an unset secret lets nobody in")
        monkeypatch.delenv(self.secret_env)
        if value is not None:
            monkeypatch.setenv(self.secret_env, value)
        empty = dict.fromkeys(deliveries[0].headers, "")
        bearer = {"authorization": "Bearer "}
        for headers in ({}, empty, bearer, deliveries[0].headers):
            _stays_out(source, replace(deliveries[0], headers=headers), self.secrets)

    def test_what_is_read_is_sound(
        self, source: AlertSource, deliveries: Sequence[RawRequest]
    ) -> None:
        for request in deliveries:
            received = source.receive(request)
            assert isinstance(received, Received)
            for group in received.groups:
                check_group(group)

    def test_reading_is_pure(self, source: AlertSource, deliveries: Sequence[RawRequest]) -> None:
        """The same request says the same, however often and in whatever order it is read."""
        first = [source.receive(request) for request in deliveries]
        again = [source.receive(request) for request in reversed(deliveries)]
        assert first == again[::-1]

    def test_many_threads_read_the_same(
        self, source: AlertSource, deliveries: Sequence[RawRequest]
    ) -> None:
        alone = source.receive(deliveries[0])
        assert together(lambda _: source.receive(deliveries[0])) == [alone] * 8

    @pytest.mark.parametrize("body", HOSTILE_BODIES, ids=range(len(HOSTILE_BODIES)))
    def test_a_hostile_body_is_a_bad_payload_at_most(
        self, source: AlertSource, deliveries: Sequence[RawRequest], body: bytes
    ) -> None:
        _read_or_refused(source, replace(deliveries[0], body=body))

    def test_a_damaged_delivery_is_a_bad_payload_at_most(
        self, source: AlertSource, deliveries: Sequence[RawRequest]
    ) -> None:
        chance = random.Random(20261123)
        for number in range(DAMAGES):
            request = deliveries[number % len(deliveries)]
            _read_or_refused(source, replace(request, body=_damaged(request.body, chance)))

    def test_no_secret_is_shown_or_logged(
        self,
        source: AlertSource,
        deliveries: Sequence[RawRequest],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        with caplog.at_level(0):
            source.authenticate(deliveries[0])
            source.receive(deliveries[0])
        assert_hidden(self.secrets, source, caplog.text)


def check_group(group: AlertGroup) -> None:
    """A group as the core relies on it."""
    assert group.key, "an episode needs the sender's group key"
    assert group.title.strip(), "a group needs a title"
    assert "\n" not in group.title, "a title is one line"
    assert group.severity in get_args(Severity)
    assert group.truncated >= 0
    assert group.alerts, "a group has at least one alert"
    names = [alert.fingerprint for alert in group.alerts]
    assert len(set(names)) == len(names), "two alerts share a fingerprint"
    for alert in group.alerts:
        check_alert(alert)


def check_alert(alert: AlertEvent) -> None:
    """An alert as the core relies on it."""
    assert alert.fingerprint, "an alert is known again by its fingerprint"
    assert alert.status in ("firing", "resolved")
    assert alert.title.strip(), "an alert needs a title"
    assert alert.starts_at.tzinfo is not None, "times are aware"
    assert alert.ends_at is None or alert.ends_at.tzinfo is not None, "times are aware"
    assert all(link.startswith(("http://", "https://")) for link in alert.links.values())


def _stays_out(source: AlertSource, request: RawRequest, secrets: Sequence[str]) -> None:
    with pytest.raises(Unauthorised) as caught:
        source.authenticate(request)
    assert_hidden(secrets, *chain(caught.value))


def _read_or_refused(source: AlertSource, request: RawRequest) -> None:
    try:
        received = source.receive(request)
    except BadPayload as error:
        check_sentence(str(error))
        return
    for group in received.groups:
        check_group(group)


def check_sentence(text: str) -> None:
    """What the sender is told of a body that cannot be read: short and printable."""
    assert text.strip(), "a BadPayload names the place"
    assert len(text) <= LONGEST_SENTENCE, "a BadPayload is one short sentence"
    assert text.isprintable(), "a BadPayload does not repeat control characters"


def _damaged(body: bytes, chance: random.Random) -> bytes:
    """The body cut short, or with a few bytes written over."""
    if not body or chance.random() < 0.3:
        return body[: chance.randrange(len(body) + 1)]
    raw = bytearray(body)
    for _ in range(chance.randrange(1, 6)):
        raw[chance.randrange(len(raw))] = chance.choice(b'\x00"{}[]:,0nt\\\xff')
    return bytes(raw)
