"""The Socket Mode connection: one at a time, and another one when it falls silent.

`slack_sdk` makes the line (handshake, TLS, proxy) and writes to it. It is read here, because the
reader of the SDK calls itself once for every frame that waits, loses what it has of a frame that
comes in two parts, and goes on reading nothing where the other end hung up.
"""

from __future__ import annotations

import json
import logging
import secrets
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from queue import Empty, Full, Queue
from typing import Final

from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.socket_mode.builtin.connection import Connection

from tocsin.chat import Fitness
from tocsin.errors import ProviderError
from tocsin_slack.api import QUIET
from tocsin_slack.errors import MEANINGS, fault
from tocsin_slack.heard import Json

log = logging.getLogger(__name__)
MOST_WAITING: Final = 2000
MOST_BYTES: Final = 4 * 1024 * 1024
JOIN_S: Final = 2.0
_SIZES: Final = {126: "!H", 127: "!Q"}
_LAST, _CODE, _SIZE = 0x80, 0x0F, 0x7F
_CLOSE, _PING, _PONG = 8, 9, 10
_NEWLINE = 10
"""The SDK leaves the last byte of the handshake to whoever reads on; no frame begins with it."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Seconds.

    Args:
        hello: A new connection says so within these.
        silent: One that says nothing for so long is dead; it is pinged every `ping`.
        first: The pause after a connection that failed; it doubles up to `longest`.
        refused: The pause where somebody must change something first.
    """

    hello: float = 10.0
    silent: float = 60.0
    ping: float = 5.0
    first: float = 1.0
    longest: float = 30.0
    refused: float = 60.0


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """One thing Slack tells: `hello`, `events_api`, `slash_commands` or `interactive`."""

    kind: str
    id: str = ""
    payload: Json = field(default_factory=dict)


class _Line:
    """One connection, read in a thread of its own until it is over."""

    def __init__(self, url: str, take: Callable[[_Line, str], None]) -> None:
        """Open it.

        Raises:
            ProviderError: There is none.
        """
        self._connection = Connection(url=url, logger=QUIET)
        self._connection.connect()
        if self._connection.sock is None:
            raise ProviderError("unavailable", "Slack's socket cannot be opened.")
        self._socket: socket.socket = self._connection.sock
        self._take, self._part = take, b""
        self.since = self.heard = self.pinged = time.monotonic()
        self.greeted = self.over = False
        self.refused: ProviderError | None = None
        self._thread = threading.Thread(target=self._read, name="tocsin-slack-socket", daemon=True)
        self._thread.start()

    def send(self, words: str) -> None:
        with suppress(SlackClientNotConnectedError):  # what has no ack is delivered again
            self._connection.send(words)

    def ping(self) -> None:
        self.pinged = time.monotonic()
        with suppress(OSError):
            self._connection.ping("tocsin")

    def close(self) -> None:
        self.over = True
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        with suppress(OSError, AttributeError):
            self._connection.close()
        self._thread.join(JOIN_S)

    def _read(self) -> None:
        with suppress(OSError, ValueError):
            while not self.over:
                self._frame()
        self.over = True

    def _frame(self) -> None:
        first, second = self._exactly(2)
        if first == _NEWLINE:
            first, second = second, self._exactly(1)[0]
        size = second & _SIZE
        if size in _SIZES:
            (size,) = struct.unpack(_SIZES[size], self._exactly(struct.calcsize(_SIZES[size])))
        if size > MOST_BYTES:
            raise ValueError("no envelope is as long as that")
        data, code = self._exactly(size), first & _CODE
        self.heard = time.monotonic()
        if code == _CLOSE:
            raise ConnectionResetError
        if code == _PING:
            self._connection.pong(data)
        elif code != _PONG:
            self._part += data
            if first & _LAST:
                text, self._part = self._part.decode(), b""
                self._take(self, text)

    def _exactly(self, size: int) -> bytes:
        found = bytearray()
        while len(found) < size:
            with suppress(TimeoutError):
                got = self._socket.recv(min(size - len(found), 65536))
                if not got:
                    raise ConnectionResetError
                found += got
            if self.over:
                raise ConnectionResetError
        return bytes(found)


