"""What the tests with real processes share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.deployment import SECRET, Deployment, deploy
from tests.e2e.sink import PageSink


@pytest.fixture
def sink() -> Iterator[PageSink]:
    """A paging tool that takes every page."""
    made = PageSink(SECRET)
    yield made
    made.close()


@pytest.fixture
def shop(tmp_path: Path, sink: PageSink) -> Deployment:
    """A team that is paged by webhook, with a stable window of two seconds."""
    return deploy(tmp_path / "shop", pager=sink.url)
