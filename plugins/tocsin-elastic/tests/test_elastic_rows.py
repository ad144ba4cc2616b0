"""Entries of any shape become rows: safe, bounded, on one line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.providers import Secret
from tocsin_elastic.config import LogsConfig
from tocsin_elastic.rows import LONGEST_ROW, at, flat, moment, row_of

CONFIG = LogsConfig(base_url="https://es.example", indices=("x",), api_key=Secret("ES_KEY"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("source", "row"),
    [
        ({"message": "refused"}, "refused"),
        ({"log": {"original": "raw"}, "message": "  "}, "raw"),
        ({"log.original": "raw"}, "raw"),
        ({"msg": ["a", "b"]}, "a b"),
        ({"log": "plain"}, "plain"),
        ({"message": "\x1b[31mred\u202e\ttab"}, "[31mred tab"),
        ({"http": {"status": 503, "ok": False}, "x": None}, "http.status=503 http.ok=false"),
        ({"a": [{"b": 1}, {"b": [2, {"c": "d"}]}]}, "a.b=1 a.b=2 a.b.c=d"),
        ({"a\nb": "c\nd"}, "a b=c d"),
        ({}, "id-7"),
    ],
)
def test_a_row_is_the_message_or_all_there_is(source: Any, row: str) -> None:
    assert row_of(source, CONFIG, key="id-7").text == row


def test_what_is_shown_behind_it_is_on_one_line() -> None:
    source: dict[str, Any] = {
        "message": "x",
        "service": {"name": "checkout"},
        "host.name": "web-1\nweb-2",
    }
    row = row_of({**source, "log": {"level": 7}}, CONFIG)
    assert row.fields == {
        "service.name": "checkout", "host.name": "web-1 web-2", "log.level": "7"
    }  # fmt: skip


@given(st.dictionaries(st.text(), JSON))
def test_any_entry_is_a_row(source: dict[str, Any]) -> None:
    row = row_of(source, CONFIG)
    assert len(row.text) <= LONGEST_ROW
    assert all("\n" not in value for value in row.fields.values())
    row.text.encode()


def test_what_is_deep_or_wide_is_cut() -> None:
    deep: Any = "end"
    for _ in range(5000):
        deep = {"a": deep}
    assert len(flat(deep)) <= LONGEST_ROW
    assert len(flat({str(number): "x" * 999 for number in range(9999)})) <= LONGEST_ROW
    assert len(flat([[1] * 10_000] * 10_000)) <= LONGEST_ROW


@pytest.mark.parametrize("path", ["a.b.c", ".".join("a" * 60)])
def test_a_place_is_found_in_whatever_way_it_is_written(path: str) -> None:
    nested: Any = 1
    for name in reversed(path.split(".")):
        nested = {name: nested}
    first, _, rest = path.partition(".")
    assert at(nested, path) == at({path: 1}, path) == at({first: {rest: 1}}, path) == 1
    assert at({first: [nested]}, path) is None


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-23T12:00:00.000Z",
        "2026-11-23T12:00:00.000000000Z",
        "2026-11-23T13:00:00+01:00",
        1795435200000,
        "1795435200000",
        1795435200000000000,
        [1795435200000],
    ],
)
def test_a_moment_is_read_as_clusters_write_it(value: Any) -> None:
    assert moment(value) == datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize("value", [None, "", "soon", -1, 0, 10**30, "9" * 30, [], {}, True, 1.5])
def test_what_is_no_moment_is_none(value: Any) -> None:
    assert moment(value) is None
