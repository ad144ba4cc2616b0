from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from tests.patience import COMES_S
from tocsin.providers import Call, PageRequest, Person, ProviderContext, Secret
from tocsin_webhook.config import WebhookConfig
from tocsin_webhook.paging import WebhookPaging, make_paging

SECRET = "k3y-ü"
NOW = datetime(2026, 11, 23, 10, 30, 5, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """One request as the receiver saw it."""

    path: str
    headers: dict[str, str]
    body: bytes
    client: tuple[str, int]


@dataclass(kw_only=True)
class Receiver:
    """A receiver on loopback: keeps what arrives and answers by script.

    `answer` gets the handler and writes the answer; the last resort of a slow one is `released`.
    """

    answer: Callable[[BaseHTTPRequestHandler], None]
    arrived: list[Arrived] = field(default_factory=list)
    released: Event = field(default_factory=Event)
    url: str = ""

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        """From now on give this answer."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        self.answer = answer


def handler_of(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.arrived.append(
                Arrived(path=self.path, headers=headers, body=body, client=self.client_address)
            )
            with suppress(ConnectionError):
                receiver.answer(self)

        def log_message(self, format: str, *args: object) -> None:
            """A test's output is no place for a server's log."""

    return Handler


class Server(ThreadingHTTPServer):
    """Takes many connections at once."""

    request_queue_size = 256


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A running receiver that answers 202."""
    made = Receiver(answer=lambda handler: None)
    made.say(202)
    server = Server(("127.0.0.1", 0), handler_of(made))
    made.url = f"http://127.0.0.1:{server.server_port}/pages"
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.released.set()
    server.shutdown()
    server.server_close()
    thread.join(timeout=COMES_S)


class NoStore:
    """The plugin keeps nothing; a call is the test's failure."""

    def get(self, key: str) -> str | None:
        raise AssertionError(key)

    def put(self, key: str, value: str) -> None:
        raise AssertionError(key)


def no_direct(person: Person, text: str, key: str, *, link: str = "") -> None:
    raise AssertionError(f"a direct message to {person.id}")


Make = Callable[[str], WebhookPaging]


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Make]:
    """Given a url: the paging tool of `[paging.hook]`, its secret in the environment."""
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    made: list[WebhookPaging] = []
    context = ProviderContext(
        team="shop",
        instance="hook",
        data_dir=tmp_path,
        clock=lambda: NOW,
        store=NoStore(),
        direct=no_direct,
    )

    def make(url: str) -> WebhookPaging:
        config = WebhookConfig(url=url, secret=Secret("HOOK_SECRET"))
        made.append(make_paging(config, context))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def page() -> Callable[..., PageRequest]:
    """A page for Ana; a test says only what matters to it."""

    def make(**changed: Any) -> PageRequest:
        usual: dict[str, Any] = {
            "page_id": "INC-42.p3",
            "incident": "INC-42",
            "severity": "P1",
            "title": "checkout returns 500s",
            "text": "P1 INC-42: checkout returns 500s",
            "person": Person(id="ana", name="Ana Lima", phone="+351 1", email="ana@example.org"),
            "room": "#incident-2026-11-23-checkout",
            "ack_url": "https://tocsin.example.org/ack/abc",
            "at": datetime(2026, 11, 23, 10, 30, tzinfo=UTC),
        }
        return PageRequest(**(usual | changed))

    return make


@pytest.fixture
def call() -> Callable[..., Call]:
    """One attempt with five seconds; a test says only what matters to it."""

    def make(**changed: Any) -> Call:
        usual: dict[str, Any] = {
            "effect_key": "0193-uuid:7:0:hook",
            "object_key": "INC-42.p3",
            "deadline_s": 5.0,
            "attempt": 1,
            "correlation": "c1",
            "at": datetime(2026, 11, 23, 10, 30, 1, tzinfo=UTC),
        }
        return Call(**(usual | changed))

    return make
