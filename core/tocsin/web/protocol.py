"""HTTP/1.1 for uvicorn with the bounds it lacks: idle connections, and answers given early."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.server import ServerState

from tocsin.web.limits import Limits
from tocsin.web.linger import LingeringTransport


def bounded(limits: Limits) -> type[H11Protocol]:
    """The protocol class for these limits, as uvicorn makes one object for each connection."""

    class Bounded(BoundedProtocol):
        bounds = limits

    return Bounded


class BoundedProtocol(H11Protocol):
    """One connection.

    - Beyond `connections` open ones it is dropped at once.
    - Whoever has not sent a whole request head within `head_s` is let go; uvicorn itself waits
      for ever for the first one.
    - Whoever gets its answer before it has sent everything can read it (see `linger`).
    """

    bounds = Limits()

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """As uvicorn makes it."""
        super().__init__(config, server_state, app_state, _loop)
        self._head_timer: asyncio.TimerHandle | None = None
        self._outer: LingeringTransport | None = None

    def connection_made(  # type: ignore[override]  # as in uvicorn: always a stream
        self, transport: asyncio.Transport
    ) -> None:
        self._outer = LingeringTransport(
            transport, linger_s=self.bounds.linger_s, still_sending=self._still_sending
        )
        full = len(self.connections) >= self.bounds.connections
        super().connection_made(self._outer)
        if full:
            transport.abort()
            return
        self._watch_head()

    def data_received(self, data: bytes) -> None:
        if self._outer is not None and self._outer.is_closing():
            return
        super().data_received(data)
        self._watch_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_watching()
        if self._outer is not None:
            self._outer.close_now()
        super().connection_lost(exc)

    def _still_sending(self) -> bool:
        return self.conn.their_state in {h11.SEND_BODY, h11.ERROR}

    def _serving(self) -> bool:
        cycle = cast("RequestResponseCycle | None", self.cycle)  # None before the first request
        return cycle is not None and not cycle.response_complete

    def _watch_head(self) -> None:
        if self._serving():
            self._stop_watching()
        elif self._head_timer is None:
            self._head_timer = self.loop.call_later(self.bounds.head_s, self._let_go)

    def _stop_watching(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _let_go(self) -> None:
        self._head_timer = None
        if not self._serving():
            self.transport.close()
