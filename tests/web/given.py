"""A running system that only remembers what it was asked, and ways to talk to its web face."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from tocsin.builtin.public_page import PublicPage
from tocsin.engine.acks import AckLink
from tocsin.engine.webhooks import WebhookResult
from tocsin.errors import StoreUnavailable
from tocsin.providers import Door, RawRequest
from tocsin.web import ReadinessCheck, Services

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
TOKEN = "local-token"
HOOK = "/hooks/shop/prom"


@dataclass
class FakeAcks:
    """Links by token; each acts once."""

    links: dict[str, AckLink] = field(default_factory=dict)
    acted: list[str] = field(default_factory=list)
    fault: Exception | None = None

    def look(self, token: str) -> AckLink:
        if self.fault is not None:
            raise self.fault
        if token in self.acted:
            return AckLink(state="gone")
        return self.links.get(token, AckLink(state="unknown"))

    def use(self, token: str) -> AckLink:
        link = self.look(token)
        if link.state == "ready":
            self.acted.append(token)
        return link


def _new_incident(_team: str, _instance: str, _request: RawRequest) -> WebhookResult:
    return WebhookResult(status=201, incident="INC-1")


@dataclass
class FakeSystem:
    """What the routes reach; a test replaces `on_hook` to say what happens."""

    acks: FakeAcks = field(default_factory=FakeAcks)
    hooked: list[tuple[str, str, RawRequest]] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)
    checks: tuple[ReadinessCheck, ...] = (ReadinessCheck(name="store", ok=True, detail=""),)
    token: str = field(default=TOKEN, repr=False)
    on_hook: Callable[[str, str, RawRequest], WebhookResult] = _new_incident
    door: Callable[[str, str], Door] = lambda _team, _instance: Door()
    on_admit: Callable[[str, str, RawRequest], None] = lambda _team, _instance, _head: None
    on_say: Callable[[], object] = lambda: None
    page: PublicPage = field(default_factory=PublicPage)
    page_fault: Exception | None = None
    now: datetime = NOW
    looks: int = 0
    public_url: str = "https://tocsin.example.org/"

    def services(self) -> Services:
        numbers = count(1)
        return Services(
            hook=self._hook,
            door=lambda team, instance: self.door(team, instance),
            admit=lambda team, instance, head: self.on_admit(team, instance, head),
            acks=self.acks,
            ready=lambda: self.checks,
            metrics=lambda: b"tocsin_up 1\n",
            say=self._say,
            token=self.token,
            clock=lambda: self.now,
            status=self._status,
            public_url=self.public_url,
            reference=lambda: f"ref-{next(numbers)}",
        )

    def _hook(self, team: str, instance: str, request: RawRequest) -> WebhookResult:
        self.hooked.append((team, instance, request))
        return self.on_hook(team, instance, request)

    def _status(self) -> PublicPage:
        self.looks += 1
        if self.page_fault is not None:
            raise self.page_fault
        return self.page

    def _say(self, text: str, person: str) -> tuple[bool, str]:
        self.said.append((text, person))
        self.on_say()
        return "ack" in text, f"{person} said {text}"


def hook_raises(error: Exception) -> Callable[[str, str, RawRequest], WebhookResult]:
    def raising(_team: str, _instance: str, _request: RawRequest) -> WebhookResult:
        raise error

    return raising


def a_link(title: str = "checkout returns 500s") -> AckLink:
    return AckLink(state="ready", incident="INC-7", title=title, person="ana")


def store_down() -> StoreUnavailable:
    return StoreUnavailable("disk full at /var/lib/secret-place")


@dataclass(frozen=True, kw_only=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(
    port: int, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
) -> Reply:
    """One request over a real socket."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, dict(headers or {}))  # type: ignore[arg-type]  # bytes or an iterator of them
        response = connection.getresponse()
        names = {name.lower(): value for name, value in response.getheaders()}
        return Reply(status=response.status, headers=names, body=response.read())
    finally:
        connection.close()


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def read_all(sock: socket.socket) -> bytes:
    """Everything until the other side closes."""
    parts = []
    while part := sock.recv(65536):
        parts.append(part)
    return b"".join(parts)


def status_of(raw: bytes) -> int:
    return int(raw.split(b" ", 2)[1])


def head(method: str = "POST", path: str = HOOK, *lines: str) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: tocsin", *lines, "", ""]).encode()
