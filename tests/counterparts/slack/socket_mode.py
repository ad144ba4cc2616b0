"""Socket Mode: the sockets an app opened, the envelopes sent into them, and their acknowledgements.

Everything here runs in the loop of the front.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp
from aiohttp import web

from tests.counterparts.slack.emulator import APP, Json

ACK_S: Final = 3.0
MOST_SOCKETS: Final = 10
RETRIES: Final = 3
CLOSES_S: Final = 1.0
"""How long an old socket stays after it was told to go."""
ANSWERED: Final = frozenset({"slash_commands", "interactive"})


@dataclass(eq=False)
class Envelope:
    """One thing that was told to the app.

    Args:
        kind: `events_api`, `slash_commands` or `interactive`.
        sent: When it went into a socket, monotonic; 0 = there was none to take it.
        ack: What the app answered with; None = nothing, or an answer without a payload.
    """

    kind: str
    payload: Json
    retry: int = 0
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    sent: float = 0.0
    acked: float = 0.0
    ack: Json | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    @property
    def in_time(self) -> bool:
        """Whether it was acknowledged within three seconds."""
        return bool(self.acked) and self.acked - self.sent <= ACK_S

    def frame(self) -> str:
        """As it goes over the line."""
        told: Json = {"envelope_id": self.id, "type": self.kind, "payload": self.payload}
        told["accepts_response_payload"] = self.kind in ANSWERED
        if self.kind == "events_api":
            told |= {"retry_attempt": self.retry, "retry_reason": "timeout" if self.retry else ""}
        return json.dumps(told)


class Sockets:
    """Those that are open, and what went through them."""

    def __init__(self) -> None:
        self.open: list[web.WebSocketResponse] = []
        self.leaving: set[web.WebSocketResponse] = set()
        self.envelopes: list[Envelope] = []
        self.silent = False
        self.hello = True
        self.opened = 0
        self._sent: dict[str, Envelope] = {}
        self._tickets: set[str] = set()
        self._turn = 0
        self._later: set[asyncio.Task[None]] = set()

    def ticket(self) -> str:
        """Of use once."""
        made = uuid.uuid4().hex
        self._tickets.add(made)
        return made

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One socket, until it ends."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=408, text="invalid ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        if len(self.open) >= MOST_SOCKETS:
            await _tell(socket, {"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        self.open.append(socket)
        self.opened += 1
        try:
            if self.hello and not self.silent:
                await _tell(socket, self._hello())
            await self._listen(socket)
        finally:
            self.open = [one for one in self.open if one is not socket]
            self.leaving.discard(socket)
        return socket

    async def send(self, envelope: Envelope) -> Envelope:
        """Tell it to one of the open sockets, if there is one; it is remembered in any case."""
        self.envelopes.append(envelope)
        self._sent[envelope.id] = envelope
        fit = [one for one in self.open if one not in self.leaving and not one.closed]
        if fit:
            self._turn += 1
            envelope.sent = time.monotonic()
            if not self.silent:
                await _say(fit[self._turn % len(fit)], envelope.frame())
        return envelope

    async def disconnect(self, reason: str) -> None:
        """Tell every socket to go; it is closed a little later, as Slack does."""
        for socket in tuple(self.open):
            told = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}}
            await _tell(socket, told)
            self.leaving.add(socket)
            task = asyncio.create_task(_close_later(socket))
            self._later.add(task)
            task.add_done_callback(self._later.discard)

    async def drop(self) -> None:
        """Cut every line, without a word."""
        for socket in tuple(self.open):
            _cut(socket)

    async def close(self) -> None:
        """End what is left."""
        for task in tuple(self._later):
            task.cancel()
        for socket in tuple(self.open):
            _cut(socket)

    def unacknowledged(self) -> tuple[Envelope, ...]:
        """What has had no acknowledgement, of each event only its latest try."""
        latest = {_event(one): one for one in self.envelopes}
        return tuple(one for one in latest.values() if not one.acked)

    async def redeliver(self) -> tuple[Envelope, ...]:
        """Try again what was not acknowledged in time: events, and those three times at most."""
        latest = {_event(one): one for one in self.envelopes if one.kind == "events_api"}
        missed = [one for one in latest.values() if not one.in_time and one.retry < RETRIES]
        again = [Envelope("events_api", one.payload, retry=one.retry + 1) for one in missed]
        return tuple([await self.send(one) for one in again])

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "debug_info": {"host": "applink-1", "approximate_connection_time": 18060},
            "connection_info": {"app_id": APP},
        }

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for frame in socket:
            if frame.type is aiohttp.WSMsgType.PING and not self.silent:
                await socket.pong(frame.data)
            elif frame.type is aiohttp.WSMsgType.TEXT and not self.silent:
                self._heard(_json(frame.data))

    def _heard(self, said: Json) -> None:
        found = self._sent.get(str(said.get("envelope_id")))
        if found is not None and not found.acked:
            found.acked = time.monotonic()
            payload = said.get("payload")
            found.ack = payload if isinstance(payload, dict) else None
            found.answered.set()


def _event(envelope: Envelope) -> str:
    return str(envelope.payload.get("event_id") or envelope.id)


def _json(text: Any) -> Json:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


async def _tell(socket: web.WebSocketResponse, what: Json) -> None:
    await _say(socket, json.dumps(what))


async def _say(socket: web.WebSocketResponse, line: str) -> None:
    try:
        await socket.send_str(line)
    except (ConnectionError, RuntimeError):
        _cut(socket)


async def _close_later(socket: web.WebSocketResponse) -> None:
    await asyncio.sleep(CLOSES_S)
    await socket.close()


def _cut(socket: web.WebSocketResponse) -> None:
    """Cut the line under a socket."""
    transport = socket._req.transport if socket._req is not None else None
    if transport is not None:
        transport.abort()
