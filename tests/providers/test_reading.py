"""What plugins read outside texts with: bodies, places in objects, moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tocsin.errors import BadPayload, ProviderError, ProviderFault
from tocsin.providers import (
    Finding,
    looked_at,
    one_line,
    read_moment,
    read_object,
)
from tocsin.providers.http import objects_in, text_at


def test_a_place_that_is_not_there_is_no_text() -> None:
    told = read_object(b'{"a": {"b": "c", "n": 7}}')
    assert text_at(told, "a", "b") == "c"
    assert text_at(told, "a", "n") == text_at(told, "a", "b", "c") == text_at(told, "x") == ""


def test_only_objects_of_a_list_are_objects() -> None:
    assert objects_in([{"a": 1}, 7, None, [{}]]) == [{"a": 1}]
    assert objects_in({"a": 1}) == objects_in(None) == []


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "body: it is no JSON"),
        (b"\xff", "body: it is no JSON"),
        (b"[" * 100_000, "body: it is no JSON"),
        (b"[]", "body: it is no JSON object"),
    ],
)
def test_a_body_that_is_no_object_is_one_sentence(raw: bytes, said: str) -> None:
    with pytest.raises(BadPayload) as caught:
        read_object(raw)
    assert str(caught.value) == said


def test_a_moment_is_aware() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    for words in ("2026-11-23T12:00:00Z", "2026-11-23T12:00:00"):
        assert read_moment(words) == noon
    east = read_moment("2026-11-23T14:00:00+02:00")
    assert east == noon
    assert east.tzinfo == timezone(timedelta(hours=2))
    assert read_moment("") is read_moment("soon") is None


@pytest.mark.parametrize("words", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_a_moment_of_no_calendar_is_none(words: str) -> None:
    assert read_moment(words) is None


def test_half_a_character_is_left_out() -> None:
    assert one_line("a\ud800b") == "ab"


def _refused(code: ProviderFault) -> None:
    raise ProviderError(code, "It is not there.")


def test_one_thing_that_is_not_there_is_a_fault_and_one_that_stops_all_is_raised() -> None:
    assert looked_at("x", lambda: 7) == Finding(what="x", verdict="ok")
    assert looked_at("x", lambda: _refused("not_found"), may_be_missing=True).verdict == "ok"
    assert looked_at("x", lambda: _refused("forbidden"), may_be_missing=True).verdict == "fault"
    gone = Finding(what="x", verdict="fault", detail="It is not there.")
    assert looked_at("x", lambda: _refused("not_found")) == gone
    with pytest.raises(ProviderError):
        looked_at("x", lambda: _refused("unavailable"))
