"""A delivery that could not be handled is read again later, as it was read the first time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.engine.desk_phone import Towers, answer, post, tower
from tests.engine.given import P1, World
from tocsin.engine.inbox import IncomingMessage
from tocsin.providers import Door
from tocsin.store.contract import InboxRow

HEADERS = {
    "content-type": "application/json",
    "x-event": "ack",
    "x-other": "not asked for",
    "authorization": "Bearer s3cret",
    "cookie": "s3cret",
}


@pytest.fixture
def rung(tmp_path: Path) -> World:
    world = Towers(tmp_path)
    world.tell(P1, by="cyrus")
    return world


def waiting(world: World) -> list[InboxRow]:
    return list(world.store.read(lambda tx: tx.unhandled(10)))


def fails(world: World, monkeypatch: pytest.MonkeyPatch, **post_as: object) -> InboxRow:
    """Post something that is kept and cannot be handled now."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(world.system.hooks._handlers, "take", broken)
        with pytest.raises(ZeroDivisionError):
            post(world, pages=[answer(id="U1")], **post_as)  # type: ignore[arg-type]  # handed on
    (row,) = waiting(world)
    return row


def test_headers_and_path_survive_as_far_as_they_are_read(
    rung: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails(rung, monkeypatch, headers=HEADERS, query="?room=7&token=s3cret&other=1")
    first = tower(rung).heads[-1]
    rung.restart()
    assert rung.incident().responders == ("ana",)
    assert tower(rung).heads[-1] == first
    assert first == (
        "/hooks/shop/tower?room=7",
        {"content-type": "application/json", "x-event": "ack"},
    )


def test_nothing_that_lets_somebody_in_is_kept(
    rung: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("authorization", "cookie", "x-token", "x-hub-signature-256", "x-api-key")
    tower(rung).door = Door(reads=frozenset({*names, "?token", "?secret"}))
    rung.restart()
    secret = dict.fromkeys(names, "s3cret") | {"x-token": "right"}
    row = fails(rung, monkeypatch, headers=secret, query="?token=s3cret&secret=s3cret")
    assert "s3cret" not in row.body
    assert json.loads(row.body)["headers"] == {}
    assert tower(rung).heads[-1] == ("/hooks/shop/tower", {})


def test_a_message_that_an_earlier_version_kept_is_read_too(rung: World) -> None:
    said = {
        "team": "shop",
        "instance": "json",
        "body": json.dumps({"key": "db", "title": "db is slow", "severity": "critical"}),
        "received": rung.clock().isoformat(),
        "id": "",
    }
    incoming = IncomingMessage(source="hook/shop/json", message_id="old", body=json.dumps(said))
    assert json.loads(rung.system.inbox.handle(incoming))["status"] == 201
    assert rung.count() == 2
