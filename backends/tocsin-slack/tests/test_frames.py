"""The socket, frame by frame: whatever the other end does with it, it is read or made anew."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from tests.patience import COMES_S
from tocsin.errors import ProviderError
from tocsin_slack.link import MOST_BYTES, Envelope, Link

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
QUICK_S = 1.2
HELLO = json.dumps({"type": "hello", "num_connections": 1})


def frame(words: str | bytes, code: int = TEXT, *, last: bool = True, size: int = -1) -> bytes:
    """As a server sends it; `size` is what it says of itself."""
    data = words.encode() if isinstance(words, str) else words
    told = len(data) if size < 0 else size
    head = bytes([code | (0x80 if last else 0)])
    if told < 126:
        return head + bytes([told]) + data
    small = told < 2**16
    return head + bytes([126 if small else 127]) + struct.pack("!H" if small else "!Q", told) + data


def envelope(words: str, number: int = 0) -> str:
    return json.dumps(
        {"type": "events_api", "envelope_id": str(number), "payload": {"said": words}}
    )


class Gateway:
    """A server that sends what it is told to, byte by byte, and keeps the frames that it gets."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"ws://127.0.0.1:{self._server.getsockname()[1]}/?ticket=s3cret"
        self.lines: list[socket.socket] = []
        self.got: list[tuple[int, bytes]] = []
        self.greets = True
        threading.Thread(target=self._accept, daemon=True).start()

    def send(self, *pieces: bytes, pause_s: float = 0.0) -> None:
        for piece in pieces:
            self.lines[-1].sendall(piece)
            time.sleep(pause_s)

    def close(self) -> None:
        self._server.close()
        for line in self.lines:
            line.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._server.accept()
                threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with suppress(OSError, ValueError, struct.error):  # whoever is there hangs up
            asked = b""
            while b"\r\n\r\n" not in asked:
                asked += line.recv(4096)
            key = asked.lower().index(b"sec-websocket-key: ") + 19
            proof = hashlib.sha1(
                asked[key : key + 24] + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
            ).digest()
            self.lines.append(line)
            line.sendall(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                b"Connection: Upgrade\r\nSec-WebSocket-Accept: " + base64.b64encode(proof)
                + b"\r\n\r\n" + (frame(HELLO) if self.greets else b"")
            )  # fmt: skip
            while True:
                self.got.append(self._frame(line))

    def _frame(self, line: socket.socket) -> tuple[int, bytes]:
        first, second = line.recv(2, socket.MSG_WAITALL)
        size = second & 127
        if size == 126:
            (size,) = struct.unpack("!H", line.recv(2, socket.MSG_WAITALL))
        mask, data = (line.recv(n, socket.MSG_WAITALL) if n else b"" for n in (4, size))
        return first & 15, bytes(one ^ mask[at % 4] for at, one in enumerate(data))


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    made = Gateway()
    yield made
    made.close()


@pytest.fixture
def link(gateway: Gateway) -> Iterator[Link]:
    made = Link(lambda: gateway.url, lambda _: False, lambda: datetime.now(UTC), QUICK_S)
    yield made
    made.close()


def following(link: Link) -> Envelope | None:
    try:
        return link.next(0.02)
    except ProviderError:
        return None


def until(link: Link, wanted: Callable[[Envelope | None], bool], seconds: float = COMES_S) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if wanted(following(link)):
            return
    raise AssertionError("it did not happen")


def greeted(link: Link) -> None:
    until(link, lambda one: one is not None and one.kind == "hello")


def said(link: Link, count: int = 1) -> list[str]:
    found: list[str] = []

    def all_there(one: Envelope | None) -> bool:
        found.extend([one.payload["said"]] if one is not None and one.kind != "hello" else [])
        return len(found) == count

    until(link, all_there)
    return found


def test_a_message_in_many_frames_with_a_ping_between_them_is_one(
    gateway: Gateway, link: Link
) -> None:
    greeted(link)
    whole = envelope("né" * 200).encode()
    parts = [whole[at : at + 7] for at in range(0, len(whole), 7)]
    frames = [
        frame(part, 0 if at else TEXT, last=at == len(parts) - 1) for at, part in enumerate(parts)
    ]
    gateway.send(*frames[:5], frame("still there?", PING), *frames[5:])
    assert said(link) == ["né" * 200]
    until(link, lambda _: (PONG, b"still there?") in gateway.got)


