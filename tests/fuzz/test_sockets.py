"""Bytes of any kind on a real connection: an answer in HTTP, or a close; the next is served."""

from __future__ import annotations

import errno
import logging
import re
import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.hostile import EXAMPLES, bounded
from tests.web.given import HOOK, FakeSystem, a_link, ask, connect, read_all
from tocsin.web import WebLimits, WebServer, create_app

KNOWN = {b"200", b"201", b"202", b"400", b"401", b"404", b"405", b"408", b"410", b"413", b"503"}
STATUS = re.compile(rb"HTTP/1\.[01] ([0-9]{3}) ")
QUICK = WebLimits(head_s=0.3, body_s=0.3, drain_s=0.1, keep_alive_s=1)

methods = st.sampled_from(
    (b"GET", b"POST", b"HEAD", b"PUT", b"CONNECT", b"PRI", b"get", b"\x16\x03")
)
targets = st.sampled_from(
    (
        HOOK.encode(), b"/healthz", b"/ack/t", b"/say", b"*", b"//", b"/%00", b"/hooks/%ff/%fe",
        b"http://a/healthz", b"/../../x", b"/\xff", b"", b"/ack/" + b"x" * 5000, b"a:443",
    )
)  # fmt: skip
versions = st.sampled_from((b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0", b"HTTP/1.1 x", b"", b"HTTP/9.9"))
headers = st.sampled_from(
    (
        b"Host: a", b"Content-Length: 5", b"Content-Length: 05", b"Content-Length: +5",
        b"Content-Length: 5, 5", b"Content-Length: 9" + b"9" * 30, b"Content-Length: \xb2",
        b"Content-Length: 1048577", b"Transfer-Encoding: chunked", b"Transfer-Encoding: gzip",
        b"Transfer-Encoding: chunked, chunked", b"Transfer-Encoding : chunked",
        b"Expect: 100-continue", b"Connection: close", b"Connection: keep-alive", b"Upgrade: h2c",
        b"Connection: Upgrade", b"Upgrade: websocket", b"X: " + b"y" * 20_000, b" folded: x",
        b"No-Colon", b": empty", b"A\x00: b", b"A: b\x00", b"A: b\rC: d", b"Host: b",
        b"Authorization: Bearer \xff\xfe", b"Content-Type: \x00",
    )
)  # fmt: skip
bodies = st.one_of(
    st.sampled_from(
        (
            b"", b"12345", b"{}", b"5\r\n12345\r\n0\r\n\r\n", b"5;e=" + b"x" * 3000 + b"\r\n12345",
            b"-1\r\n", b"ffffffffffffffffffff\r\n", b"0\r\nTrailer: x\r\n\r\n", b"5\r\n12345X\r\n",
            b"1\r\na\r\n" * 200 + b"0\r\n\r\n", b"x" * 200_000, b"0\r\n" + b"T: x\r\n" * 500,
        )
    ),
    st.binary(max_size=200),
)  # fmt: skip
requests = st.builds(
    lambda method, target, version, lines, end, body: (
        b" ".join((method, target, version)) + end + end.join((*lines, b"", b"")) + body
    ),
    methods, targets, versions, st.lists(headers, max_size=6),
    st.sampled_from((b"\r\n", b"\r\n", b"\n")), bodies,
)  # fmt: skip


class Shortened(bytes):
    """Bytes that a report shows by their beginning and their length."""

    def __repr__(self) -> str:
        shown = bytes(self)
        return repr(shown) if len(shown) < 400 else f"{shown[:400]!r}… of {len(shown)} bytes"


conversations = st.lists((requests | st.binary(max_size=60)).map(Shortened), min_size=1, max_size=4)


class Errors(logging.Handler):
    """What the server, its loop or its protocol could not cope with."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(f"{record.name}: {record.getMessage()} {record.exc_info or ''}")


@pytest.fixture(scope="module")
def errors() -> Iterator[Errors]:
    handler = Errors()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    system = FakeSystem()
    system.acks.links["t"] = a_link()
    server = WebServer(create_app(system.services(), QUICK), "127.0.0.1", 0, QUICK)
    server.start()
    yield server.port
    server.stop()


def no_more(sock: socket.socket) -> None:
    """Says that nothing follows, if the other side has not ended the connection meanwhile."""
    try:
        sock.shutdown(socket.SHUT_WR)
    except OSError as error:
        if error.errno != errno.ENOTCONN:
            raise


def answered(port: int, pieces: list[bytes], *, half_closed: bool) -> bytes:
    """Everything that comes back."""
    with connect(port) as sock:
        with suppress(ConnectionError):
            for piece in pieces:
                sock.sendall(piece)
            if half_closed:
                no_more(sock)
        with suppress(ConnectionError):
            return read_all(sock)
    return b""


@bounded(EXAMPLES // 2)
@given(conversations, st.booleans(), st.integers(1, 400))
def test_any_bytes_in_any_pieces(
    port: int, errors: Errors, said: list[bytes], half_closed: bool, size: int
) -> None:
    whole = b"".join(said)
    pieces = [whole[at : at + size] for at in range(0, min(len(whole), 40 * size), size)]
    found = answered(port, [*pieces, whole[40 * size :]], half_closed=half_closed)
    assert not found or found.startswith(b"HTTP/1.1 ")
    assert set(STATUS.findall(found)) <= KNOWN | {b"100"}
    assert b"Traceback" not in found
    assert ask(port, "GET", "/healthz").status == 200
    assert errors.told == []
