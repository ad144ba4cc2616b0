"""POST /say: only who has the local token speaks for people."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from tests.patience import HANGS_S
from tests.web.given import TOKEN, FakeSystem
from tocsin.cli import say, web_server
from tocsin.web import create_app
from tocsin.web.limits import WebLimits

RIGHT = {"Authorization": f"Bearer {TOKEN}"}


@pytest.mark.parametrize(("text", "accepted"), [("INC-1 ack", True), ("INC-1 dance", False)])
def test_a_line_is_spoken_and_the_reply_comes_back(
    system: FakeSystem, client: TestClient, text: str, accepted: bool
) -> None:
    answer = client.post("/say", json={"text": text, "as": "ana"}, headers=RIGHT)

    assert answer.status_code == 200
    assert answer.json() == {"accepted": accepted, "reply": f"ana said {text}"}
    assert system.said == [(text, "ana")]


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Bearer wrong", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x"],
)
def test_without_the_token_nothing_is_said(
    system: FakeSystem, client: TestClient, header: str | None
) -> None:
    headers = {} if header is None else {"Authorization": header}

    answer = client.post("/say", json={"text": "INC-1 ack", "as": "ana"}, headers=headers)

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert system.said == []


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", ""])
def test_where_no_token_is_set_nobody_speaks(
    system: FakeSystem, client: TestClient, header: str
) -> None:
    system.token = ""

    with TestClient(create_app(system.services())) as open_client:
        answer = open_client.post(
            "/say", json={"text": "x", "as": "ana"}, headers={"Authorization": header}
        )

    assert answer.status_code == 401
    assert system.said == []


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"", "body"),
        (b"not json", "body"),
        (b"[]", "body"),
        (b'"\xff"', "body"),
        (b'{"text": "x"}', "as"),
        (b'{"text": "", "as": "ana"}', "text"),
        (b'{"text": 1, "as": "ana"}', "text"),
        (b'{"text": "x", "as": "ana", "room": "y"}', "room"),
        (b'{"text": "\\ud800", "as": "ana"}', "body"),
        (b"[" * 60_000, "body"),
    ],
)
def test_a_body_that_cannot_be_read_is_400_naming_the_place(
    system: FakeSystem, client: TestClient, body: bytes, place: str
) -> None:
    answer = client.post("/say", content=body, headers=RIGHT)

    assert answer.status_code == 400
    assert answer.json()["error"].startswith(f"{place}: ")
    assert system.said == []


def test_a_line_has_a_largest_length(client: TestClient) -> None:
    answer = client.post("/say", json={"text": "x" * 65_536, "as": "ana"}, headers=RIGHT)

    assert answer.status_code == 413


def test_the_token_is_not_in_the_repr(system: FakeSystem) -> None:
    assert TOKEN not in repr(system.services())


def test_a_key_of_the_senders_own_making_is_not_repeated_as_it_came(client: TestClient) -> None:
    key = "\\u001b[31m\\n@here" + "x" * 40_000
    body = '{"text": "x", "as": "ana", "' + key + '": 1}'

    answer = client.post("/say", content=body.encode(), headers=RIGHT)

    assert answer.status_code == 400
    assert answer.json()["error"].isprintable()
    assert "@here" not in answer.text
    assert len(answer.text) < 200


def test_lines_that_wait_for_a_tool_keep_nobody_from_answering(
    system: FakeSystem, client: TestClient
) -> None:
    released, many = threading.Event(), 2 * WebLimits().desk_threads
    system.on_say = lambda: released.wait(HANGS_S)
    line = {"text": "logs timeout", "as": "ana"}
    with ThreadPoolExecutor(many) as shells:
        asked = [shells.submit(client.post, "/say", json=line, headers=RIGHT) for _ in range(many)]
        try:
            assert client.get("/readyz").status_code == 200
            assert client.get("/ack/unknown").status_code == 404
            assert not any(one.done() for one in asked)
        finally:
            released.set()
    assert {one.result().status_code for one in asked} == {200}


def test_a_shell_waits_longer_than_the_bot_waits_for_a_tool() -> None:
    assert web_server.SAY_S < say.TIMEOUT_S
