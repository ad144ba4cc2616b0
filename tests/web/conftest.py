"""A client without sockets for what the routes say, a real server for what senders do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from tests.web.given import FakeSystem
from tocsin.web import WebLimits, WebServer, create_app


@pytest.fixture
def system() -> FakeSystem:
    return FakeSystem()


@pytest.fixture
def client(system: FakeSystem) -> Iterator[TestClient]:
    with TestClient(create_app(system.services())) as client:
        yield client


@pytest.fixture
def serve(system: FakeSystem) -> Iterator[Callable[[WebLimits], WebServer]]:
    """Starts a server on a free port; it is stopped at the end."""
    servers: list[WebServer] = []

    def start(limits: WebLimits) -> WebServer:
        server = WebServer(create_app(system.services(), limits), "127.0.0.1", 0, limits)
        servers.append(server)
        server.start()
        return server

    yield start
    for server in servers:
        server.stop()
