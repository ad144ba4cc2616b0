"""The Socket Mode connection.

`websockets` makes it, reads its frames and pings. A thread of ours takes what comes, so that
nothing waits behind what is being handled.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import datetime
from typing import Final, NamedTuple

from websockets.exceptions import WebSocketException
from websockets.protocol import Event
from websockets.sync.client import ClientConnection, connect

from tocsin.chat import MALFORMED, ConnectionSupervisor, Pulse, ThreadedConnection
from tocsin.errors import ProviderError
from tocsin_slack.errors import MEANINGS, fault
from tocsin_slack.rendering import Json

MOST_BYTES, CLOSE_S = 4 * 1024 * 1024, 1.0
SILENT_S: Final = 60.0
"""A connection that says nothing for so long is dead; all other times are parts of it."""
QUIET: Final = logging.Logger("tocsin_slack.quiet", level=logging.CRITICAL + 1)
"""The library logs what it sends and gets: this takes it."""


class Envelope(NamedTuple):
    """One thing Slack tells: `hello`, `events_api`, `slash_commands` or `interactive`."""

    kind: str
    id: str
    payload: Json


class _Connection(ThreadedConnection):
    """One connection, made to the address and read by a thread of its own."""

    def __init__(self, url: str, hear: Callable[..., bool], pulse: Pulse, wait_s: float) -> None:
        class Wire(ClientConnection):
            def process_event(self, event: Event) -> None:
                pulse.heard()  # each frame is a sign of life, pongs included
                super().process_event(event)

        self._held = ExitStack()
        try:
            self.wire = self._held.enter_context(connect(
                url, create_connection=Wire, proxy=None, compression=None, max_size=MOST_BYTES,
                open_timeout=wait_s, ping_interval=wait_s / 2, ping_timeout=None,
                close_timeout=CLOSE_S, logger=QUIET,
            ))  # fmt: skip
        except (OSError, ValueError, WebSocketException):
            told = "Slack's socket cannot be opened."  # the address is a secret
            raise ProviderError("unavailable", told) from None
        self.wire.socket.settimeout(wait_s)  # nobody waits longer to write
        self._hear = hear
        super().__init__("slack")

    def _let_go(self) -> None:
        self._held.close()
        if (beats := self.wire.keepalive_thread) is not None:
            beats.join(CLOSE_S)

    def _read(self) -> None:
        while self._hear(self, self.wire.recv()):
            pass


class Link(ConnectionSupervisor[Envelope, _Connection]):
    """Used by one thread, but for `ack` and `fitness`.

    Args:
        opens: Asks for the address of a new socket; raises ProviderError.
        aside: Is shown each envelope at once, in the thread that reads; True = it took it.
    """

    def __init__(
        self, opens: Callable[[], str], aside: Callable[[Envelope], bool],
        clock: Callable[[], datetime], silent_s: float = SILENT_S,
    ) -> None:  # fmt: skip
        def connection() -> _Connection:
            return _Connection(opens(), self._hear, self.pulse, silent_s / 6)

        self._aside = aside
        super().__init__("Slack", clock, connection, silent_s=silent_s)

    def ack(self, id: str, payload: Json | None = None) -> None:
        """Acknowledge an envelope. One that cannot be is delivered again."""
        connection, answer = self.connection, {"payload": payload} if payload is not None else {}
        with suppress(WebSocketException):
            if id and connection is not None:
                connection.wire.send(json.dumps({"envelope_id": id, **answer}))

    def _hear(self, connection: _Connection, text: str | bytes) -> bool:
        """Whether there is more to come."""
        told: Json = json.loads(text)
        kind, reason = str(told["type"]), str(told.get("reason"))
        if kind == "disconnect":  # Slack says what to do about it, or wants another connection
            connection.refused = fault("socket", {"error": reason}) if reason in MEANINGS else None
            return False
        if kind == "hello":
            crowded = told.get("num_connections", 1) > 1
            self.pulse.well("another process with the same app token hears a part" * crowded)
            connection.greeted = True
        envelope = Envelope(kind, str(told.get("envelope_id", "")), told.get("payload") or {})
        with suppress(*MALFORMED):
            if self._aside(envelope):
                return True
        self.waiting.put(envelope)  # what finds no place is delivered again
        return True
