"""What stands before a homeserver: its address stays, whichever port the homeserver has."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

CHUNK: Final = 65_536
END_S: Final = 10.0


class Relay:
    """Hands bytes on, on a loop in a thread of its own, until `close`."""

    def __init__(self, port: Callable[[], int]) -> None:
        """`port` says where they go just now; where nobody is, the line is cut."""
        self.port = 0
        self._behind = port
        self._lines: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()
        self._open = threading.Event()
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self._thread.start()
        assert self._open.wait(END_S)

    def cut(self) -> None:
        """Every line that is open ends, with whatever is under way on it."""
        self._loop.call_soon_threadsafe(self._cut)

    def close(self) -> None:
        """End it."""
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(END_S)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._line, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._open.set()
        await self._ended.wait()
        server.close()
        self._cut()

    async def _line(self, ours: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.CancelledError):
            theirs, there = await asyncio.open_connection("127.0.0.1", self._behind())
            self._lines |= {back, there}
            await asyncio.gather(self._copy(ours, there), self._copy(theirs, back))
            self._lines -= {back, there}
        back.close()

    async def _copy(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await source.read(CHUNK):
                target.write(chunk)
                await target.drain()
        target.close()

    def _cut(self) -> None:
        for line in self._lines:
            line.transport.abort()
        self._lines.clear()
