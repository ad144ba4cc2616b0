"""Parley over HTTP on loopback: `POST /<request>` with a JSON object, answered with JSON.

People say who they are with `by` and are believed: it is for trying things out on one machine.
"""

from __future__ import annotations

import hmac
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from pydantic import validate_call

from tocsin_parley.place import BOT, Place, Refused

REQUESTS: Final = {n: validate_call(one) for n, one in vars(Place).items() if n[0] != "_"}
LARGEST: Final = 1024 * 1024


class Server(ThreadingHTTPServer):
    """Runs from the moment it is made until `close`; port 0 = any that is free."""

    def __init__(self, token: str, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self._token, self._place = token, Place()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """Nobody is heard any more."""
        self.shutdown()
        self.server_close()

    def answer(self, name: str, body: bytes, sent: str) -> tuple[int, object]:
        """Status and answer of one request; `sent` is the header `Authorization`."""
        try:
            asked, request = dict(json.loads(body)), REQUESTS[name]
            if asked.get("by") == BOT and not hmac.compare_digest(sent, f"Bearer {self._token}"):
                return 401, {"error": "this needs the bot's token"}
            with self._place.lock:
                return 200, request(self._place, **asked) or {}
        except Refused as refused:
            return int(refused.args[0]), {"error": refused.args[1]}
        except (LookupError, TypeError, ValueError) as error:
            return 400, {"error": f"{type(error).__name__}: the README says what can be asked"}


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        size = min(int(self.headers.get("Content-Length") or 0), LARGEST)
        body, sent = self.rfile.read(size), self.headers.get("Authorization", "")
        status, value = self.server.answer(self.path.lstrip("/"), body, sent)
        answer = json.dumps(value).encode() + b"\n"
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: who follows along reads the rooms."""


if __name__ == "__main__":
    port = int([*sys.argv, "7070"][1])
    print("Parley on", Server(os.environ["PARLEY_TOKEN"], port).url, flush=True)
    threading.Event().wait()
