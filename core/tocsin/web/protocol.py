"""HTTP/1.1 for uvicorn with the bounds it lacks: idle connections, and answers given early."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar, cast

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.server import ServerState

from tocsin.web.limits import Limits
from tocsin.web.linger import LingeringTransport
from tocsin.web.lobby import Lobby


def bounded(limits: Limits) -> type[H11Protocol]:
    """The protocol class of one server, as uvicorn makes one object for each connection."""

    class Bounded(BoundedProtocol):
        bounds = limits
        lobby = Lobby()

    return Bounded


class BoundedProtocol(H11Protocol):
    """One connection.

    - Beyond `connections` open ones, whoever has kept us waiting longest makes room (see `lobby`).
    - Whoever has not sent a whole request head within `head_s` is let go; uvicorn itself waits
      for ever for the first one.
    - Whoever leaves answers unread for `unread_s` is let go.
    - Whoever sends nonsense behind the head of a request is refused without a word in the log.
    - Whoever ends its side behind a whole request still gets the answer.
    - Whoever gets its answer before it has sent everything can read it (see `linger`).
    """

    bounds: ClassVar[Limits]
    lobby: ClassVar[Lobby]

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
        self._unread_timer: asyncio.TimerHandle | None = None
        self._outer: LingeringTransport | None = None

    def connection_made(  # type: ignore[override]  # as in uvicorn: always a stream
        self, transport: asyncio.Transport
    ) -> None:
        self._outer = LingeringTransport(
            transport, linger_s=self.bounds.linger_s, still_sending=self._still_sending
        )
        super().connection_made(self._outer)
        self.lobby.enter(self)
        if len(self.connections) > self.bounds.connections and not self.lobby.make_room(self):
            self.drop()
            return
        self._watch_head()

    def data_received(self, data: bytes) -> None:
        if self._outer is not None and self._outer.is_closing():
            return
        super().data_received(data)
        self._take_place()
        self._watch_head()

    def eof_received(self) -> bool:  # type: ignore[override]  # as asyncio has it: True = keep open
        if not self._serving() or self._still_sending():
            return False
        self.cycle.keep_alive = bool(self.conn.trailing_data[0])
        return True

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._take_place()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP; where an answer is under way already, only close."""
        if not self._serving():
            super().send_400_response(msg)
            return
        self.cycle.disconnected = True  # the application hears that the sender is gone
        self.cycle.message_event.set()
        if self.cycle.response_started or self.cycle.scope["method"] == "HEAD":
            self.drop()
        else:
            super().send_400_response(msg)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread_timer = self.loop.call_later(self.bounds.unread_s, self.drop)

    def resume_writing(self) -> None:
        self._stop_waiting_for_reader()
        super().resume_writing()

    def drop(self) -> None:
        """Close at once, whatever is under way."""
        self.lobby.leave(self)
        if self._outer is not None:
            self._outer.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_watching()
        self._stop_waiting_for_reader()
        self.lobby.leave(self)
        if self._outer is not None:
            self._outer.close_now()
        super().connection_lost(exc)

    def _still_sending(self) -> bool:
        return self.conn.their_state in {h11.SEND_BODY, h11.ERROR}

    def _take_place(self) -> None:
        """Wait in the lobby, unless a whole request of this connection is being served."""
        if self._serving() and not self._still_sending():
            self.lobby.leave(self)
        else:
            self.lobby.enter(self)

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

    def _stop_waiting_for_reader(self) -> None:
        if self._unread_timer is not None:
            self._unread_timer.cancel()
            self._unread_timer = None

    def _let_go(self) -> None:
        self._head_timer = None
        if not self._serving():
            self.transport.close()