class Link:
    """Used by one thread, but for `ack` and `fitness`.

    Args:
        opens: Asks for the address of a new socket; raises ProviderError.
        aside: Is shown each envelope at once, in the thread that reads; True = it took it.
    """

    def __init__(
        self,
        opens: Callable[[], str],
        aside: Callable[[Envelope], bool],
        clock: Callable[[], datetime],
        patience: Patience | None = None,
    ) -> None:
        self._opens, self._aside, self._clock = opens, aside, clock
        self._patience = patience or Patience()
        self._waiting: Queue[Envelope | None] = Queue(MOST_WAITING)
        self._line: _Line | None = None
        self._pause = self._not_before = 0.0
        self._heard_at: datetime | None = None
        self._trouble, self._crowd = "", ""

    def next(self, seconds: float) -> Envelope | None:
        """The next envelope in Slack's order; None = there was none for so long, or `wake`."""
        if self._waiting.empty():
            self._look_after()
        with suppress(Empty):
            return self._waiting.get(timeout=seconds)
        return None

    def wake(self) -> None:
        """End a wait for the next envelope."""
        with suppress(Full):
            self._waiting.put_nowait(None)

    def ack(self, id: str, payload: Json | None = None) -> None:
        """Acknowledge an envelope. One that cannot be is delivered again."""
        line, answer = self._line, {"payload": payload} if payload is not None else {}
        if id and line is not None:
            line.send(json.dumps({"envelope_id": id, **answer}))

    def close(self) -> None:
        """Let go; what waits was not acknowledged, and is delivered again."""
        self._drop()
        self._waiting = Queue(MOST_WAITING)

    def fitness(self) -> Fitness:
        """Whether it hears: by when the last frame came, whatever the socket says of itself."""
        line = self._line
        age = self._age(line) if line is not None else None
        if age is not None:
            self._heard_at = self._clock() - timedelta(seconds=age)
        ok = age is not None and line is not None and line.greeted and not self._is_dead(line)
        detail = self._crowd if ok else self._trouble or _why(line)
        return Fitness(ok=ok, detail=detail, heard_at=self._heard_at)

    def _look_after(self) -> None:
        line, now = self._line, time.monotonic()
        if line is not None and self._is_dead(line):
            self._fell(line)
            line = None
        if line is None and now >= self._not_before:
            self._connect()
        elif line is not None and now - line.pinged >= self._patience.ping:
            line.ping()

    def _is_dead(self, line: _Line) -> bool:
        waited = time.monotonic() - line.since
        late = not line.greeted and waited > self._patience.hello
        return line.over or late or self._age(line) > self._patience.silent

    def _age(self, line: _Line) -> float:
        return time.monotonic() - line.heard

    def _fell(self, line: _Line) -> None:
        """The old one goes before there is a new one: an app may have ten."""
        self.fitness()
        sentence = str(line.refused or _why(line))
        self._drop()
        self._failed(sentence, line.refused, again=line.greeted and line.refused is None)

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _connect(self) -> None:
        try:
            self._line = _Line(self._opens(), self._hear)
        except ProviderError as error:
            self._failed(str(error), error)

    def _failed(
        self, sentence: str, error: ProviderError | None = None, *, again: bool = False
    ) -> None:
        """Wait before the next try; longer where somebody must change something first."""
        if self._trouble.partition(" (since")[0] != sentence:
            self._trouble = f"{sentence} (since {self._clock():%H:%M} UTC)"
            log.log(logging.INFO if again else logging.WARNING, "slack: %s", sentence)
        most = self._patience.longest
        self._pause = 0.0 if again else min(max(self._pause * 2, self._patience.first), most)
        pause = self._pause * (0.5 + secrets.randbelow(500) / 1000)
        if error is not None:
            pause = max(
                pause if error.retryable else self._patience.refused, error.retry_after or 0
            )
        self._not_before = time.monotonic() + pause

    def _hear(self, line: _Line, text: str) -> None:
        try:
            told = json.loads(text)
            kind = str(told["type"])
            found = Envelope(
                kind=kind, id=str(told.get("envelope_id", "")), payload=told.get("payload", {})
            )
        except (AttributeError, KeyError, TypeError, ValueError):
            log.warning("slack: a message of the socket could not be read")
            return
        if kind == "hello":
            self._greeted(line, told)
        if kind == "disconnect":
            self._sent_away(line, str(told.get("reason", "")))
        elif not self._aside(found):
            try:
                self._waiting.put_nowait(found)
            except Full:
                log.error("slack: too much is told at once; the rest is delivered again")

    def _greeted(self, line: _Line, told: Json) -> None:
        line.greeted, self._trouble, self._pause, self._crowd = True, "", 0.0, ""
        if told.get("num_connections", 1) > 1:
            self._crowd = "another process hears with the same app token, and takes part of it away"
            log.warning("slack: %s", self._crowd)

    def _sent_away(self, line: _Line, reason: str) -> None:
        """Slack says what to do about it, or only wants another connection."""
        line.refused = fault("socket", {"error": reason}) if reason in MEANINGS else None
        line.over = True


def _why(line: _Line | None) -> str:
    if line is None or not (line.greeted or line.over):
        return "Slack is not connected yet."
    return f"The connection to Slack {'went away' if line.over else 'says nothing any more'}."
