"""The gateway: sockets, sessions with their sequence, heartbeats, RESUME and what is told again.

Everything here runs in the loop of the front. A session outlives its socket, so that what happens
meanwhile is told when it is resumed.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
import zlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp
import discord
from aiohttp import web
from simcord import intents as rules
from simcord.backend import serializers

from tests.counterparts.discord.world import Json, World

KEPT: Final = 5_000
"""Frames that a session can be told again."""
PER_MINUTE: Final = 120
PRIVILEGED: Final = tuple(rules.PRIVILEGED_INTENTS)
UNSEEN: Final = frozenset({"MESSAGE", "TYPING", "CHANNEL_PINS"})
"""The first words of events that only who sees the channel is told."""


@dataclass(eq=False)
class Line:
    """One socket, with its stream of compression, and what waits to go out in its order."""

    socket: web.WebSocketResponse
    packed: bool
    session: Session | None = None
    beat: float = field(default_factory=time.monotonic)
    said: deque[float] = field(default_factory=deque)
    waiting: asyncio.Queue[Json | int] = field(default_factory=asyncio.Queue)
    told_to_go: bool = False
    dead: bool = False
    _stream: Any = field(default_factory=zlib.compressobj, repr=False)

    def put(self, frame: Json) -> None:
        """Have it sent; of a dead one nothing is."""
        if not self.dead:
            self.waiting.put_nowait(frame)

    def close(self, code: int) -> None:
        """Close it, after what waits."""
        self.told_to_go = True
        self.waiting.put_nowait(code)

    def cut(self) -> None:
        """Without a word."""
        transport = self.socket._req.transport if self.socket._req is not None else None
        if transport is not None:
            transport.abort()

    async def write(self) -> None:
        """Send what is put, until it is closed."""
        while True:
            frame = await self.waiting.get()
            try:
                if isinstance(frame, int):
                    await self.socket.close(code=frame)
                    return
                await self._send(json.dumps(frame))
            except (ConnectionError, RuntimeError):
                self.cut()
                return

    async def _send(self, text: str) -> None:
        if not self.packed:
            await self.socket.send_str(text)
            return
        data = self._stream.compress(text.encode()) + self._stream.flush(zlib.Z_SYNC_FLUSH)
        await self.socket.send_bytes(data)


@dataclass(eq=False)
class Session:
    """What an IDENTIFY began."""

    intents: discord.Intents
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    seq: int = 0
    heard: int = 0
    line: Line | None = None
    sent: deque[tuple[int, Json]] = field(default_factory=lambda: deque(maxlen=KEPT))


class Gateway:
    """Every socket and session of the app."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.url = ""
        self.lines: list[Line] = []
        self.sessions: dict[str, Session] = {}
        self.heartbeat_s = 41.25
        self.silent = False
        self.down = False
        self.away = False
        self.identified = 0
        self.resumed = 0
        self.left = 1000
        self.nonce = ""
        world.backend.subscribers.append(self.tell)

    # ------------------------------------------------------------------------- what is told
    def tell(self, event: str, payload: Mapping[str, Any]) -> None:
        """Tell every session that asked for it, connected or not."""
        if self.away and event not in ("GUILD_DELETE", "INTERACTION_CREATE"):
            return
        told = json.dumps(dict(payload))
        for session in tuple(self.sessions.values()):
            self._tell_one(session, event, json.loads(told))

    def _tell_one(self, session: Session, event: str, payload: Json) -> None:
        gate = rules.required_intent(event, payload)
        if gate is not None and not getattr(session.intents, gate):
            return
        if not self._sees(event, payload):
            return
        self._shape(session, event, payload)
        session.seq += 1
        frame = {"op": 0, "t": event, "s": session.seq, "d": payload}
        session.sent.append((session.seq, frame))
        if session.line is not None and not self.silent:
            session.line.put(frame)

    def _sees(self, event: str, payload: Json) -> bool:
        if not event.startswith(tuple(UNSEEN)) or not payload.get("channel_id"):
            return True
        return self.world.visible(int(payload["channel_id"]), int(self.world.bot.id))

    def _shape(self, session: Session, event: str, payload: Json) -> None:
        """What this session may read of it."""
        me = int(self.world.bot.id)
        if event == "GUILD_CREATE":
            rules.prune_guild_create(payload, session.intents, me)
        if event == "MESSAGE_CREATE" and self.nonce and payload["author"]["id"] == str(me):
            payload["nonce"] = self.nonce
        if session.intents.message_content:
            return
        backend = self.world.backend
        if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
            rules.censor_message(payload, me, backend=backend)
        if event == "INTERACTION_CREATE" and isinstance(payload.get("message"), dict):
            rules.censor_message(payload["message"], me, backend=backend, exempt_root=True)

    # ---------------------------------------------------------------------------- one socket
    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One socket, until it ends."""
        if self.down:
            return web.Response(status=503, text="upstream connect error")
        socket = web.WebSocketResponse(compress=False, max_msg_size=4096)
        await socket.prepare(request)
        line = Line(socket, packed=request.query.get("compress") == "zlib-stream")
        writer = asyncio.create_task(line.write())
        self.lines.append(line)
        try:
            self._greet(line, request)
            async for frame in socket:
                if frame.type is aiohttp.WSMsgType.TEXT and not (self.silent or line.dead):
                    self._heard(line, frame.data)
        finally:
            writer.cancel()
            self._ended(line)
            await asyncio.gather(writer, return_exceptions=True)
        return socket

    def _greet(self, line: Line, request: web.Request) -> None:
        if request.query.get("v") != "10" or request.query.get("encoding") != "json":
            line.close(4012)
        elif not self.silent:
            line.put(_frame(10, {"heartbeat_interval": int(self.heartbeat_s * 1000)}))

    def _ended(self, line: Line) -> None:
        self.lines = [one for one in self.lines if one is not line]
        session = line.session
        if session is not None and session.line is line:
            session.line = None
            if line.socket.close_code in (1000, 1001) and not line.told_to_go:
                self.sessions.pop(session.id, None)

    def _heard(self, line: Line, text: str) -> None:
        now = time.monotonic()
        line.said.append(now)
        while line.said and line.said[0] < now - 60:
            line.said.popleft()
        try:
            said = json.loads(text)
            op, what = int(said["op"]), said.get("d")
        except (ValueError, KeyError, TypeError):
            line.close(4002)
            return
        if len(line.said) > PER_MINUTE:
            line.close(4008)
        else:
            self._does(line, op, what)

    def _does(self, line: Line, op: int, what: Any) -> None:
        if op == 1:
            line.beat = time.monotonic()
            if line.session is not None and isinstance(what, int):
                line.session.heard = what
            line.put(_frame(11))
        elif op in (2, 6):
            self._begins(line, op, what if isinstance(what, dict) else {})
        elif line.session is None:
            line.close(4003)
        elif op == 8:
            self._members(line.session, what)
        elif op not in (3, 4):
            line.close(4001)

    def _begins(self, line: Line, op: int, what: Json) -> None:
        if line.session is not None:
            line.close(4005)
        elif str(what.get("token", "")).removeprefix("Bot ") != self.world.token:
            line.close(4004)
        elif op == 2:
            self._identify(line, what)
        else:
            self._resume(line, what)

    def _identify(self, line: Line, what: Json) -> None:
        self.left -= 1
        if self.left < 0:
            self.world.token = uuid.uuid4().hex  # as Discord does with an app that begins too often
            line.close(4004)
            return
        if not isinstance(what.get("intents"), int) or not isinstance(what.get("properties"), dict):
            line.close(4013 if "intents" in what else 4002)
            return
        intents = discord.Intents._from_value(what["intents"])
        if any(getattr(intents, one) and one not in self.world.allowed for one in PRIVILEGED):
            line.close(4014)
            return
        self.identified += 1
        session = Session(intents, line=line)
        line.session = self.sessions[session.id] = session
        self._tell_one(session, "READY", self._ready(session))
        if not self.away:
            self.send_guild(session)

    def _ready(self, session: Session) -> Json:
        backend = self.world.backend
        return {
            "v": 10,
            "user": dict(serializers.user_payload(backend.bot_user)),
            "guilds": [{"id": str(one), "unavailable": True} for one in backend.guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "application": {"id": str(backend.application_id), "flags": 0},
        }

    def send_guild(self, session: Session) -> None:
        """The guild as it is now, to one session."""
        for one in self.world.backend.guilds.values():
            told = json.dumps(dict(serializers.guild_create_payload(self.world.backend, one)))
            self._tell_one(session, "GUILD_CREATE", json.loads(told))

    def _resume(self, line: Line, what: Json) -> None:
        session = self.sessions.get(str(what.get("session_id")))
        seq = what.get("seq")
        if session is None or not isinstance(seq, int):
            line.put(_frame(9, False))
            return
        oldest = session.sent[0][0] if session.sent else session.seq + 1
        if seq > session.seq:
            line.close(4007)
        elif seq < oldest - 1:
            line.put(_frame(9, False))
        else:
            self._again(line, session, seq)

    def _again(self, line: Line, session: Session, seq: int) -> None:
        if session.line is not None:
            session.line.close(4000)
        session.line, line.session = line, session
        self.resumed += 1
        for number, frame in session.sent:
            if number > seq:
                line.put(frame)
        self._tell_one(session, "RESUMED", {})

    def _members(self, session: Session, what: Any) -> None:
        """Those that were asked for, in one piece."""
        guild = self.world.backend.guilds.get(int((what or {}).get("guild_id") or 0))
        if guild is None:
            return
        named = what.get("user_ids") or []
        wanted = {str(one) for one in (named if isinstance(named, list) else [named])}
        start = str(what.get("query") or "").lower()
        found: list[Json] = [
            {**serializers.member_payload(self.world.backend, guild, one)}
            for one in guild.members.values()
        ]
        if wanted:
            found = [one for one in found if one["user"]["id"] in wanted]
        found = [one for one in found if one["user"]["username"].lower().startswith(start)]
        most = int(what.get("limit") or 0) or len(found)
        there = {one["user"]["id"] for one in found}
        told: Json = {"guild_id": str(guild.id), "members": found[:most], "chunk_index": 0}
        told |= {"chunk_count": 1, "not_found": sorted(wanted - there)}
        told |= {"nonce": what["nonce"]} if what.get("nonce") else {}
        self._tell_one(session, "GUILD_MEMBERS_CHUNK", told)

    # ------------------------------------------------------------------------ what goes wrong
    def close_all(self, code: int) -> None:
        """Close every socket with a code."""
        for line in tuple(self.lines):
            line.close(code)

    def cut(self) -> None:
        """Cut every socket, without a word."""
        for line in tuple(self.lines):
            line.cut()

    def ask_all(self, op: int, what: Any = None) -> None:
        """7 = come again; 9 = the session is gone (`what`: whether it can be resumed)."""
        for line in tuple(self.lines):
            if op == 9 and not what and line.session is not None:
                self.sessions.pop(line.session.id, None)
                line.session = None
            line.put(_frame(op, what))


def _frame(op: int, what: Any = None) -> Json:
    return {"op": op, "d": what, "s": None, "t": None}
