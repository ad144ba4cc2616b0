"""The gateway: discord.py's protocol, on one line at a time.

discord.py greets, identifies, beats and resumes. It makes no line of its own: after errors it would
wait for up to 17 minutes. A session outlives its line: it is resumed behind the last event that was
*handled*, so what waited here when a line was cut is told again as well.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Final, cast

import aiohttp
import discord
import yarl
from discord.gateway import DiscordClientWebSocketResponse as Closing
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

from tocsin.chat import MALFORMED, Answer, Lines
from tocsin.errors import ProviderError
from tocsin.providers import Secret
from tocsin.providers.http import revealed
from tocsin_discord.api import DiscordApi
from tocsin_discord.errors import MEANINGS, fault

SILENT_S, JOIN_S, MOST_BYTES = 60.0, 2.0, 16 * 1024 * 1024
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
    """What Discord tells us to, over all of its lines; "" = it is to be begun."""

    id: str = ""
    url: str = ""
    seq: int = 0
    tries: int = 0


class _Socket(DiscordWebSocket):
    async def identify(self) -> None:
        """In frames of text: how large a packed one becomes nobody knows before."""
        what = {"token": self.token, "intents": INTENTS.value,
                "properties": {"os": "linux", "browser": "tocsin", "device": "tocsin"}}  # fmt: skip
        await self.send_as_json({"op": self.IDENTIFY, "d": what})


class _Line:
    """One connection, with a loop in a thread of its own."""

    greeted = is_new = over = False
    refused: ProviderError | None = None

    def __init__(
        self, url: str, session: _Session, token: str, silent_s: float,
        hear: Callable[[_Line, str], None],
    ) -> None:  # fmt: skip
        self._url, self._session, self._token = url, session, token
        self._silent_s, self._hear = silent_s, hear
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="discord", daemon=True)
        self.start = self._thread.start

    def close(self) -> None:
        with suppress(RuntimeError):  # it is over by itself
            self._loop.call_soon_threadsafe(self._cancel)
            self._thread.join(JOIN_S)

    def _cancel(self) -> None:
        for task in asyncio.all_tasks(self._loop):
            task.cancel()

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(self._follow())
        except discord.ConnectionClosed as error:
            word = f"closed{error.code}"
            self.refused = fault(word) if word in MEANINGS else None
        except ReconnectWebSocket as error:
            self._session.id = self._session.id if error.resume else ""
        except (Exception, asyncio.CancelledError):  # noqa: BLE001 - there is another line then
            pass
        finally:
            self.over = True

    async def _follow(self) -> None:
        """Until it is cut. What is closed with 1000 could not be resumed."""
        sockets: list[_Socket] = []
        async with aiohttp.ClientSession(ws_response_class=Closing) as http:
            try:
                one = await _Socket.from_client(
                    self._client(http, sockets.append), gateway=yarl.URL(self._url), compress=False,
                    session=self._session.id, sequence=self._session.seq,
                    resume=bool(self._session.id),
                )  # fmt: skip
                while True:
                    await one.poll_event()
            finally:
                for socket in sockets:
                    await socket.close(4000)

    def _client(
        self, http: aiohttp.ClientSession, made: Callable[[_Socket], None]
    ) -> discord.Client:
        """What a socket of discord.py's asks of a client: it reads nothing and keeps nothing."""

        async def connect(url: str) -> aiohttp.ClientWebSocketResponse:
            return await http.ws_connect(url, max_msg_size=MOST_BYTES, autoclose=False, compress=0)

        def dispatch(event: str, *what: str) -> None:
            if event == "socket_raw_receive":
                self._hear(self, *what)

        state = SimpleNamespace(
            parsers={}, call_hooks=None, shard_count=None, heartbeat_timeout=self._silent_s,
            _update_references=made,
        )  # fmt: skip
        return cast("discord.Client", SimpleNamespace(
            http=SimpleNamespace(ws_connect=connect, token=self._token), loop=self._loop,
            dispatch=dispatch, _enable_debug_events=True, _connection=state,
        ))  # fmt: skip


class Gateway(Lines[Frame, _Line]):
    """Used by one thread, but for `fitness` and `stop`.

    Args:
        aside: Is shown each frame at once, in the thread that reads, and whether it is new: what
            is told before a session is resumed is old. True = it took it.
    """

    def __init__(
        self, api: DiscordApi, token: Secret, aside: Callable[[Frame, bool], bool],
        clock: Callable[[], datetime], silent_s: float = SILENT_S,
    ) -> None:  # fmt: skip
        self._api, self._token, self._aside = api, token, aside
        self._session = _Session()
        super().__init__("Discord", clock, lambda: self._opened(silent_s), silent_s=silent_s)

    def handled(self, frame: Frame) -> None:
        """It need not be told again; of a line that is gone it is all the same."""
        if self.line is not None:
            self._session.seq = frame.seq

    def _opened(self, silent_s: float) -> _Line:
        session = self._session
        session.tries += 1
        if session.tries > TRIES:  # Discord, or the place it named, does not know it any more
            session.id = ""
        url = session.url if session.id else self._address()
        return _Line(url, session, revealed(self._token, "Discord"), silent_s, self._hear)

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

    def _hear(self, line: _Line, text: str) -> None:
        """One frame, as it comes; what it raises ends the line, and is told on the next one."""
        self.pulse.heard()
        told = json.loads(text)
        kind, session = told.get("t"), self._session
        if not kind:
            return
        if kind == "READY":
            data = told["d"]
            session.id, session.url, session.seq = data["session_id"], data["resume_gateway_url"], 0
        if not line.greeted:
            session.tries, line.greeted = 0, True
            self.pulse.well()
        line.is_new = line.is_new or kind in ("READY", "RESUMED")
        frame = Frame(kind=kind, data=told["d"], seq=told["s"], id=f"{session.id}:{told['s']}")
        with suppress(*MALFORMED):
            if self._aside(frame, line.is_new):
                return
        if not self.waiting.put(frame):
            raise ConnectionError("too much waits")
