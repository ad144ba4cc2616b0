"""The gateway: discord.py's protocol, on one connection at a time.

discord.py greets, identifies, beats and resumes. It makes no connection of its own: after errors it
would wait for up to 17 minutes. A session outlives its connection: it is resumed behind the last
event that was *handled*, so what waited here when a connection was cut is told again as well.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final

import aiohttp
import discord
import yarl
from discord.gateway import DiscordClientWebSocketResponse as Closing
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

from tocsin.chat import MALFORMED, Answer, ConnectionSupervisor, ThreadedConnection
from tocsin.errors import ProviderError
from tocsin.providers import Secret
from tocsin.providers.http import revealed
from tocsin_discord.api import DiscordApi
from tocsin_discord.errors import MEANINGS, fault

SILENT_S, MOST_BYTES = 60.0, 16 * 1024 * 1024
TRIES: Final = 5
"""How often a session is to be resumed in vain, before another one is begun."""
SCARCE: Final = 4
"""Of 1,000 beginnings a day the last fourth is spread over what is left of the day: with none left
Discord takes the token away."""
OFTEN: Final = "The bot began too often today; the next time is in {:.0f} min. See why it ends."
INTENTS: Final = discord.Intents(
    guilds=True, members=True, message_content=True, guild_messages=True, dm_messages=True,
    guild_reactions=True, dm_reactions=True,
)  # fmt: skip
logging.getLogger(discord.gateway.__name__).setLevel(logging.ERROR)  # below: everybody's words


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One thing Discord tells: `MESSAGE_CREATE` and what it says of it.

    Args:
        id: Its own, the same when it is told again.
        answer: What is said to whoever did it, for an interaction.
    """

    kind: str
    data: Answer
    seq: int
    id: str
    answer: Future[Answer] = field(default_factory=Future)


@dataclass
class _Session:
    """What Discord tells us to, over all of its connections; "" = it is to be begun."""

    id: str = ""
    url: str = ""
    seq: int = 0
    tries: int = 0


class _Socket(DiscordWebSocket):
    """discord.py's protocol on a connection of ours: it parses nothing and keeps nothing."""

    shard_id = shard_count = None
    gateway = DiscordWebSocket.DEFAULT_GATEWAY

    def __init__(self, wire: aiohttp.ClientWebSocketResponse, gateway: Gateway,
                 hear: Callable[[str], None]) -> None:  # fmt: skip
        super().__init__(wire, loop=asyncio.get_running_loop())
        self.session_id, self.sequence = gateway.session.id, gateway.session.seq
        self.token, self._max_heartbeat_timeout = gateway.token(), gateway.silent_s
        self._discord_parsers, self._hear = {}, hear

    async def received_message(self, msg: str, /) -> None:
        """Each frame as it comes, before anything of the library handles it."""
        self._hear(msg)
        await super().received_message(msg)

    async def identify(self) -> None:
        """In frames of text: how large a packed one becomes nobody knows before."""
        what = {"token": self.token, "intents": INTENTS.value,
                "properties": {"os": "linux", "browser": "tocsin", "device": "tocsin"}}  # fmt: skip
        await self.send_as_json({"op": self.IDENTIFY, "d": what})


class _Connection(ThreadedConnection):
    """One connection, with a loop of its own."""

    is_new = False

    def __init__(self, gateway: Gateway, url: str) -> None:
        super().__init__("discord")
        self._gateway, self._loop = gateway, asyncio.new_event_loop()
        self._url = yarl.URL(url).with_query(v=10, encoding="json")

    def _let_go(self) -> None:
        with suppress(RuntimeError):  # it is over by itself
            self._loop.call_soon_threadsafe(self._cancel)

    def _cancel(self) -> None:
        for task in asyncio.all_tasks(self._loop):
            task.cancel()

    def _read(self) -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(self._follow())
        except discord.ConnectionClosed as error:
            word = f"closed{error.code}"
            self.refused = fault(word) if word in MEANINGS else None
        except ReconnectWebSocket as error:
            if not error.resume:
                self._gateway.session.id = ""

    async def _follow(self) -> None:
        """Until it is cut. What is closed with 1000 could not be resumed."""
        hear = partial(self._gateway.hear, self)
        async with (
            aiohttp.ClientSession(ws_response_class=Closing) as http,
            http.ws_connect(self._url, max_msg_size=MOST_BYTES, autoclose=False) as wire,
        ):
            socket = _Socket(wire, self._gateway, hear)
            try:
                await socket.poll_event()  # the greeting
                await (socket.resume() if socket.session_id else socket.identify())
                while True:
                    await socket.poll_event()
            finally:
                await socket.close(4000)


class Gateway(ConnectionSupervisor[Frame, _Connection]):
    """Used by one thread, but for `fitness` and `stop`.

    Args:
        aside: Is shown each frame at once, in the thread that reads, and whether it is new: what
            is told before a session is resumed is old. True = it took it.
    """

    def __init__(
        self, api: DiscordApi, token: Secret, aside: Callable[[Frame, bool], bool],
        clock: Callable[[], datetime], silent_s: float = SILENT_S,
    ) -> None:  # fmt: skip
        self._api, self._aside, self.silent_s = api, aside, silent_s
        self.token = partial(revealed, token, "Discord")
        self.session = _Session()
        super().__init__("Discord", clock, self._opened, silent_s=silent_s)

    def handled(self, frame: Frame) -> None:
        """It need not be told again; of a connection that is gone it is all the same."""
        if self.connection is not None:
            self.session.seq = frame.seq

    def _opened(self) -> _Connection:
        session = self.session
        session.tries += 1
        if session.tries > TRIES:  # Discord, or the place it named, does not know it any more
            session.id = ""
        return _Connection(self, session.url if session.id else self._address())

    def _address(self) -> str:
        """Where a session begins; not before there may be another one.

        Raises:
            ProviderError: It is not told, or there may be none now.
        """
        told = self._api.call("GET", "/gateway/bot")
        with suppress(*MALFORMED):
            limit = told["session_start_limit"]
            left, ends_s = max(limit["remaining"], 1), limit["reset_after"] / 1000
            if left * SCARCE < limit["total"]:
                pause = ends_s / left
                self.pulse.trouble(OFTEN.format(pause / 60))
                if self._stopped.wait(pause):
                    raise ProviderError("unavailable", "It was stopped.")
        return str(told.get("url"))

    def hear(self, connection: _Connection, text: str) -> None:
        """One frame, as it comes; what it raises ends the connection, and is told on the next."""
        self.pulse.heard()
        told = json.loads(text)
        kind, session = told.get("t"), self.session
        if not kind:
            return
        if kind == "READY":
            data = told["d"]
            session.id, session.url, session.seq = data["session_id"], data["resume_gateway_url"], 0
        if not connection.greeted:
            session.tries, connection.greeted = 0, True
            self.pulse.well()
        connection.is_new = connection.is_new or kind in ("READY", "RESUMED")
        frame = Frame(kind=kind, data=told["d"], seq=told["s"], id=f"{session.id}:{told['s']}")
        with suppress(*MALFORMED):
            if self._aside(frame, connection.is_new):
                return
        if not self.waiting.put(frame):
            raise ConnectionError("too much waits")
