"""Webhooks of any shape: a known status, never 500, and the bot goes on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.given import TOKEN, Whole, as_body, web_of, whole
from tests.fuzz.hostile import EXAMPLES, anything, bounded, scalars, spicy

MIB = 1024 * 1024
STATUSES = {201, 202, 400, 401, 404, 405, 408, 413, 503}
BEARER = {"Authorization": f"Bearer {TOKEN}"}
PROM: dict[str, Any] = {
    "version": "4",
    "groupKey": "{}:{alertname='Down'}",
    "truncatedAlerts": 0,
    "status": "firing",
    "receiver": "tocsin",
    "groupLabels": {"alertname": "Down"},
    "commonLabels": {"alertname": "Down", "severity": "critical"},
    "commonAnnotations": {"summary": "search is down", "runbook_url": "https://r.example"},
    "externalURL": "https://am.example",
    "alerts": [
        {
            "status": status,
            "labels": {"alertname": "Down", "severity": "critical", "pod": pod},
            "annotations": {"summary": f"{pod} is down", "dashboard_url": "https://g.example"},
            "startsAt": "2026-11-23T08:59:00.123456789Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "https://p.example/graph",
            "fingerprint": pod * 8,
        }
        for pod, status in (("a1", "firing"), ("b2", "firing"), ("c3", "resolved"))
    ],
}
PLAIN: dict[str, Any] = {
    "key": "search", "title": "search is down", "status": "firing", "severity": "critical",
    "service": "search", "description": "no results", "link": "https://g.example",
    "started": "2026-11-23T08:59:00Z", "id": "1",
}  # fmt: skip
VALUES: tuple[Any, ...] = (
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59Z", "1e400",
    "2026-11-23T08:59:00", "https://a b", "https://a\x1b[31m", "javascript:alert(1)", "P0",
    "https://" + "x" * 100_000, 1e400, 10**400, -1, True, None, [], {}, [[]], "x" * 100_000,
)  # fmt: skip
BODIES: Mapping[str, bytes] = {
    "empty": b"",
    "nul": b"\x00",
    "no utf-8": b'{"key": "\xff", "title": "x"}',
    "utf-16": json.dumps(PLAIN).encode("utf-16"),
    "a mark before it": b"\xef\xbb\xbf" + json.dumps(PLAIN).encode(),
    "a MiB of brackets": b"[" * MIB,
    "a MiB of closed brackets": b"[" * (MIB // 2) + b"]" * (MIB // 2),
    "a MiB of braces": b'{"a":' * (MIB // 5),
    "deep in a field": b'{"key":' + b"[" * 200_000 + b"]" * 200_000 + b',"title":"x"}',
    "deep in what is ignored": b'{"version":"4","x":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "a number too large": b'{"key":"k","title":"t","started":1e400}',
    "very many digits": b'{"key":"k","title":"t","started":' + b"9" * 900_000 + b"}",
    "many digits of alerts": b'{"version":"4","groupKey":"k","truncatedAlerts":' + b"9" * 900_000
    + b',"alerts":[{"status":"firing"}]}',
    "NaN": b'{"key":"k","title":"t","started":NaN}',
    "a key twice": b'{"key":"a","key":"b","title":"t","title":"u"}',
    "half a character": b'{"key":"k","title":"\\ud800"}',
    "NUL in texts": b'{"key":"k\\u0000","title":"t\\u0000","id":"i\\u0000","service":"s\\u0000"}',
    "a MiB of keys": b"{" + b",".join(b'"%d":0' % n for n in range(80_000)) + b"}",
    "a MiB of one text": b'{"key":"k","title":"' + b"x" * (MIB - 100) + b'"}',
    "a key that steers a terminal": b'{"key":"k","title":"t","\\u001b[31m\\n\\u202e":1}',
    "a key of a MiB": b'{"key":"k","title":"t","' + b"x" * (MIB - 100) + b'":1}',
    "a label that steers a terminal": b'{"version":"4","groupKey":"k","alerts":[{"status":"firing",'
    b'"labels":{"\\u001b[31m\\u200b":1}}]}',
    "a form": b"payload=%7B%7D&x=1",
    "xml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    "one byte too many": b" " * (MIB + 1),
}  # fmt: skip
TYPES = (b"application/json", b"text/plain", b"", b"application/x-www-form-urlencoded", b"\xff")


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place inside a JSON value, as the steps that lead there."""
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    found: list[tuple[str | int, ...]] = []
    for step, inner in steps:
        found.append((*path, step))
        if isinstance(inner, dict | list):
            found.extend(places(inner, (*path, step)))
    return found


def changed(body: dict[str, Any], changes: list[tuple[int, Any]]) -> dict[str, Any]:
    """The body with values put in places of it."""
    made = deepcopy(body)
    for place, value in changes:
        known = places(made)
        path = known[place % len(known)] if known else ("key",)
        holder: Any = made
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = deepcopy(value)  # put in twice, it must not hold itself
    return made


