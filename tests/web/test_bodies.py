"""Bodies that are too large, too slow or cut off, over real sockets."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest

from tests.web.given import HOOK, FakeSystem, ask, connect, head, read_all, status_of
from tocsin.web import WebLimits, WebServer

MIB = 1024 * 1024
Serve = Callable[[WebLimits], WebServer]
UNBOUNDED_IN_PRACTICE = 60.0


def _chunks(total: int) -> Iterator[bytes]:
    yield from (b"x" * min(65_536, total - at) for at in range(0, total, 65_536))


def test_one_mebibyte_is_taken(system: FakeSystem, serve: Serve) -> None:
    reply = ask(serve(WebLimits()).port, "POST", HOOK, b"x" * MIB)

    assert reply.status == 201
    assert len(system.hooked[0][2].body) == MIB


def test_one_mebibyte_in_chunks_is_taken(system: FakeSystem, serve: Serve) -> None:
    reply = ask(serve(WebLimits()).port, "POST", HOOK, _chunks(MIB))

    assert reply.status == 201
    assert len(system.hooked[0][2].body) == MIB


def test_a_byte_more_is_413_which_a_sender_that_goes_on_can_read(
    system: FakeSystem, serve: Serve
) -> None:
    reply = ask(serve(WebLimits()).port, "POST", HOOK, b"x" * (MIB + 1))

    assert (reply.status, reply.headers["connection"]) == (413, "close")
    assert system.hooked == []


def test_a_chunked_body_far_too_large_is_413(system: FakeSystem, serve: Serve) -> None:
    reply = ask(serve(WebLimits()).port, "POST", HOOK, _chunks(4 * MIB))

    assert reply.status == 413
    assert system.hooked == []


@pytest.mark.parametrize("length", [MIB + 1, 10**18])
def test_a_content_length_too_large_is_413_before_any_byte_of_it(serve: Serve, length: int) -> None:
    with connect(serve(WebLimits(body_s=UNBOUNDED_IN_PRACTICE)).port) as sock:
        sock.sendall(head("POST", HOOK, f"Content-Length: {length}", "Expect: 100-continue"))

        assert status_of(read_all(sock)) == 413


def test_a_chunked_body_is_413_at_the_byte_too_much_not_at_its_end(serve: Serve) -> None:
    with connect(
        serve(WebLimits(hook_bytes=10, body_s=UNBOUNDED_IN_PRACTICE, drain_s=0.1)).port
    ) as sock:
        sock.sendall(head("POST", HOOK, "Transfer-Encoding: chunked") + b"b\r\n12345678901\r\n")

        assert status_of(read_all(sock)) == 413


def test_a_sender_that_never_ends_after_its_answer_is_let_go(serve: Serve) -> None:
    with connect(serve(WebLimits(hook_bytes=10, drain_s=0.1)).port) as sock:
        sock.sendall(head("POST", HOOK, "Content-Length: 99999999"))
        assert status_of(read_all(sock)) == 413

        with pytest.raises(ConnectionError):
            _send_for_long(sock)


def test_a_sender_that_stalls_is_408(system: FakeSystem, serve: Serve) -> None:
    with connect(serve(WebLimits(body_s=0.2, drain_s=0.1)).port) as sock:
        sock.sendall(head("POST", HOOK, "Content-Length: 10") + b"12345")

        assert status_of(read_all(sock)) == 408
    assert system.hooked == []


def test_a_sender_that_drips_is_408_since_the_deadline_is_for_all_of_it(serve: Serve) -> None:
    with connect(serve(WebLimits(body_s=0.3)).port) as sock:
        sock.sendall(head("POST", HOOK, "Content-Length: 100000"))

        assert status_of(_drip(sock)) == 408


def test_a_body_that_is_cut_off_is_never_handed_on(system: FakeSystem, serve: Serve) -> None:
    server = serve(WebLimits())
    for start in (
        head("POST", HOOK, "Content-Length: 10") + b"12345",
        head("POST", HOOK, "Transfer-Encoding: chunked") + b"5\r\n12345\r\n",
    ):
        with connect(server.port) as sock:
            sock.sendall(start)
            sock.shutdown(socket.SHUT_WR)
            assert read_all(sock) == b""

    server.stop()
    assert system.hooked == []


def _send_for_long(sock: socket.socket) -> None:
    for _ in range(2_000_000):
        sock.sendall(b"x")


def _drip(sock: socket.socket) -> bytes:
    """Send byte after byte, without a pause of more than 20 ms, until something comes back."""
    sock.settimeout(0.02)
    for _ in range(500):
        sock.sendall(b"x")
        try:
            return sock.recv(65536)
        except TimeoutError:
            continue
    raise AssertionError("the server went on reading for ever")
