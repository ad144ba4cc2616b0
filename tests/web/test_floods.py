"""More connections than may be open, and more webhooks than may be under way."""

from __future__ import annotations

import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest

from tests.patience import COMES_S, HANGS_S
from tests.web.given import HOOK, FakeSystem, a_link, ask, connect, head, read_all
from tocsin.engine.webhooks import WebhookResult
from tocsin.providers import RawRequest
from tocsin.web import WebLimits, WebServer

Serve = Callable[[WebLimits], WebServer]
LONG = 60.0
HEALTHY_S = LONG / 2  # on a machine that is busy with other tests; alone it is some hundredths
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
    ],
    ids=["nothing", "half a head"],
)
def test_connections_that_send_no_whole_head_keep_nobody_out(
    system: FakeSystem, serve: Serve, says: bytes
) -> None:
    system.acks.links["t"] = a_link()
    port = serve(WebLimits(connections=20, head_s=LONG)).port
    with strangers(port, 60, says):
        assert ask(port, "POST", HOOK, b"{}").status == 201
        assert ask(port, "POST", "/ack/t").status == 200
        assert ask(port, "GET", "/healthz").status == 200


def test_thousands_of_connections_slow_a_healthy_sender_down_and_no_more(
    system: FakeSystem, serve: Serve
) -> None:
    """With the limits everybody has; both ends of each connection are in this process."""
    system.acks.links["t"] = a_link()
    port = serve(WebLimits()).port
    free = resource.getrlimit(resource.RLIMIT_NOFILE)[0] - WebLimits().connections - 200
    count = min(3000, free)
    assert count > WebLimits().connections, "the limit of open files is too low to try this"
    with strangers(port, count):
        for _ in range(20):
            began = time.monotonic()
            assert ask(port, "POST", HOOK, b"{}").status == 201
            assert ask(port, "GET", "/ack/t").status == 200
            assert time.monotonic() - began < HEALTHY_S


def test_senders_that_have_their_answer_and_send_no_rest_make_room(serve: Serve) -> None:
    port = serve(WebLimits(connections=3, drain_s=LONG)).port
    with strangers(port, 3, head("POST", "/say", "Content-Length: 100")) as opened:
        assert all(b"401" in sender.recv(65_536) for sender in opened)

        assert ask(port, "GET", "/healthz").status == 200


def test_a_request_that_came_in_whole_is_not_displaced(system: FakeSystem, serve: Serve) -> None:
    entered, release = threading.Event(), threading.Event()
    system.on_hook = waits(entered, release)
    port = serve(WebLimits(connections=2, head_s=LONG)).port
    with ThreadPoolExecutor(1) as others:
        sender = others.submit(ask, port, "POST", HOOK, b"{}")
        assert entered.wait(COMES_S)
        with strangers(port, 10):
            release.set()
            assert sender.result().status == 202


def test_where_every_place_is_a_request_under_way_a_further_connection_is_dropped(
    system: FakeSystem, serve: Serve
) -> None:
    entered, release = threading.Event(), threading.Event()
    system.on_hook = waits(entered, release)
    port = serve(WebLimits(connections=1)).port
    with ThreadPoolExecutor(1) as others:
        sender = others.submit(ask, port, "POST", HOOK, b"{}")
        assert entered.wait(COMES_S)
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
    port = serve(WebLimits(busy=1)).port
    with ThreadPoolExecutor(1) as others:
        sender = others.submit(ask, port, "POST", HOOK, b"{}")
        assert entered.wait(COMES_S)

        refused = ask(port, "POST", HOOK, b"{}")

        assert (refused.status, refused.headers["retry-after"]) == (503, "5")
        assert ask(port, "POST", "/ack/t").status == 200
        release.set()
        assert sender.result().status == 202
    assert ask(port, "POST", HOOK, b"{}").status == 202


def test_what_strangers_do_at_will_is_not_logged_each_time(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    port = serve(WebLimits(connections=3, busy=0)).port
    for _ in range(20):
        ask(port, "POST", HOOK, b"x" * 1000)
        for raw in (b"nonsense\r\n\r\n", head("GET", "/ack/t", "Upgrade: websocket")):
            with connect(port) as sock:
                sock.sendall(raw)
    with strangers(port, 20):
        pass
    ask(port, "GET", "/healthz")

    assert [record.getMessage() for record in caplog.records] == [
        "webhooks are refused with 503: 0 are under way"
    ]


def test_senders_of_half_a_body_count_as_under_way_and_acknowledgements_still_get_in(
    system: FakeSystem, serve: Serve
) -> None:
    system.acks.links["t"] = a_link()
    port = serve(WebLimits(busy=3, body_s=LONG)).port
    with strangers(port, 3, head("POST", HOOK, "Content-Length: 100") + b"x"):
        wait_until(lambda: ask(port, "POST", HOOK, b"{}").status == 503)
        assert ask(port, "POST", "/ack/t").status == 200

    wait_until(lambda: ask(port, "POST", HOOK, b"{}").status == 201)


def closed(sock: socket.socket) -> bool:
    """Whether the other side closes, in whatever way."""
    try:
        return read_all(sock) == b""
    except ConnectionError:
        return True


def waits(
    entered: threading.Event, release: threading.Event
) -> Callable[[str, str, RawRequest], WebhookResult]:
    def wait(_team: str, _instance: str, _request: RawRequest) -> WebhookResult:
        entered.set()
        release.wait(HANGS_S)
        return WebhookResult(status=202, incident=None)

    return wait


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(2000):
        if true():
            return
    raise AssertionError("it never came to that")
