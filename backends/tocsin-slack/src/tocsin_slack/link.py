"""The Socket Mode connection: one at a time, and another one when it falls silent.

`slack_sdk` makes the line (handshake, TLS, proxy) and writes to it. It is read here, because the
reader of the SDK calls itself once for every frame that waits, loses what it has of a frame that
comes in two parts, and goes on reading nothing where the other end hung up.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from queue import Empty, Full, Queue
from typing import Final, NamedTuple

from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.socket_mode.builtin.connection import Connection

from tocsin.chat import Fitness
from tocsin.errors import ProviderError
from tocsin_slack.api import QUIET
from tocsin_slack.errors import MEANINGS, fault
from tocsin_slack.heard import MALFORMED, Json

MOST_WAITING, MOST_BYTES, JOIN_S = 2000, 4 * 1024 * 1024, 2.0
SILENT_S: Final = 60.0
"""A line that says nothing for so long is dead; all other times are parts of it."""
_SIZES: Final = {126: "!H", 127: "!Q"}
_LAST, _CLOSE, _PING, _PONG = 0x80, 8, 9, 10
_NOT_YET: Final = "Slack is not connected yet."
_NEWLINE: Final = 10
"""The SDK leaves the last byte of the handshake to whoever reads on; no frame begins with it."""


class Envelope(NamedTuple):
    """One thing Slack tells: `hello`, `events_api`, `slash_commands` or `interactive`."""

    kind: str
    id: str
    payload: Json


class _Line:
    """One connection, read in a thread of its own until it is over."""

    def __init__(self, url: str, take: Callable[[_Line, str], None]) -> None:
        self.to = Connection(url=url, logger=QUIET)
        self.to.connect()
        if self.to.sock is None:
            raise ProviderError("unavailable", "Slack's socket cannot be opened.")
        self._socket: socket.socket = self.to.sock
        self._take, self._part = take, b""
        self.since = self.heard = self.pinged = time.monotonic()
        self.greeted = self.over = False
        self.refused: ProviderError | None = None
        self.thread = threading.Thread(target=self._read, name="tocsin-slack-socket", daemon=True)

    def close(self) -> None:
        self.over = True
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        with suppress(OSError):
            self.to.close()
        self.thread.join(JOIN_S)

    def _read(self) -> None:
        with suppress(Exception):  # whatever it is, there is another line then
            while not self.over:
                self._frame()
        self.over = True

    def _frame(self) -> None:
        first, second = self._exactly(2)
        if first == _NEWLINE:
            first, second = second, self._exactly(1)[0]
        form, size, code = _SIZES.get(second & 127), second & 127, first & 15
        if form is not None:
            (size,) = struct.unpack(form, self._exactly(struct.calcsize(form)))
        if size > MOST_BYTES or code == _CLOSE:
            raise ConnectionResetError
        data = self._exactly(size)
        self.heard = time.monotonic()
        if code == _PING:
            self.to.pong(data)
        elif code != _PONG:
            self._part += data
            if first & _LAST:
                text, self._part = self._part.decode(), b""
                self._take(self, text)

    def _exactly(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            with suppress(TimeoutError):
                got = self._socket.recv(size - len(found))
                if not got:
                    raise ConnectionResetError
                found += got
        return found


class Link:
    """Used by one thread, but for `ack` and `fitness`.

    Args:
        opens: Asks for the address of a new socket; raises ProviderError.
        aside: Is shown each envelope at once, in the thread that reads; True = it took it.
    """

    def __init__(
        self, opens: Callable[[], str], aside: Callable[[Envelope], bool],
        clock: Callable[[], datetime], silent_s: float = SILENT_S,
    ) -> None:  # fmt: skip
        self._opens, self._aside, self._clock, self._silent = opens, aside, clock, silent_s
        self._waiting: Queue[Envelope | None] = Queue(MOST_WAITING)
        self._line: _Line | None = None
        self._heard_at: datetime | None = None
        self._trouble, self._crowd = _NOT_YET, ""

    def next(self, seconds: float) -> Envelope | None:
        """The next envelope in Slack's order; None = there was none for so long, or `wake`.

        Raises:
            ProviderError: There is no connection now.
        """
        line, now = self._line, time.monotonic()
        if self._waiting.empty() and (line is None or self._why(line)):
            self._renew()
        elif line is not None and now - line.pinged >= self._silent / 12:
            line.pinged = now
            with suppress(OSError):
                line.to.ping("tocsin")
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
        with suppress(SlackClientNotConnectedError):
            if id and line is not None:
                line.to.send(json.dumps({"envelope_id": id, **answer}))

    def close(self) -> None:
        """Let go; what waits was not acknowledged, and is delivered again."""
        line, self._line, self._waiting = self._line, None, Queue(MOST_WAITING)
        if line is not None:
            line.close()

    def fitness(self) -> Fitness:
        """Whether it hears: by when the last frame came, whatever the socket says of itself."""
        line = self._line
        if line is not None:
            self._heard_at = self._clock() - timedelta(seconds=time.monotonic() - line.heard)
        why = self._trouble or (self._why(line) if line is not None else _NOT_YET)
        return Fitness(ok=not why, detail=why or self._crowd, heard_at=self._heard_at)

    def _renew(self) -> None:
        """The old one goes before there is a new one, as an app may have ten."""
        self.fitness()
        old, failed = self._line, None
        if old is not None:
            why = ProviderError("unavailable", self._why(old))
            failed = old.refused or (None if old.greeted else why)
            self._say(failed or why)
        self.close()
        try:
            if failed is not None:
                raise failed
            self._line = _Line(self._opens(), self._hear)
            self._line.thread.start()
        except ProviderError as error:
            self._say(error)
            raise

    def _say(self, why: ProviderError) -> None:
        if not self._trouble.startswith(str(why)):
            self._trouble = f"{why} (since {self._clock():%H:%M} UTC)"

    def _why(self, line: _Line) -> str:
        """Why there must be another one, "" = it is well."""
        now = time.monotonic()
        if line.over:
            return "The connection to Slack went away."
        if now - line.heard > self._silent:
            return "The connection to Slack says nothing any more."
        late = not line.greeted and now - line.since > self._silent / 6
        return "Slack's socket is open and says nothing." if late else ""

    def _hear(self, line: _Line, text: str) -> None:
        told: Json = json.loads(text)
        kind, reason = str(told["type"]), str(told.get("reason"))
        if kind == "hello":
            crowded = told.get("num_connections", 1) > 1
            self._crowd = "another process with the same app token hears a part" if crowded else ""
            line.greeted, self._trouble = True, ""
        if kind == "disconnect":  # Slack says what to do about it, or wants another connection
            line.refused = fault("socket", {"error": reason}) if reason in MEANINGS else None
            line.over = True
            return
        envelope = Envelope(kind, str(told.get("envelope_id", "")), told.get("payload") or {})
        with suppress(*MALFORMED):
            if self._aside(envelope):
                return
        with suppress(Full):  # then it is delivered again
            self._waiting.put_nowait(envelope)
