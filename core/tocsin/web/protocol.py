"""HTTP/1.1 for uvicorn with the two bounds it lacks: open connections, and slow request heads."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar, cast

from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.server import ServerState

from tocsin.web.limits import WebLimits


def bounded(limits: WebLimits) -> type[H11Protocol]:
    """Return the protocol class for uvicorn with these limits."""

    class Bounded(BoundedProtocol):
        bounds = limits

    return Bounded


class BoundedProtocol(H11Protocol):
    """One HTTP/1.1 connection.

    - Beyond `connections` open ones an idle one is closed, or the new one where none is idle.
    - A request head that is not whole within `head_s` closes the connection; uvicorn itself waits
      for ever for the first one.
    - What is no HTTP in the body of a request closes the connection; uvicorn itself would answer
      a second time and raise.
    """

    bounds: ClassVar[WebLimits]

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

    def connection_made(  # type: ignore[override]  # as in uvicorn: always a stream
        self, transport: asyncio.Transport
    ) -> None:
        super().connection_made(transport)
        if len(self.connections) > self.bounds.connections:
            self._make_room()
        self._watch_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch_head()

    def send_400_response(self, msg: str) -> None:
        """Answer 400 to what is no HTTP; inside of a request only close the connection."""
        if self._serving():
            self.transport.abort()
        else:
            super().send_400_response(msg)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_watching()
        super().connection_lost(exc)

    def _make_room(self) -> None:
        others = (each for each in self.connections if isinstance(each, BoundedProtocol))
        idle = (each for each in others if each is not self and each._is_idle())
        next(idle, self).transport.abort()

    def _is_idle(self) -> bool:
        """Whether no request is being handled: none came, or only the rest of its body is read."""
        return not self._serving() or (self.cycle.response_started and self.cycle.more_body)

    def _serving(self) -> bool:
        cycle = cast("RequestResponseCycle | None", self.cycle)  # None before the first request
        return cycle is not None and not cycle.response_complete

    def _watch_head(self) -> None:
        if self._serving():
            self._stop_watching()
        elif self._head_timer is None:
            self._head_timer = self.loop.call_later(self.bounds.head_s, self._close_idle)

    def _stop_watching(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _close_idle(self) -> None:
        self._head_timer = None
        if not self._serving():
            self.transport.close()
