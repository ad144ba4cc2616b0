"""Plain JSON alerts whose texts and times nobody sends on purpose: they page all the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tocsin.builtin.json_alerts import JsonAlerts, JsonAlertsConfig
from tocsin.errors import BadPayload
from tocsin.providers import AlertGroup, RawRequest, Received, Secret
from tocsin.testing.received import check_group

RECEIVED = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def received(**said: object) -> Received:
    body = json.dumps({"key": "checkout", "title": "checkout returns 500s", **said}).encode()
    source = JsonAlerts(JsonAlertsConfig(token=Secret("NOT_SET")))
    return source.receive(
        RawRequest(method="POST", path="", headers={}, body=body, received=RECEIVED)
    )


def read(**said: object) -> AlertGroup:
    (group,) = received(**said).groups
    check_group(group)
    return group


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("a\nb\tc", "a b c"),
        ("\x1b[31mred\x00", "[31mred"),
        ("\n\n", "Alert without a title"),
        ("\u200b\u2060", "Alert without a title"),
        ("Größe ✅", "Größe ✅"),
    ],
)
def test_a_title_is_one_visible_line(title: str, shown: str) -> None:
    assert read(title=title).title == shown


def test_a_description_keeps_its_lines_and_no_control_characters() -> None:
    assert read(description="one\r\ntwo\x00\x07 three").description == "one\ntwo three"


def test_ids_without_look_are_kept_apart_and_can_be_stored() -> None:
    keys = {read(key=key).key for key in ("a", "a\x00", "a\u202e", "a\n")}
    assert len(keys) == 4
    assert all(key.isprintable() for key in keys)
    assert received(id="7\x00").delivery_id.isprintable()


@pytest.mark.parametrize(
    "started",
    [
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-12:00",
        "9999-12-31T23:59:59Z",
    ],
)
def test_a_start_that_no_clock_can_show_is_the_moment_it_arrived(started: str) -> None:
    assert read(started=started).alerts[0].starts_at == RECEIVED


def test_a_sensible_start_is_taken_as_it_is() -> None:
    at = read(started="2026-11-23T09:58:00+01:00").alerts[0].starts_at
    assert at == datetime(2026, 11, 23, 8, 58, tzinfo=UTC)


@pytest.mark.parametrize("started", [1e400, 10**30, "yesterday", "2026-11-23T09:58:00", [], {}])
def test_what_is_no_time_is_a_bad_payload(started: object) -> None:
    with pytest.raises(BadPayload, match=r"started|body"):
        read(started=started)


@pytest.mark.parametrize("key", ["\x1b[31m\nforged", "\u202e", "x" * 100_000, "\x00"])
def test_a_key_nobody_knows_is_not_repeated_as_it_came(key: str) -> None:
    with pytest.raises(BadPayload) as caught:
        read(**{key: 1})
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200
