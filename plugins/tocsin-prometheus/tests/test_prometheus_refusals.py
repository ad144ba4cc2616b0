"""Bodies that cannot be read: one sentence that names the place."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tocsin.errors import BadPayload
from tocsin.providers import AlertGroup

Sample = Callable[[str], dict[str, Any]]
Read = Callable[..., AlertGroup]
GONE = object()


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("version", GONE, "version: missing"),
        ("version", "1", 'version: not "4", the only one read here'),
        ("version", 4, 'version: not "4", the only one read here'),
        ("groupKey", GONE, "groupKey: missing"),
        ("groupKey", "", "groupKey: empty"),
        ("groupKey", ["k"], "groupKey: not a text"),
        ("alerts", GONE, "alerts: missing"),
        ("alerts", None, "alerts: not a list"),
        ("alerts", {"0": {}}, "alerts: not a list"),
        ("alerts", "none", "alerts: not a list"),
        ("alerts", [], "alerts: empty"),
        ("alerts", ["one"], "alerts[0]: not an object"),
        ("truncatedAlerts", -1, "truncatedAlerts: below zero"),
        ("truncatedAlerts", "2", "truncatedAlerts: not a whole number"),
        ("truncatedAlerts", True, "truncatedAlerts: not a whole number"),
        ("groupLabels", ["a"], "groupLabels: not an object"),
        ("commonLabels", {"service": 1}, "commonLabels.service: not a text"),
        ("commonAnnotations", "x", "commonAnnotations: not an object"),
        ("externalURL", 1, "externalURL: not a text"),
    ],
)
def test_a_fault_of_the_group_is_named(
    sample: Sample, read: Read, key: str, value: object, sentence: str
) -> None:
    body = sample("firing") | {key: value}
    if value is GONE:
        del body[key]
    with pytest.raises(BadPayload) as caught:
        read(body)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("status", "pending", "alerts[1].status: neither firing nor resolved"),
        ("status", None, "alerts[1].status: neither firing nor resolved"),
        ("startsAt", "soon", "alerts[1].startsAt: not a time"),
        ("startsAt", 1763633700, "alerts[1].startsAt: not a time"),
        ("endsAt", {}, "alerts[1].endsAt: not a time"),
        ("labels", [], "alerts[1].labels: not an object"),
        ("labels", {"a": None}, "alerts[1].labels.a: not a text"),
        ("annotations", {"a": ["b"]}, "alerts[1].annotations.a: not a text"),
        ("generatorURL", 7, "alerts[1].generatorURL: not a text"),
        ("fingerprint", 7, "alerts[1].fingerprint: not a text"),
    ],
)
def test_a_fault_of_one_alert_is_named_with_its_number(
    sample: Sample, read: Read, key: str, value: object, sentence: str
) -> None:
    body = sample("firing")
    body["alerts"][1][key] = value
    with pytest.raises(BadPayload) as caught:
        read(body)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not json",
        b'{"version": "4"',
        b'{"version": "4"} {"version": "4"}',
        b"\xff\xfe\x00",
        b'{"version": "4", "groupKey": "\xc3\x28"}',
        b'{"version": "4", "groupKey": "\\ud800"}',
        b"[" * 200_000,
        b"[" * 200_000 + b"]" * 200_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    ],
    ids=lambda raw: repr(raw[:16]),
)
def test_what_is_not_json_is_refused_and_never_quoted(read: Read, raw: bytes) -> None:
    with pytest.raises(BadPayload) as caught:
        read(raw)
    assert str(caught.value) == "The body is not JSON."


@pytest.mark.parametrize("value", [None, 1, "text", [], True])
def test_json_that_is_no_object_is_refused(read: Read, value: object) -> None:
    with pytest.raises(BadPayload) as caught:
        read(json.dumps(value).encode())
    assert str(caught.value) == "body: not an object"


@pytest.mark.parametrize("name", ["\x1b\nx" * 4000, "\u200bx", "\ue000x", "\U00018cd6", "\ufffe"])
def test_a_place_with_a_foreign_name_stays_short_and_on_one_line(
    sample: Sample, read: Read, name: str
) -> None:
    body = sample("firing")
    body["alerts"][0]["labels"] = {name: 1}
    with pytest.raises(BadPayload) as caught:
        read(body)
    assert len(str(caught.value)) <= 140
    assert str(caught.value).isprintable()
