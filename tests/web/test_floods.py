"""Strangers who open more than is sensible, send less than they said, or never read."""

from __future__ import annotations

import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress

import pytest

from tests.web.given import HOOK, Answer, FakeSystem, a_link, ask, connect, head, read_all
from tocsin.providers import RawRequest
from tocsin.web import Limits, WebServer

Serve = Callable[[Limits], WebServer]
LONG = 60.0
HEALTHY_S = 8.0  # on a machine that is busy with other tests; alone it is some hundredths
MIB = 1024 * 1024


@contextmanager
def strangers(port: int, count: int, says: bytes = b"") -> Iterator[list[socket.socket]]:
    """So many connections that say this much and then nothing more."""
    with ExitStack() as stack:
        opened = [stack.enter_context(connect(port)) for _ in range(count)]
        for sock in opened:
            if says:
                sock.sendall(says)
        yield opened


@pytest.mark.parametrize(
    "says",
    [
        b"",
        b"POST /hooks/shop/prom HTT",
        head("POST", HOOK, "Content-Length: 100") + b"x",
        head("POST", HOOK, "Transfer-Encoding: chunked") + b"1\r\nx\r\n",
        head("POST", "/say", "Content-Length: 100", "Authorization: Bearer x"),
    ],
    ids=["nothing", "half a head", "half a body", "a chunk", "no body"],
)
def test_connections_that_send_no_whole_request_keep_nobody_out(
    system: FakeSystem, serve: Serve, says: bytes
) -> None:
    system.acks.links["t"] = a_link()
    port = serve(Limits(connections=20, head_s=LONG, body_s=LONG)).port
    with strangers(port, 60, says):
        assert ask(port, "POST", HOOK, b"{}").status == 201
        assert ask(port, "POST", "/ack/t").status == 200
        assert ask(port, "GET", "/healthz").status == 200


def test_thousands_of_connections_slow_a_healthy_sender_down_and_no_more(
    system: FakeSystem, serve: Serve
) -> None:
    """With the limits everybody has; both ends of each connection are in this process."""
    system.acks.links["t"] = a_link()
    port = serve(Limits()).port
    free = resource.getrlimit(resource.RLIMIT_NOFILE)[0] - Limits().connections - 200
    count = min(3000, free)
    assert count > Limits().connections, "the limit of open files is too low to try this"
    with strangers(port, count):
        for _ in range(20):
            began = time.monotonic()
            assert ask(port, "POST", HOOK, b"{}").status == 201
            assert ask(port, "GET", "/ack/t").status == 200
            assert time.monotonic() - began < HEALTHY_S


def test_the_one_that_kept_us_waiting_longest_makes_room(serve: Serve) -> None:
    port = serve(Limits(connections=3, head_s=LONG)).port
    with strangers(port, 4) as opened:
        assert closed(opened[0])
        for waiting in opened[1:]:
            waiting.sendall(head("GET", "/healthz", "Connection: close"))
            assert b"200 OK" in read_all(waiting)


def test_a_byte_now_and_then_does_not_save_the_place(serve: Serve) -> None:
    port = serve(Limits(connections=3, head_s=LONG)).port
    with strangers(port, 3, b"GET /healthz") as opened:
        opened[0].sendall(b" HTTP/1.1\r\n")
        with connect(port) as newest:
            assert closed(opened[0])
            newest.sendall(head("GET", "/healthz", "Connection: close"))
            assert b"200 OK" in read_all(newest)


def test_a_request_that_came_in_whole_is_not_displaced(system: FakeSystem, serve: Serve) -> None:
    entered, release = threading.Event(), threading.Event()
    system.on_hook = waits(entered, release)
    port = serve(Limits(connections=2, head_s=LONG)).port
    with ThreadPoolExecutor(1) as others:
        sender = others.submit(ask, port, "POST", HOOK, b"{}")
        assert entered.wait(10)
        with strangers(port, 10):
            release.set()
            assert sender.result().status == 202


