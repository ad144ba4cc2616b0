"""Parley on loopback, who talks to it, and the backend."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tocsin.chat import ChatContext
from tocsin.providers import Secret
from tocsin_parley.backend import ParleyBackend
from tocsin_parley.config import ParleyConfig
from tocsin_parley.server import Server

TOKEN = "p4rley-t0ken"
ENV = "PARLEY_TEST_TOKEN"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv(ENV, TOKEN)
    made = Server(TOKEN)
    yield made
    made.close()


@pytest.fixture
def ask(server: Server) -> Callable[..., Any]:
    """What a client of Parley gets, over HTTP; raises HTTPError when it is refused."""

    def asked(request: str, *, token: str = "", **what: object) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = json.dumps(what).encode()
        line = urllib.request.Request(f"{server.url}/{request}", body, headers, method="POST")
        with urllib.request.urlopen(line, timeout=10) as answer:
            return json.load(answer)

    return asked


@pytest.fixture
def make(server: Server, tmp_path: Path) -> Iterator[Callable[..., ParleyBackend]]:
    """The backend, on this server or another address; its data folder is one and the same."""

    every: list[ParleyBackend] = []

    def made(url: str = server.url) -> ParleyBackend:
        context = ChatContext(
            name="parley",
            data_dir=tmp_path,
            clock=lambda: datetime.now(UTC),
            write_line=print,
        )
        every.append(ParleyBackend(ParleyConfig(url=url, token=Secret(ENV)), context))
        return every[-1]

    yield made
    for one in every:
        one.chat._client.close()
