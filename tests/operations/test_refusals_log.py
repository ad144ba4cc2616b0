"""Who is refused is in the log with verb and incident, and strangers are counted."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from starlette.testclient import TestClient

from tests.engine.given import P1, World
from tests.operations.given import stranger
from tocsin.bootstrap.metrics_endpoint import Counters
from tocsin.engine.acks import StoredAckLinks
from tocsin.engine.refused_requests import RefusedRequests
from tocsin.store.contract import Store
from tocsin.web import Services, create_app

TITLE = "canary-title"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NO_TOKEN = "No token came; it is awaited as a bearer token in the header Authorization."


def refusals(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    """The fields of each line about a refused message."""
    return [
        {name: getattr(record, name, "") for name in ("person", "refused", "verb", "incident")}
        for record in caplog.records
        if record.getMessage() == "message on irc: refused"
    ]


@pytest.mark.parametrize(
    ("line", "by", "verb", "incident", "why"),
    [
        ("INC-1 ack", "guest-x", "ack", "INC-1", "NotFound"),
        ("INC-1 approve 1 canary-title", "bo", "approve", "INC-1", None),
        ("INC-1 show", "guest-x", "show", "INC-1", None),
        ("INC-9 note canary-title", "ana", "note", "INC-9", "NotFound"),
        ("canary-title", "ana", "", "", None),
    ],
)
def test_a_refusal_names_verb_and_incident_and_no_word_of_anybody(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    line: str,
    by: str,
    verb: str,
    incident: str,
    why: str | None,
) -> None:
    world = World(tmp_path)
    world.tell(f"!incident declare {TITLE} p1 --private")
    with caplog.at_level(logging.INFO, "tocsin"):
        reply = world.say(f"!incident {line}", by)
    if reply.accepted:
        pytest.skip("the policy allows it")
    (found,) = refusals(caplog)
    assert (found["person"], found["verb"], found["incident"]) == (by, verb, incident)
    assert why is None or found["refused"] == why
    assert all(TITLE not in str(vars(record)) for record in caplog.records)


def test_the_room_says_which_incident_was_meant(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world = World(tmp_path)
    world.tell(P1)
    room = next(iter(world.incident().rooms.values())).name
    with caplog.at_level(logging.INFO, "tocsin"):
        assert not world.say("!incident ack", "guest-x", room=room).accepted
    (found,) = refusals(caplog)
    assert (found["verb"], found["incident"]) == ("ack", "INC-1")
    assert found["refused"] == "Forbidden"


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[str, object]]:
    return [
        (record.getMessage(), vars(record)["times"])
        for record in caplog.records
        if record.name == "tocsin.engine.refused_requests"
    ]


def scraped(strangers: RefusedRequests) -> list[str]:
    metrics = Counters()
    metrics.count(strangers)
    lines = metrics.text().decode().splitlines()
    return [line for line in lines if line.startswith("tocsin_refused_total")]


def test_wrong_tokens_of_a_webhook_are_told_once_a_minute_with_their_number(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(5):
        stranger(world)
    world.clock.at += timedelta(seconds=61)
    stranger(world)
    assert told(caplog) == [
        (f"webhook shop/json refused: Unauthorised: {NO_TOKEN}", 1),
        (f"webhook shop/json refused: Unauthorised: {NO_TOKEN}", 5),
    ]
    assert scraped(world.system.refused_requests) == [
        'tocsin_refused_total{door="webhook shop/json",why="Unauthorised"} 6.0'
    ]


def test_each_rule_that_failed_is_told_and_nothing_that_came(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    for header in ("", "Bearer canary-1", "Bearer canary-2", ""):
        stranger(world, authorization=header)
    assert [line.removeprefix("webhook shop/json refused: ") for line, _ in told(caplog)] == [
        f"Unauthorised: {NO_TOKEN}",
        "Unauthorised: The token that came is not ours.",
    ]
    assert "canary" not in caplog.text


def test_rules_that_a_stranger_makes_up_fill_no_disk(
    caplog: pytest.LogCaptureFixture,
) -> None:
    refusals = RefusedRequests()
    for minute in range(2):
        now = NOON + timedelta(minutes=minute)
        for number in range(100):
            refusals.refused("webhook shop/sns", "Unauthorised", now, f"It is {number} h old.")
    assert [times for _, times in told(caplog)] == [1, 1, 1, 1, 1, 96, 1, 1, 1, 1]
    assert len(scraped(refusals)) == 1


def test_a_rule_is_one_short_line_without_what_looks_like_a_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rule = f"It is not ours:\ntoken=canary-of-a-secret {'x' * 500}"
    RefusedRequests().refused("webhook shop/sns", "Unauthorised", NOON, rule)
    ((line, _),) = told(caplog)
    assert line.startswith("webhook shop/sns refused: Unauthorised: It is not ours: token=… xx")
    assert len(line) < 300


def test_so_are_wrong_tokens_of_say_and_guessed_links(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    services = Services(
        hook=world.system.hook,
        acks=world.system.acks,
        ready=lambda: (),
        metrics=lambda: b"",
        say=lambda _text, _person: (True, ""),
        token="the-right-one",
        clock=world.clock,
        stranger=lambda door: world.system.refused_requests.refused(
            door, "Unauthorised", world.clock()
        ),
    )
    with TestClient(create_app(services)) as client:
        for number in range(4):
            head = {"Authorization": f"Bearer canary-{number}"}
            client.post("/say", json={"text": "x", "as": "ana"}, headers=head)
            assert client.get(f"/ack/canary-{number}").status_code == 404
            assert client.post(f"/ack/canary-{number}").status_code == 404
            assert client.post(f"/ack/{'c' * 5000}").status_code == 404
    assert [line for line, _ in told(caplog)] == [
        "say refused: Unauthorised", "acknowledge link refused: unknown",
    ]  # fmt: skip
    assert scraped(world.system.refused_requests) == [
        'tocsin_refused_total{door="acknowledge link",why="unknown"} 12.0',
        'tocsin_refused_total{door="say",why="Unauthorised"} 4.0',
    ]
    assert "canary" not in caplog.text


def test_a_guessed_link_keeps_nobody_from_writing(world: World) -> None:
    """There is one writer: who guesses must not stand before those who work."""

    class ReadOnly:
        read = staticmethod(world.store.read)

    acks = StoredAckLinks(cast("Store", ReadOnly()), world.system.execute)
    assert acks.use("guess").state == "unknown"
