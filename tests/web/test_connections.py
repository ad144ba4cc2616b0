"""Connections that are idle, slow, too many, or speak nonsense; and requests that stand in line."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.patience import COMES_S, HANGS_S
from tests.web.given import (
    HOOK,
    FakeSystem,
    a_link,
    ask,
    connect,
    head,
    read_all,
    status_of,
)
from tocsin.engine.webhooks import WebhookResult
from tocsin.providers import RawRequest
from tocsin.web import WebLimits, WebServer

Serve = Callable[[WebLimits], WebServer]


def test_a_connection_that_says_nothing_is_let_go(serve: Serve) -> None:
    with connect(serve(WebLimits(head_s=0.2)).port) as sock:
        assert read_all(sock) == b""


def test_a_request_head_that_drips_is_let_go(serve: Serve) -> None:
    with connect(serve(WebLimits(head_s=0.3)).port) as sock:
        sock.sendall(b"GET /healthz HTTP/1.1\r\nX-Slow: ")
        sock.settimeout(0.02)

        assert _closed_while_dripping(sock)


def test_a_connection_is_used_again_and_closed_when_idle(serve: Serve) -> None:
    with connect(serve(WebLimits(keep_alive_s=1)).port) as sock:
        sock.sendall(head("GET", "/healthz") + head("GET", "/healthz"))

        assert read_all(sock).count(b"200 OK") == 2


def test_when_they_are_gone_requests_are_answered_again(serve: Serve) -> None:
    port = serve(WebLimits(busy=3, connections=3, head_s=0.2)).port
    idle = [connect(port) for _ in range(3)]
    for sock in idle:
        read_all(sock)
        sock.close()

    assert ask(port, "GET", "/healthz").status == 200


def test_a_hundred_idle_connections_do_not_keep_a_page_from_being_answered(
    system: FakeSystem, serve: Serve
) -> None:
    system.acks.links["t"] = a_link()
    port = serve(WebLimits()).port
    with ExitStack() as stack:
        for _ in range(100):
            stack.enter_context(connect(port))

        assert ask(port, "POST", "/ack/t").status == 200


def test_webhooks_that_wait_for_the_store_do_not_hold_up_an_acknowledgement(
    system: FakeSystem, serve: Serve
) -> None:
    entered, release = threading.Event(), threading.Event()

    def wait(_team: str, _instance: str, _request: RawRequest) -> WebhookResult:
        entered.set()
        release.wait(HANGS_S)
        return WebhookResult(status=202, incident=None)

    system.on_hook = wait
    system.acks.links["t"] = a_link()
    port = serve(WebLimits(hook_threads=1, desk_threads=1)).port
    with ThreadPoolExecutor(3) as senders:
        hooks = [senders.submit(ask, port, "POST", HOOK, b"{}") for _ in range(3)]
        assert entered.wait(COMES_S)

        assert ask(port, "POST", "/ack/t").status == 200

        assert not any(hook.done() for hook in hooks)
        release.set()
        assert [hook.result().status for hook in hooks] == [202, 202, 202]


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"nonsense\r\n\r\n", 400),
        (b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\n\r\n", 400),
        (head("POST", HOOK, "Content-Length: -1"), 400),
        (head("POST", HOOK, "Content-Length: 1", "Content-Length: 2") + b"x", 400),
        (head("POST", HOOK, "Transfer-Encoding: gzip"), 400),
        (head("GET", "/healthz", "X-Large: " + "x" * 20_000)[:-4], 400),
        (head("GET", "*", "Connection: close"), 404),
        (head("GET", "http://elsewhere.example/healthz", "Connection: close"), 404),
        (head("GET", "/../../etc/passwd", "Connection: close"), 404),
        (head("GET", "//healthz", "Connection: close"), 404),
        (head("POST", "/hooks/%00/%ff", "Content-Length: 0", "Connection: close"), 201),
    ],
)
def test_nonsense_is_refused_and_the_next_request_is_answered(
    serve: Serve, raw: bytes, status: int
) -> None:
    port = serve(WebLimits()).port
    with connect(port) as sock:
        sock.sendall(raw)
        sock.settimeout(10)
        assert status_of(read_all(sock)) == status

    assert ask(port, "GET", "/healthz").status == 200


@pytest.mark.parametrize("path", [HOOK, "/healthz", "/say", "/nothing"])
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_what_hides_behind_two_framings_is_never_a_request(
    serve: Serve, system: FakeSystem, method: str, path: str
) -> None:
    """A proxy that goes by the length has let one request pass, not two."""
    port = serve(WebLimits()).port
    hidden = head("GET", "/metrics", "Connection: close")
    framed = (f"Content-Length: {5 + len(hidden)}", "Transfer-Encoding: chunked")
    with connect(port) as sock:
        sock.sendall(head(method, path, *framed) + b"0\r\n\r\n" + hidden)
        sock.settimeout(10)
        answer = read_all(sock)

    assert status_of(answer) == 400
    assert b"not both" in answer
    assert answer.count(b"HTTP/1.1 ") == 1
    assert (system.hooked, system.said) == ([], [])


@pytest.mark.parametrize("method", ["POST", "HEAD", "GET"])
@pytest.mark.parametrize("path", [HOOK, "/healthz", "/ack/t", "/nothing"])
@pytest.mark.parametrize("pause", [0.0, 0.05])
def test_nonsense_behind_a_head_is_refused_without_a_word_in_the_log(
    serve: Serve, caplog: pytest.LogCaptureFixture, method: str, path: str, pause: float
) -> None:
    """Uvicorn would raise inside the loop, and the application fail while it answers."""
    port = serve(WebLimits(drain_s=0.1)).port
    with connect(port) as sock:
        sock.sendall(head(method, path, "Transfer-Encoding: chunked"))
        threading.Event().wait(pause)
        sock.sendall(b"no chunk\r\n")
        assert _status_if_any(sock) in {None, 200, 400, 404, 405}

    assert ask(port, "GET", "/healthz").status == 200
    assert [record for record in caplog.records if record.levelname != "INFO"] == []


def _status_if_any(sock: socket.socket) -> int | None:
    try:
        raw = read_all(sock)
    except ConnectionError:
        return None
    return status_of(raw) if raw else None


def _closed_while_dripping(sock: socket.socket) -> bool:
    for _ in range(500):
        try:
            sock.sendall(b"x")
            if sock.recv(1) == b"":
                return True
        except TimeoutError:
            continue
        except ConnectionError:
            return True
    return False
