from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.given import World


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    """The secret every alerts section of these tests names."""
    monkeypatch.setenv("TOCSIN_TEST_TOKEN", "s3cret")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A deployment on the store in memory."""
    return World(tmp_path)