values = anything | st.sampled_from(VALUES)
changes = st.lists(st.tuples(st.integers(0, 100), values), min_size=1, max_size=4)
instances = st.sampled_from(("json", "prom"))


def assert_goes_on(world: Whole) -> None:
    """Nothing waits to be handled again, and what was said is fit to be heard."""
    world.system.settle_now()
    assert not world.store.read(lambda tx: tx.unhandled(10))
    world.assert_all_fit()
    if world.count():
        world.hear("!incident INC-1 show")
        world.hear("!incident INC-1 timeline")


def send(world: Whole, instance: str, body: bytes, kind: bytes = b"application/json") -> int:
    headers = {b"Authorization": f"Bearer {TOKEN}".encode(), b"Content-Type": kind}
    with web_of(world) as client:
        answer = client.post(f"/hooks/shop/{instance}", content=body, headers=headers)
    assert answer.status_code in STATUSES - {405, 408, 503}, answer.text
    told = answer.json()
    assert set(told) in ({"incident"}, {"error"})
    assert len(answer.text) <= 600
    assert str(told.get("error", "-")).isprintable()
    return answer.status_code


@pytest.mark.parametrize("instance", ["json", "prom"])
@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("sqlite", [False, True])
def test_a_body_nobody_sends_on_purpose(
    tmp_path: Path, name: str, instance: str, sqlite: bool
) -> None:
    with closing(whole(tmp_path, sqlite=sqlite)) as world:
        status = send(world, instance, BODIES[name])
        assert (status == 413) == (name == "one byte too many")
        assert_goes_on(world)


@bounded()
@given(instances, anything.map(as_body) | st.binary(max_size=200), st.sampled_from(TYPES))
def test_json_of_any_shape_and_any_bytes(
    tmp_path_factory: pytest.TempPathFactory, instance: str, body: bytes, kind: bytes
) -> None:
    world = whole(tmp_path_factory.mktemp("hooks"))
    send(world, instance, body, kind)
    assert_goes_on(world)


@bounded()
@given(changes, st.booleans())
def test_a_notification_with_values_changed(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[int, Any]], plain: bool
) -> None:
    world = whole(tmp_path_factory.mktemp("hooks"))
    body = changed(PLAIN if plain else PROM, made)
    send(world, "json" if plain else "prom", as_body(body))
    assert_goes_on(world)


@bounded(EXAMPLES // 5)
@given(st.lists(st.tuples(st.booleans(), changes), min_size=1, max_size=5))
def test_several_of_them_and_a_database(
    tmp_path_factory: pytest.TempPathFactory, deliveries: list[tuple[bool, Any]]
) -> None:
    with closing(whole(tmp_path_factory.mktemp("hooks"), sqlite=True)) as world:
        for plain, made in deliveries:
            body = changed(PLAIN if plain else PROM, made)
            send(world, "json" if plain else "prom", as_body(body))
            world.run(minutes=3)
        assert_goes_on(world)


texts = dict.fromkeys(("key", "title", "service", "description", "id", "severity"), spicy)


@bounded()
@given(st.fixed_dictionaries(texts))
def test_texts_of_any_kind_open_an_incident_or_are_refused(
    tmp_path_factory: pytest.TempPathFactory, said: dict[str, str]
) -> None:
    world = whole(tmp_path_factory.mktemp("hooks"))
    send(world, "json", as_body(said))
    assert_goes_on(world)


@bounded(EXAMPLES // 4)
@given(
    st.binary(max_size=20) | st.sampled_from((b"..", b"\x00", b"shop/../shop", b"\\", b"*", b"%")),
    st.sampled_from(("GET", "PUT", "DELETE", "PATCH", "POST", "OPTIONS", "TRACE")),
    scalars.map(as_body),
)
def test_any_address_and_any_method(
    tmp_path_factory: pytest.TempPathFactory, path: bytes, method: str, body: bytes
) -> None:
    world = whole(tmp_path_factory.mktemp("hooks"))
    with web_of(world) as client:
        for quoted in (quote(path), quote(path, safe="")):
            for address in (f"/hooks/{quoted}/json", f"/hooks/shop/{quoted}", f"/{quoted}"):
                answer = client.request(method, address, content=body, headers=BEARER)
                assert answer.status_code in STATUSES | {200}, (address, answer.text)
    assert world.count() == 0


@bounded(EXAMPLES // 4)
@given(st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\x00"), max_size=80))
def test_no_header_but_the_right_one_lets_anybody_in(
    tmp_path_factory: pytest.TempPathFactory, header: str
) -> None:
    world = whole(tmp_path_factory.mktemp("hooks"))
    for value in (header, f"Bearer {header}", f"Bearer {TOKEN}{header}!", f"Basic {TOKEN}"):
        with web_of(world) as client:
            answer = client.post(
                "/hooks/shop/json",
                content=as_body(PLAIN),
                headers={b"Authorization": value.encode("latin-1")},
            )
        assert answer.status_code == 401
    assert world.count() == 0
