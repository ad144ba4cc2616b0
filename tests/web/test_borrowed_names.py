"""What our protocol takes from uvicorn without a promise of its own that it stays.

A new version that drops one of these fails here, not at the first alert of a night.
"""

from __future__ import annotations

import asyncio
import inspect
import re
import tomllib
from pathlib import Path

import pytest
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.server import ServerState

from tests.web.given import FakeSystem
from tocsin.web import WebLimits, create_app
from tocsin.web.protocol import BoundedProtocol, bounded

ROOT = Path(__file__).parents[2]
METHODS = ("connection_made", "connection_lost", "data_received", "send_400_response")
ATTRIBUTES = ("cycle", "connections", "transport", "loop")


def a_protocol(kind: type[H11Protocol]) -> H11Protocol:
    app = create_app(FakeSystem().services())
    config = uvicorn.Config(app, http=kind, loop="none", log_config=None)
    return kind(config, ServerState(), {}, None)


@pytest.mark.parametrize("name", METHODS)
def test_uvicorn_has_the_methods_we_override(name: str) -> None:
    assert inspect.isfunction(getattr(H11Protocol, name))
    assert list(inspect.signature(getattr(H11Protocol, name)).parameters) == list(
        inspect.signature(getattr(BoundedProtocol, name)).parameters
    )


async def names_of_one() -> set[str]:
    return set(vars(a_protocol(bounded(WebLimits()))))


def test_and_the_attributes_we_read() -> None:
    assert set(ATTRIBUTES) <= asyncio.run(names_of_one())
    source = inspect.getsource(RequestResponseCycle.__init__)
    assert {"response_complete", "response_started", "more_body"} <= set(
        re.findall(r"self\.(\w+) =", source)
    )


def test_the_versions_are_bounded_and_the_tested_ones_are_written_down() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (bound,) = (one for one in project["dependencies"] if one.startswith("uvicorn"))
    assert re.fullmatch(r"uvicorn>=0\.\d+,<1", bound)
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    for name in ("uvicorn", "h11", "starlette", "fastapi"):
        assert re.search(rf"^{name}==\S+$", pinned, re.MULTILINE), name