def test_where_every_place_is_a_request_under_way_a_further_connection_is_dropped(
    system: FakeSystem, serve: Serve
) -> None:
    entered, release = threading.Event(), threading.Event()
    system.on_hook = waits(entered, release)
    port = serve(Limits(connections=1)).port
    with ThreadPoolExecutor(1) as others:
        sender = others.submit(ask, port, "POST", HOOK, b"{}")
        assert entered.wait(10)
        with connect(port) as further:
            assert closed(further)
        release.set()
        assert sender.result().status == 202


def test_beyond_the_webhooks_that_are_handled_at_once_the_answer_is_503_never_429(
    system: FakeSystem, serve: Serve
) -> None:
    entered, release = threading.Event(), threading.Event()
    system.on_hook = waits(entered, release)
    system.acks.links["t"] = a_link()
    port = serve(Limits(busy=1)).port
    with ThreadPoolExecutor(1) as others:
        sender = others.submit(ask, port, "POST", HOOK, b"{}")
        assert entered.wait(10)

        refused = ask(port, "POST", HOOK, b"{}")

        assert (refused.status, refused.headers["retry-after"]) == (503, "5")
        assert ask(port, "POST", "/ack/t").status == 200
        release.set()
        assert sender.result().status == 202
    assert ask(port, "POST", HOOK, b"{}").status == 202


def test_large_bodies_share_so_much_memory_and_small_ones_are_always_taken(serve: Serve) -> None:
    limits = Limits(small_bytes=1000, large_bytes=100_000, body_s=LONG)
    port = serve(limits).port
    started = head("POST", HOOK, f"Content-Length: {MIB}") + b"x" * 100_000
    with strangers(port, 1, started):
        wait_until(lambda: ask(port, "POST", HOOK, b"x" * 50_000).status == 503)

        assert ask(port, "POST", HOOK, b"x" * 1000).status == 201

    wait_until(lambda: ask(port, "POST", HOOK, b"x" * 50_000).status == 201)


def test_who_asks_and_asks_and_never_reads_is_let_go(serve: Serve) -> None:
    port = serve(Limits(unread_s=0.2, linger_s=0.2)).port
    with connect(port) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.settimeout(3)
        with pytest.raises(ConnectionError):
            _ask_until_let_go(sock)

    assert ask(port, "GET", "/healthz").status == 200


def test_who_ends_its_side_behind_a_whole_request_still_gets_the_answer(serve: Serve) -> None:
    server = serve(Limits())
    for version in ("1.0", "1.1"):
        with connect(server.port) as sock:
            sock.sendall(_post(version) + b"{}")
            sock.shutdown(socket.SHUT_WR)

            assert b"201 Created" in read_all(sock)


def test_what_strangers_do_at_will_is_not_logged_each_time(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    port = serve(Limits(connections=3, large_bytes=0, small_bytes=10)).port
    for _ in range(20):
        ask(port, "POST", HOOK, b"x" * 1000)
        for raw in (b"nonsense\r\n\r\n", head("GET", "/ack/t", "Upgrade: websocket")):
            with connect(port) as sock:
                sock.sendall(raw)
    with strangers(port, 20):
        pass
    ask(port, "GET", "/healthz")

    assert len(caplog.records) <= 2, caplog.text
    assert "refused 1 requests with 503" in caplog.text


def closed(sock: socket.socket) -> bool:
    """Whether the other side closes, in whatever way."""
    try:
        return read_all(sock) == b""
    except ConnectionError:
        return True


def waits(
    entered: threading.Event, release: threading.Event
) -> Callable[[str, str, RawRequest], Answer]:
    def wait(_team: str, _instance: str, _request: RawRequest) -> Answer:
        entered.set()
        release.wait(20)
        return Answer(status=202, incident=None)

    return wait


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(2000):
        if true():
            return
    raise AssertionError("it never came to that")


def _ask_and_ask(sock: socket.socket) -> None:
    for _ in range(20_000):
        sock.sendall(head("GET", "/ack/unknown") * 50)


def _ask_until_let_go(sock: socket.socket) -> None:
    """Ask without reading; a full receive buffer hides the reset until it is read."""
    with suppress(TimeoutError):
        _ask_and_ask(sock)
    read_all(sock)


def _post(version: str) -> bytes:
    return f"POST {HOOK} HTTP/{version}\r\nHost: a\r\nContent-Length: 2\r\n\r\n".encode()
