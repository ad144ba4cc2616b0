"""A paging tool on loopback: takes signed webhooks and keeps when each call began and ended.

Signatures are checked here from the format alone; nothing of the plugin is imported.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from tests.patience import COMES_S, HANGS_S

FRESH_S = 300.0


@dataclass(kw_only=True)
class PageCall:
    """One request. `ended` is None while it is not answered; times are monotonic seconds."""

    path: str
    key: str
    signed: bool
    raw: bytes
    body: dict[str, object] = field(default_factory=dict)
    began: float
    ended: float | None = None

    def __getitem__(self, name: str) -> object:
        return self.body[name]


def is_signed(secret: str, header: str, raw: bytes, now: float) -> bool:
    """Whether `t=<unix>,v1=<hex>` is the HMAC-SHA256 of `<t>.<raw>`, not older than 5 minutes."""
    fields = dict(part.partition("=")[::2] for part in header.split(","))
    if not fields.get("t", "").isdecimal():
        return False
    signed = fields["t"].encode() + b"." + raw
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    fresh = abs(now - int(fields["t"])) < FRESH_S
    return fresh and hmac.compare_digest(fields.get("v1", ""), expected)


class PageSink:
    """Opens a free port. `status` and `pause` (seconds before the answer) may be changed."""

    def __init__(self, secret: str, pause: Callable[[], float] = lambda: 0.0) -> None:
        self.status = 204
        self.pause = pause
        self._secret = secret
        self._calls: list[PageCall] = []
        self._changed = threading.Condition()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/page"

    def calls(self, action: str | None = None) -> list[PageCall]:
        """Every call so far, in order of their begin; of one action, if it is named."""
        with self._changed:
            return [one for one in self._calls if action in (None, one.body.get("action"))]

    def wait_for(self, action: str, count: int = 1, seconds: float = COMES_S) -> list[PageCall]:
        """Wait until so many calls of an action came, or fail with what did come."""
        with self._changed:
            self._changed.wait_for(lambda: len(self.calls(action)) >= count, timeout=seconds)
            found = self.calls(action)
        came = [one.body for one in self.calls()]
        assert len(found) >= count, f"{len(found)} of {count} {action}; there came: {came}"
        return found

    def drained(self, seconds: float = HANGS_S) -> None:
        """Wait until all is read that callers who are gone had sent.

        Connections are accepted in their order: when one of ours is answered, all before it are
        known, and each ends when everything it brought was read.
        """
        with socket.create_connection(("127.0.0.1", self._server.server_port), seconds) as ours:
            ours.sendall(b"GET / HTTP/1.0\r\n\r\n")
            while ours.recv(4096):
                pass
        assert self._server.all_ended(seconds), "somebody still speaks to the sink"

    def close(self) -> None:
        """Close the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(COMES_S)

    def begin(self, path: str, key: str, signature: str, raw: bytes) -> PageCall:
        """Keep a call that has just come in."""
        signed = is_signed(self._secret, signature, raw, time.time())
        call = PageCall(path=path, key=key, signed=signed, raw=raw, began=time.monotonic())
        call.body = json.loads(raw)
        with self._changed:
            self._calls.append(call)
            self._changed.notify_all()
        return call

    def end(self, call: PageCall) -> None:
        """The answer is written."""
        with self._changed:
            call.ended = time.monotonic()
            self._changed.notify_all()


class _Server(ThreadingHTTPServer):
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._open = 0
        self._changed = threading.Condition()
        super().__init__(address, handler)

    def all_ended(self, seconds: float) -> bool:
        """Whether no connection is open any more, within that time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._open == 0, timeout=seconds)

    def process_request(self, request: Any, client_address: Any) -> None:
        """In the thread that accepts: from now on it is counted."""
        self._count(1)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """In the thread that served it, at its end."""
        super().shutdown_request(request)
        self._count(-1)

    def _count(self, step: int) -> None:
        with self._changed:
            self._open += step
            self._changed.notify_all()

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that was killed is no news."""


def _handler(sink: PageSink) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm: ClassVar[bool] = True

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            key = self.headers.get("Idempotency-Key", "")
            signature = self.headers.get("Tocsin-Signature", "")
            call = sink.begin(self.path, key, signature, raw)
            try:
                time.sleep(sink.pause())
                self.send_response(sink.status)
                self.send_header("Content-Length", "0")
                self.end_headers()
            finally:
                sink.end(call)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the calls are kept."""

    return Handler
