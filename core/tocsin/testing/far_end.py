"""An HTTP server on loopback that keeps what arrives and fails when told to.

    @pytest.fixture
    def tool(self, far_end: FarEnd) -> Paging:
        far_end.on("POST", "/v2/pages", lambda asked: json_answer({"id": "7"}, status=202))
        return MyTool(base_url=far_end.url, …)

    def test_…(self, tool, far_end):
        far_end.fail("429-with-wait", times=1)

What it remembers between requests is its author's: a handler is a function and may keep a dict.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from tocsin.testing.odd_rows import SPOILS
from tocsin.testing.troubles import TROUBLES, OpenRequest, TroubleName

LARGEST_REQUEST: Final = 16 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """One request. Header names are lower case; `path` has no query."""

    method: str
    path: str
    query: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, str]
    body: bytes
    target: str
    client: tuple[str, int] = ("", 0)

    def json(self) -> dict[str, object]:
        """Return the body as a JSON object. Raises AssertionError when it is none."""
        value = json.loads(self.body)
        assert isinstance(value, dict), "the body is no JSON object"
        return value


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer of a handler."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Arrived], Answer]


def json_answer(value: object, *, status: int = 200, **headers: str) -> Answer:
    """Return an answer in JSON; `_` in a header's name stands for `-`."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    every = {"Content-Type": "application/json", **named}
    return Answer(status=status, body=json.dumps(value).encode(), headers=every)


class _Server(ThreadingHTTPServer):
    """Takes as many at once as a test may send, also on a machine that has much else to do."""

    request_queue_size = 256


class FarEnd:
    """An HTTP server for tests, which records every request and fails when it is told to.

    It runs from its creation until `close`; a context manager, and a fixture.

    Attributes:
        arrived: Every request, in the order in which they came, those that failed included.
    """

    def __init__(self) -> None:
        """Takes everything with 202 until `on` says otherwise."""
        self.arrived: list[Arrived] = []
        self._handlers: list[tuple[str, str, Handler]] = []
        self._troubles: deque[TroubleName] = deque()
        self._lasting: TroubleName | None = None
        self._lock = threading.Lock()
        self._released = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), name="far-end", daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """`http://127.0.0.1:<port>`, without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def on(self, method: str, path: str, handler: Handler) -> None:
        """Answer matching requests by a handler; the latest that matches is used.

        Args:
            method: `POST`, or `*` for any.
            path: May hold `*`, which stands for anything.
            handler: Called by one thread at a time.
        """
        self._handlers.insert(0, (method, path, handler))

    def fail(self, trouble: TroubleName, *, times: int | None = None) -> None:
        """Fail the next requests in this way; `times` of them, or all until `heal`."""
        known = sorted((*TROUBLES, *SPOILS))
        assert trouble in known, f"no such trouble: {trouble}; there are {known}"
        if times is None:
            self._lasting = trouble
        else:
            self._troubles.extend([trouble] * times)

    def heal(self) -> None:
        """Answer normally again."""
        self._lasting = None
        self._troubles.clear()

    def paths(self) -> list[str]:
        """Return `POST /v2/pages` of every request."""
        return [f"{request.method} {request.path}" for request in self.arrived]

    def close(self) -> None:
        """Stop listening; requests under way get no answer."""
        self._released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)

    def __enter__(self) -> FarEnd:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _meet(self, asked: Arrived, line: BaseHTTPRequestHandler) -> None:
        """Keep a request and answer it."""
        with self._lock:
            self.arrived.append(asked)
            name = self._troubles.popleft() if self._troubles else self._lasting
            trouble = TROUBLES.get(name) if name else None
            answer = self._handled(asked) if trouble is None or trouble.acts else Answer()
        if trouble is None:
            spoil = SPOILS.get(name) if name else None
            write(line, replace(answer, body=spoil(answer.body)) if spoil else answer)
        else:
            trouble.happens(OpenRequest(handler=line, released=self._released))

    def _handled(self, asked: Arrived) -> Answer:
        for method, path, handler in self._handlers:
            if method in (asked.method, "*") and fnmatchcase(asked.path, path):
                return handler(asked)
        return Answer(status=404 if self._handlers else 202)


def write(line: BaseHTTPRequestHandler, answer: Answer) -> None:
    """Write an answer to the socket."""
    line.send_response(answer.status)
    for name, value in answer.headers.items():
        line.send_header(name, value)
    line.send_header("Content-Length", str(len(answer.body)))
    line.end_headers()
    line.wfile.write(answer.body)


def _handler_of(far_end: FarEnd) -> type[BaseHTTPRequestHandler]:
    class Handling(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle_one_request(self) -> None:
            with suppress(ConnectionError, TimeoutError, ValueError):
                super().handle_one_request()

        def _meet(self) -> None:
            size = min(int(self.headers.get("Content-Length") or 0), LARGEST_REQUEST)
            body = self.rfile.read(size)
            parts = urlsplit(self.path)
            query = {name: tuple(values) for name, values in parse_qs(parts.query).items()}
            far_end._meet(
                Arrived(
                    method=self.command,
                    path=unquote(parts.path),
                    query=query,
                    headers={name.lower(): value for name, value in self.headers.items()},
                    body=body,
                    target=self.path,
                    client=self.client_address,
                ),
                self,
            )

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _meet  # noqa: N815 - the server's names

        def log_message(self, format: str, *args: object) -> None:
            """A test's output is no place for a server's log."""

    return Handling
