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

log = logging.getLogger(__name__)
MOST_WAITING, MOST_BYTES, JOIN_S = 2000, 4 * 1024 * 1024, 2.0
SILENT_S: Final = 60.0
"""A line that says nothing for so long is dead; all other times are parts of it."""
_SIZES: Final = {126: "!H", 127: "!Q"}
_LAST, _CLOSE, _PING, _PONG = 0x80, 8, 9, 10
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
        self._thread = threading.Thread(target=self._read, name="tocsin-slack-socket", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.over = True
        with suppress(OSError, AttributeError):
            self._socket.shutdown(socket.SHUT_RDWR)
        with suppress(OSError, AttributeError):
            self.to.close()
        self._thread.join(JOIN_S)

    def _read(self) -> None:
        with suppress(OSError, *MALFORMED):
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
        self._pause = self._not_before = 0.0
        self._heard_at: datetime | None = None
        self._trouble, self._crowd = "Slack is not connected yet.", ""

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
        why = _why(line, self._silent) if line is not None else self._trouble
        ok = line is not None and line.greeted and not why
        return Fitness(ok=ok, detail=self._crowd if ok else self._trouble or why,
                       heard_at=self._heard_at)  # fmt: skip

    def _look_after(self) -> None:
        line, now = self._line, time.monotonic()
        why = _why(line, self._silent) if line is not None else ""
        if line is not None and why:  # the old one goes before there is a new one: ten are let in
            self.fitness()
            line.close()
            self._line = None
            self._failed(line.refused or ProviderError("unavailable", why), again=line.greeted)
        if self._line is None and now >= self._not_before:
            try:
                self._line = _Line(self._opens(), self._hear)
            except ProviderError as error:
                self._failed(error)
        elif line is not None and now - line.pinged >= self._silent / 12:
            line.pinged = now
            with suppress(OSError):
                line.to.ping("tocsin")

    def _failed(self, error: ProviderError, *, again: bool = False) -> None:
        """Wait before the next try; longer where somebody must change something first."""
        if not self._trouble.startswith(str(error)):
            self._trouble = f"{error} (since {self._clock():%H:%M} UTC)"
            log.warning("slack: %s", error)
        doubled = max(self._pause * 2, self._silent / 60)
        self._pause = 0.0 if again else min(doubled, self._silent / 2)
        pause = self._pause * (0.5 + secrets.randbelow(500) / 1000)
        pause = max(pause if error.retryable else self._silent, error.retry_after or 0.0)
        self._not_before = time.monotonic() + pause

    def _hear(self, line: _Line, text: str) -> None:
        told = json.loads(text)
        kind = str(told["type"])
        if kind == "hello":
            crowded = told.get("num_connections", 1) > 1
            self._crowd = "another process with the same app token hears a part" if crowded else ""
            line.greeted, self._trouble, self._pause = True, "", 0.0
        if kind == "disconnect":  # Slack says what to do about it, or wants another connection
            reason = str(told.get("reason"))
            line.refused = fault("socket", {"error": reason}) if reason in MEANINGS else None
            line.over = True
            return
        envelope = Envelope(kind, str(told.get("envelope_id", "")), told.get("payload") or {})
        with suppress(*MALFORMED):
            if self._aside(envelope):
                return
        with suppress(Full):  # then it is delivered again
            self._waiting.put_nowait(envelope)


def _why(line: _Line, silent: float) -> str:
    """Why there must be another one, "" = it is well."""
    now = time.monotonic()
    if line.over:
        return "The connection to Slack went away."
    if now - line.heard > silent:
        return "The connection to Slack says nothing any more."
    late = not line.greeted and now - line.since > silent / 6
    return "Slack's socket is open and says nothing." if late else ""
