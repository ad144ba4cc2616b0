from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.deployment import SECRET, Deployment, deploy
from tests.e2e.sink import PageSink
from tests.engine.given import World


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    """The secret every alerts section of these tests names."""
    monkeypatch.setenv("TOCSIN_TEST_TOKEN", "s3cret")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A deployment on the store in memory."""
    return World(tmp_path)


@pytest.fixture
def sink() -> Iterator[PageSink]:
    """A paging tool that takes every page."""
    made = PageSink(SECRET)
    yield made
    made.close()


@pytest.fixture
def shop(tmp_path: Path, sink: PageSink) -> Deployment:
    """A team that is paged by webhook."""
    return deploy(tmp_path / "shop", pager=sink.url)
