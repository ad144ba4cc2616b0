"""Starting and stopping the web server."""

from __future__ import annotations

import logging
import signal
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.patience import COMES_S, HANGS_S
from tests.web.given import HOOK, FakeSystem, a_link, ask, connect
from tocsin.engine.webhooks import WebhookResult
from tocsin.errors import TocsinError
from tocsin.providers import RawRequest
from tocsin.web import WebLimits, WebServer, create_app
from tocsin.web.server import open_listener

Serve = Callable[[WebLimits], WebServer]


def test_port_0_takes_a_free_port_and_says_which(serve: Serve) -> None:
    server = serve(WebLimits())

    assert server.port > 0
    assert ask(server.port, "GET", "/healthz").body == b"ok"


def test_an_answer_on_a_connection_that_is_used_again_waits_for_no_acknowledgement() -> None:
    """Asyncio sets this only where a socket says its protocol, and `create_server` makes none."""
    with (
        open_listener("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname()),
    ):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_port_in_use_is_said_with_the_way_out(system: FakeSystem) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = WebServer(create_app(system.services()), "127.0.0.1", port)

        with pytest.raises(TocsinError, match=f"Port {port} is in use") as refused:
            server.start()
        assert f"tocsin run --port {port + 1}" in str(refused.value)
        assert "TOCSIN_WEB" in str(refused.value)

        assert not server.running
        server.stop()


@pytest.mark.parametrize(("host", "port"), [("192.0.2.1", 0), ("127.0.0.1", 99_999)])
def test_an_address_that_cannot_be_opened_names_the_setting(
    system: FakeSystem, host: str, port: int
) -> None:
    with pytest.raises(TocsinError, match="TOCSIN_WEB"):
        WebServer(create_app(system.services()), host, port).start()


def test_a_stop_leaves_no_threads_and_frees_the_port(system: FakeSystem, serve: Serve) -> None:
    system.acks.links["t"] = a_link()
    before = set(threading.enumerate())
    server = serve(WebLimits())
    ask(server.port, "POST", HOOK, b"{}")
    ask(server.port, "GET", "/ack/t")

    server.stop()

    assert set(threading.enumerate()) == before
    with pytest.raises(ConnectionRefusedError):
        connect(server.port)


def test_a_second_stop_changes_nothing(serve: Serve) -> None:
    server = serve(WebLimits())
    server.stop()

    server.stop()

    assert not server.running


def test_a_stop_lets_a_request_under_way_end(system: FakeSystem, serve: Serve) -> None:
    entered, release = threading.Event(), threading.Event()
    system.on_hook = _waits(entered, release)
    server = serve(WebLimits())
    with ThreadPoolExecutor(2) as others:
        sender = others.submit(ask, server.port, "POST", HOOK, b"{}")
        assert entered.wait(COMES_S)
        stopped = others.submit(server.stop)
        _wait_until_refused(server.port)

        release.set()

        assert sender.result().status == 202
        stopped.result()


def test_a_call_that_never_returns_does_not_hold_up_the_stop(
    system: FakeSystem, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    entered, release = threading.Event(), threading.Event()
    system.on_hook = _waits(entered, release)
    server = serve(WebLimits(stop_s=0))
    with ThreadPoolExecutor(1) as others:
        sender = others.submit(ask, server.port, "POST", HOOK, b"{}")
        assert entered.wait(COMES_S)

        server.stop()

        assert not server.running
        assert "1 requests were still being handled" in caplog.text
        release.set()
        sender.exception(10)


def test_idle_connections_do_not_hold_up_the_stop(serve: Serve) -> None:
    server = serve(WebLimits(stop_s=60))
    with connect(server.port):
        ask(server.port, "GET", "/healthz")

        server.stop()

    assert not server.running


def test_the_signals_of_the_process_are_left_alone(serve: Serve) -> None:
    before = [signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)]

    serve(WebLimits())

    assert [signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)] == before


def test_answers_do_not_say_what_serves_them(serve: Serve) -> None:
    assert "server" not in ask(serve(WebLimits()).port, "GET", "/healthz").headers


def test_a_head_request_has_no_body(serve: Serve) -> None:
    assert ask(serve(WebLimits()).port, "HEAD", "/healthz").body == b""


def test_the_token_of_a_link_is_never_logged(
    system: FakeSystem, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    system.acks.links["s3cret"] = a_link()
    with caplog.at_level(logging.DEBUG):
        server = serve(WebLimits())
        ask(server.port, "GET", "/ack/s3cret")
        ask(server.port, "POST", "/ack/s3cret")
        ask(server.port, "PUT", "/ack/s3cret")
        system.acks.fault = RuntimeError("s3cret is broken")
        ask(server.port, "GET", "/ack/s3cret")
        server.stop()

    assert "RuntimeError" in caplog.text
    assert "s3cret" not in caplog.text


def _waits(
    entered: threading.Event, release: threading.Event
) -> Callable[[str, str, RawRequest], WebhookResult]:
    def wait(_team: str, _instance: str, _request: RawRequest) -> WebhookResult:
        entered.set()
        release.wait(HANGS_S)
        return WebhookResult(status=202, incident=None)

    return wait


def _wait_until_refused(port: int) -> None:
    """However long the server's thread has to wait for its turn: it looks ten times a second."""
    ends = time.monotonic() + 30.0
    while time.monotonic() < ends:
        try:
            connect(port).close()
        except (ConnectionRefusedError, ConnectionResetError):
            return
        time.sleep(0.01)
    raise AssertionError("the port stayed open")
