"""Plain JSON changes: one POST of a deployment's own script, read and kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tocsin.builtin.json_changes import JsonChanges, JsonChangesConfig
from tocsin.errors import BadPayload, Unauthorised
from tocsin.providers import Change, Inbound, RawRequest, Secret, TellsDoor, Window
from tocsin.testing import a_call

RECEIVED = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def deploys(monkeypatch: pytest.MonkeyPatch) -> JsonChanges:
    monkeypatch.setenv("DEPLOYS_TOKEN", "s3cret")
    return JsonChanges(JsonChangesConfig(token=Secret("DEPLOYS_TOKEN")))


def post(body: object, token: str = "s3cret") -> RawRequest:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = {"authorization": f"Bearer {token}"}
    return RawRequest(method="POST", path="", headers=head, body=raw, received=RECEIVED)


def test_a_title_is_enough(deploys: JsonChanges) -> None:
    (change,) = deploys.receive(post({"title": "checkout 4.3"})).changes
    expected = ("checkout 4.3", "deploy", RECEIVED)
    assert (change.title, change.what, change.at) == expected
    assert change.id


def test_everything_is_kept(deploys: JsonChanges) -> None:
    said = {
        "id": "d1",
        "title": "flag  new-cart\non",
        "what": "flag",
        "service": "checkout",
        "person": "ana",
        "link": "https://d.test/1",
        "at": "2026-11-23T09:50:00+01:00",
    }
    (change,) = deploys.receive(post(said)).changes
    assert change == Change(
        id="d1",
        title="flag new-cart on",
        what="flag",
        service="checkout",
        person="ana",
        link="https://d.test/1",
        at=datetime(2026, 11, 23, 8, 50, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"no json", "body: "),
        ({}, "title: "),
        ({"title": "\u0000\u0007"}, "title: nothing of it can be seen"),
        ({"title": "x", "what": "party"}, "what: "),
        ({"title": "x", "link": "javascript:alert(1)"}, "link: "),
        ({"title": "x", "at": "2026-11-23T09:50:00"}, "at: "),
        ({"title": "x", "secret": "y"}, "secret: "),
        ({"title": "x" * 5000}, "title: "),
    ],
)
def test_a_body_nobody_can_read_names_its_place(
    deploys: JsonChanges, body: object, said: str
) -> None:
    with pytest.raises(BadPayload, match=said):
        deploys.receive(post(body))


def test_only_the_token_lets_in_and_before_a_body_is_read(deploys: JsonChanges) -> None:
    deploys.authenticate(post(b""))
    for token in ("", "wrong", "s3cre", "s3cret x"):
        with pytest.raises(Unauthorised):
            deploys.authenticate(post(b"", token))
    assert isinstance(deploys, Inbound)
    assert isinstance(deploys, TellsDoor)
    assert deploys.door.token_only


def test_there_is_nobody_to_ask_since_the_engine_keeps_what_came_in(deploys: JsonChanges) -> None:
    window = Window(start=RECEIVED, end=RECEIVED)
    assert deploys.changes(window, "checkout", a_call()) == ()
