"""A paging tool in a process of its own: answers every call, and keeps when each came in.

`python -m benchmarks.sink [PAUSE_S]` prints its port. `GET /calls` gives what came so far as JSON,
a list of [page id, action, unix time]; `DELETE /calls` forgets it.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

ANSWER = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call that came in; `at` is unix time."""

    page: str
    action: str
    at: float


@dataclass(frozen=True, kw_only=True)
class Sink:
    """A sink that runs."""

    port: int

    @property
    def url(self) -> str:
        """Where pages go."""
        return f"http://127.0.0.1:{self.port}/page"

    def calls(self) -> list[Call]:
        """Everything that came in so far."""
        rows = json.loads(self._ask("GET"))
        return [Call(page=page, action=action, at=at) for page, action, at in rows]

    def pages(self) -> list[Call]:
        """The calls that ring somebody."""
        return [call for call in self.calls() if call.action == "trigger"]

    def forget(self) -> None:
        """Begin anew."""
        self._ask("DELETE")

    def _ask(self, method: str) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, "/calls")
            return connection.getresponse().read()
        finally:
            connection.close()


@contextmanager
def sink(pause_s: float = 0.0) -> Iterator[Sink]:
    """Run one until the block ends; it waits `pause_s` before each answer to a page."""
    command = [sys.executable, "-m", "benchmarks.sink", str(pause_s)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Sink(port=int(process.stdout.readline()))
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()


async def _serve(pause_s: float) -> None:
    seen: list[tuple[str, str, float]] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (request := await _request(reader)) is not None:
            method, body = request
            if method == "POST":
                said = json.loads(body)
                seen.append((said.get("page_id", ""), said.get("action", ""), time.time()))
                if pause_s:
                    await asyncio.sleep(pause_s)
                writer.write(ANSWER)
            else:
                text = json.dumps(seen).encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(text) + text)
                if method == "DELETE":
                    seen.clear()
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _request(reader: asyncio.StreamReader) -> tuple[str, bytes] | None:
    """Method and body; None when the other side has ended."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        lines = head.lower().split("\r\n")
        sizes = [line.partition(":")[2] for line in lines if line.startswith("content-length:")]
        body = await reader.readexactly(int(sizes[0])) if sizes else b""
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    return head.split(" ", 1)[0], body


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1]) if len(sys.argv) > 1 else 0.0))
