"""Whatever comes in: a group or `BadPayload`, never anything else."""

from __future__ import annotations

import json
import unicodedata
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import BadPayload, Unauthorised
from tocsin.providers import AlertGroup, RawRequest, Secret
from tocsin_prometheus.config import PrometheusConfig
from tocsin_prometheus.source import PrometheusAlerts

MIXED = json.loads((Path(__file__).parent / "payloads/alertmanager-mixed.json").read_bytes())
RAW = json.dumps(MIXED).encode()
SOURCE = PrometheusAlerts(PrometheusConfig(token=Secret("TOCSIN_PROMETHEUS_FUZZ_NOT_SET")))

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
anything = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place inside a JSON value, as the steps that lead there."""
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    found: list[tuple[str | int, ...]] = []
    for step, inner in steps:
        found.append((*path, step))
        if isinstance(inner, dict | list):
            found.extend(places(inner, (*path, step)))
    return found


def receive(raw: bytes) -> AlertGroup | None:
    """The group, or None for a bad payload; every other error is the test's failure."""
    request = RawRequest(
        method="POST",
        path="/",
        headers={},
        body=raw,
        received=datetime(2026, 11, 20, tzinfo=UTC),
    )
    try:
        (group,) = SOURCE.receive(request).groups
    except BadPayload as refused:
        sentence = str(refused)
    else:
        return group
    assert 0 < len(sentence) <= 200
    assert "Cc" not in {unicodedata.category(character) for character in sentence}
    return None


def assert_bounded(group: AlertGroup) -> None:
    assert 0 < len(group.title) <= 200
    assert len(group.description) <= 1000
    assert 0 < len(group.key) <= 500
    assert group.alerts
    for alert in group.alerts:
        assert 0 < len(alert.title) <= 200
        assert alert.starts_at.utcoffset() is not None
        assert alert.fingerprint
        assert len(alert.labels) <= 64


@given(st.binary(max_size=400))
def test_random_bytes_are_a_bad_payload(raw: bytes) -> None:
    assert receive(raw) is None


@given(anything)
def test_random_json_is_a_bad_payload(value: object) -> None:
    assert receive(json.dumps(value).encode()) is None


@given(st.integers(0, len(RAW) - 1), st.binary(max_size=6), st.integers(0, 6))
def test_a_real_body_with_bytes_changed_is_read_or_refused(at: int, new: bytes, cut: int) -> None:
    group = receive(RAW[:at] + new + RAW[at + cut :])
    if group is not None:
        assert_bounded(group)


@given(st.sampled_from(places(MIXED)), anything)
def test_a_real_body_with_one_value_changed_is_read_or_refused(
    place: tuple[str | int, ...], value: object
) -> None:
    body = deepcopy(MIXED)
    parent = body
    for step in place[:-1]:
        parent = parent[step]
    parent[place[-1]] = value
    group = receive(json.dumps(body).encode())
    if group is not None:
        assert_bounded(group)


@given(st.text())
def test_no_header_gets_in_or_breaks_the_door(header: str) -> None:
    request = RawRequest(
        method="POST",
        path="/",
        headers={"authorization": header},
        body=b"",
        received=datetime(2026, 11, 20, tzinfo=UTC),
    )
    try:
        SOURCE.authenticate(request)
    except Unauthorised:
        return
    raise AssertionError("let in without a token")