def test_a_frame_that_comes_a_byte_at_a_time_is_read(gateway: Gateway, link: Link) -> None:
    greeted(link)
    gateway.send(*(bytes([one]) for one in frame(envelope("slowly"))), pause_s=0.005)
    assert said(link) == ["slowly"]


def test_thousands_of_frames_in_one_piece_are_read_in_their_order(
    gateway: Gateway, link: Link
) -> None:
    greeted(link)
    gateway.send(b"".join(frame(envelope(str(n), n)) for n in range(1_500)))
    assert said(link, 1_500) == [str(n) for n in range(1_500)]


def test_pings_are_sent_and_a_line_that_answers_none_is_left(gateway: Gateway, link: Link) -> None:
    greeted(link)
    until(link, lambda _: bool([code for code, _ in gateway.got if code == PING]))
    until(link, lambda _: len(gateway.lines) == 2)
    greeted(link)
    until(link, lambda _: link.fitness().ok)


@pytest.mark.parametrize(
    "sent",
    [
        frame(b"\x03\xe8", CLOSE),
        frame("", size=MOST_BYTES + 1),
        frame("x" * 70_000, last=False) * 65,
        frame(b"\xff\xfe"),
        frame("not json"),
        frame("[]"),
        b"\xff" * 100,
    ],
    ids=["close", "too large", "too large in parts", "no text", "no json", "no object", "junk"],
)
def test_what_no_line_may_carry_ends_it_and_there_is_another_one(
    gateway: Gateway, link: Link, sent: bytes
) -> None:
    greeted(link)
    with suppress(OSError):
        gateway.send(sent)
    until(link, lambda _: len(gateway.lines) == 2)
    until(link, lambda _: link.fitness().ok)
    gateway.send(frame(envelope("still heard")))
    assert said(link) == ["still heard"]


def test_a_line_that_is_hung_up_is_not_well_and_is_made_anew(gateway: Gateway, link: Link) -> None:
    greeted(link)
    gateway.lines[0].shutdown(socket.SHUT_RDWR)
    ends = time.monotonic() + COMES_S
    while link.fitness().ok and time.monotonic() < ends:
        time.sleep(0.01)
    assert "went away" in link.fitness().detail
    greeted(link)
    until(link, lambda _: link.fitness().ok)


def test_what_is_acknowledged_arrives_and_after_the_end_is_no_error(
    gateway: Gateway, link: Link
) -> None:
    greeted(link)
    link.ack("e1", {"text": "done"})
    answer = {"envelope_id": "e1", "payload": {"text": "done"}}
    until(link, lambda _: (TEXT, json.dumps(answer).encode()) in gateway.got)
    gateway.lines[0].close()
    link.ack("e2")
    link.close()
    link.ack("e3")


def test_nobody_waits_for_ever_for_a_greeting(gateway: Gateway, link: Link) -> None:
    gateway.greets = False
    until(link, lambda _: "socket is open and says nothing" in link.fitness().detail)
    assert not link.fitness().ok


def test_a_server_that_accepts_and_says_nothing_is_left_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"ws://127.0.0.1:{server.getsockname()[1]}/?ticket=s3cret"
        link = Link(lambda: url, lambda _: False, lambda: datetime.now(UTC), QUICK_S)
        began = time.monotonic()
        with pytest.raises(ProviderError) as refused:
            link.next(0.01)
        assert time.monotonic() - began < COMES_S
        assert "s3cret" not in str(refused.value) + link.fitness().detail
        assert refused.value.__cause__ is None
        assert refused.value.__suppress_context__


@pytest.mark.parametrize("url", ["", "nonsense", "http://127.0.0.1:1/", "ws://127.0.0.1:x/"])
def test_an_address_that_is_none_is_a_trouble(url: str) -> None:
    link = Link(lambda: url, lambda _: False, lambda: datetime.now(UTC), QUICK_S)
    with pytest.raises(ProviderError):
        link.next(0.01)
    assert not link.fitness().ok
