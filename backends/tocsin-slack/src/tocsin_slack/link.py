"""The Socket Mode connection: one at a time, and another one when it falls silent.

`websockets` makes the line, reads its frames and pings; a thread of ours takes what comes, so that
nothing waits behind what is being handled. Whether the line is well its frames alone say.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import datetime
from queue import Empty, Full, Queue
from typing import Final, NamedTuple

from websockets.exceptions import WebSocketException
from websockets.protocol import Event
from websockets.sync.client import ClientConnection, connect

from tocsin.chat import MALFORMED, Fitness, Pulse
from tocsin.errors import ProviderError
from tocsin_slack.errors import MEANINGS, fault
from tocsin_slack.heard import Json

MOST_WAITING, MOST_BYTES, CLOSE_S, JOIN_S = 2000, 4 * 1024 * 1024, 1.0, 2.0
SILENT_S: Final = 60.0
"""A line that says nothing for so long is dead; all other times are parts of it."""
QUIET: Final = logging.Logger("tocsin_slack.quiet", level=logging.CRITICAL + 1)
"""The library logs what it sends and gets: this takes it."""
GONE: Final = "The connection to Slack went away."
DEAF: Final = "The connection to Slack says nothing any more."
MUTE: Final = "Slack's socket is open and says nothing."


class Envelope(NamedTuple):
    """One thing Slack tells: `hello`, `events_api`, `slash_commands` or `interactive`."""

    kind: str
    id: str
    payload: Json


class _Line:
    """One connection, read by a thread of its own until it is over."""

    def __init__(
        self, url: str, take: Callable[[_Line, str | bytes], bool], pulse: Pulse, silent_s: float
    ) -> None:
        class Wire(ClientConnection):
            def process_event(self, event: Event) -> None:
                pulse.heard()  # each frame, pongs included
                super().process_event(event)

        self._held = ExitStack()
        try:
            self.wire = self._held.enter_context(connect(
                url, create_connection=Wire, proxy=None, compression=None, max_size=MOST_BYTES,
                open_timeout=silent_s / 6, ping_interval=silent_s / 12, ping_timeout=None,
                close_timeout=CLOSE_S, logger=QUIET,
            ))  # fmt: skip
        except (OSError, ValueError, WebSocketException):
            told = "Slack's socket cannot be opened."  # the address is a secret
            raise ProviderError("unavailable", told) from None
        self.wire.socket.settimeout(silent_s / 6)  # nobody waits longer to write
        self.since = time.monotonic()
        self.greeted = self.over = False
        self.refused: ProviderError | None = None
        self.thread = threading.Thread(
            target=self._read, args=(take,), name="tocsin-slack-socket", daemon=True
        )

    def _read(self, take: Callable[[_Line, str | bytes], bool]) -> None:
        with suppress(Exception):  # whatever it is, there is another line then
            while take(self, self.wire.recv()):
                pass
        self.over = True

    def close(self) -> None:
        with suppress(OSError):
            self._held.close()
        for thread in (self.thread, self.wire.keepalive_thread):
            if thread is not None:
                thread.join(JOIN_S)


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
        self._opens, self._aside, self._silent_s = opens, aside, silent_s
        self._pulse = Pulse("Slack", clock, silent_s=silent_s)
        self._waiting: Queue[Envelope | None] = Queue(MOST_WAITING)
        self._line: _Line | None = None

    def next(self, seconds: float) -> Envelope | None:
        """The next envelope in Slack's order; None = there was none for so long, or `wake`.

        Raises:
            ProviderError: There is no connection now.
        """
        if self._waiting.empty() and (self._line is None or self._why(self._line)):
            self._renew()
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
        with suppress(WebSocketException):
            if id and line is not None:
                line.wire.send(json.dumps({"envelope_id": id, **answer}))

    def close(self) -> None:
        """Let go; what waits was not acknowledged, and is delivered again."""
        line, self._line, self._waiting = self._line, None, Queue(MOST_WAITING)
        if line is not None:
            line.close()

    def fitness(self) -> Fitness:
        """Whether it hears: by when the last frame came, whatever the socket says of itself."""
        line, told = self._line, self._pulse.fitness()
        away = told.ok and (line is None or line.over)
        return Fitness(ok=False, detail=GONE, heard_at=told.heard_at) if away else told

    def _renew(self) -> None:
        """The old one goes before there is a new one, as an app may have ten."""
        old, failed = self._line, None
        if old is not None:
            why = ProviderError("unavailable", self._why(old))
            failed = old.refused or (None if old.greeted else why)
            self._pulse.trouble(str(failed or why))
        self.close()
        try:
            if failed is not None:
                raise failed
            self._pulse.begin()
            self._line = _Line(self._opens(), self._hear, self._pulse, self._silent_s)
            self._line.thread.start()
        except ProviderError as error:
            self._pulse.trouble(str(error))
            raise

    def _why(self, line: _Line) -> str:
        """Why there must be another one, "" = it is well."""
        if line.over:
            return GONE
        if self._pulse.silent():
            return DEAF
        late = not line.greeted and time.monotonic() - line.since > self._silent_s / 6
        return MUTE if late else ""

    def _hear(self, line: _Line, text: str | bytes) -> bool:
        """Whether there is more to come."""
        told: Json = json.loads(text)
        kind, reason = str(told["type"]), str(told.get("reason"))
        if kind == "disconnect":  # Slack says what to do about it, or wants another connection
            line.refused = fault("socket", {"error": reason}) if reason in MEANINGS else None
            return False
        if kind == "hello":
            crowded = told.get("num_connections", 1) > 1
            self._pulse.well("another process with the same app token hears a part" * crowded)
            line.greeted = True
        envelope = Envelope(kind, str(told.get("envelope_id", "")), told.get("payload") or {})
        with suppress(*MALFORMED):
            if self._aside(envelope):
                return True
        with suppress(Full):  # then it is delivered again
            self._waiting.put_nowait(envelope)
        return True
