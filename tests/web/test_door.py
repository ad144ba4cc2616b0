"""Who is turned away before a body is read, over real sockets."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.web.given import HOOK, FakeSystem, ask, connect, head, read_all, status_of
from tocsin.errors import NotFound, Unauthorised
from tocsin.providers import Door, RawRequest
from tocsin.web import WebLimits, WebServer

Serve = Callable[[WebLimits], WebServer]
UNBOUNDED_IN_PRACTICE = 60.0
PATIENT = WebLimits(body_s=UNBOUNDED_IN_PRACTICE)


def only_with_token(_team: str, _instance: str, request: RawRequest) -> None:
    assert request.body == b""
    if request.headers.get("authorization") != "Bearer good":
        raise Unauthorised("no")


def nothing(_team: str, _instance: str) -> Door:
    raise NotFound("Nothing takes webhooks at this address.")


@pytest.mark.parametrize("body", [b"", b"x" * 1000])
def test_an_address_of_nobody_is_404_before_the_body(
    system: FakeSystem, serve: Serve, body: bytes
) -> None:
    system.door = nothing
    with connect(serve(PATIENT).port) as sock:
        sock.sendall(head("POST", HOOK, "Content-Length: 1000000") + body)
        assert status_of(read_all(sock)) == 404
    assert system.hooked == []


def test_a_wrong_token_is_401_before_the_body(system: FakeSystem, serve: Serve) -> None:
    system.door = lambda *_: Door(token_only=True)
    system.on_admit = only_with_token
    with connect(serve(PATIENT).port) as sock:
        sock.sendall(head("POST", HOOK, "Content-Length: 1000000", "Authorization: Bearer bad"))
        assert status_of(read_all(sock)) == 401
    assert system.hooked == []


def test_a_right_token_brings_its_body_in(system: FakeSystem, serve: Serve) -> None:
    system.door = lambda *_: Door(token_only=True)
    system.on_admit = only_with_token
    port = serve(PATIENT).port
    good = {"Authorization": "Bearer good"}
    assert ask(port, "POST", HOOK, b"x" * 70_000, good).status == 201
    assert len(system.hooked[0][2].body) == 70_000


def test_a_source_that_signs_its_body_is_asked_with_it(system: FakeSystem, serve: Serve) -> None:
    system.on_admit = only_with_token
    assert ask(serve(PATIENT).port, "POST", HOOK, b"signed").status == 201


def test_a_sender_that_goes_on_can_read_why_it_is_turned_away(
    system: FakeSystem, serve: Serve
) -> None:
    system.door = nothing
    reply = ask(serve(WebLimits()).port, "POST", HOOK, b"x" * 1_000_000)
    assert (reply.status, reply.headers["connection"]) == (404, "close")


@pytest.mark.parametrize("length", ["Content-Length: 1001", "Transfer-Encoding: chunked"])
def test_a_source_that_signs_may_say_how_much_a_stranger_can_send(
    system: FakeSystem, serve: Serve, length: str
) -> None:
    system.door = lambda *_: Door(most_bytes=1000)
    with connect(serve(PATIENT).port) as sock:
        sock.sendall(head("POST", HOOK, length) + b"3e9\r\n" + b"x" * 1001)
        assert status_of(read_all(sock)) == 413
    assert system.hooked == []


def test_no_source_takes_more_than_all_do(system: FakeSystem, serve: Serve) -> None:
    system.door = lambda *_: Door(most_bytes=10**9)
    assert ask(serve(WebLimits(hook_bytes=1000)).port, "POST", HOOK, b"x" * 1001).status == 413
