"""A rude vendor on loopback: answers with everything it was sent, or not at all."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.patience import COMES_S


class Echo:
    """`moods` are taken in turn, for ever: a status, 0 = the line is cut, -1 = no answer."""

    def __init__(self, *moods: int) -> None:
        self.heard: list[str] = []
        self._moods = moods
        self._free = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        number: int = self._server.server_address[1]
        return number

    def next(self, said: str) -> int:
        """Remember a request, and choose how to answer it."""
        self.heard.append(said)
        return self._moods[(len(self.heard) - 1) % len(self._moods)]

    def keep_silent(self) -> None:
        """Answer nothing until the end."""
        self._free.wait(20)

    def close(self) -> None:
        self._free.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(COMES_S)


def _handler(echo: Echo) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            said = f"{self.requestline}\n{self.headers}\n{body.decode(errors='replace')}"
            mood = echo.next(said)
            if mood == -1:
                echo.keep_silent()
            if mood > 0:
                raw = said.encode()
                self.send_response(mood)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815 - names of http.server

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: what was heard is kept."""

    return Handler
