from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.given import Home, MemoryHome, SqliteHome, World
from tests.store.given import PostgresHome


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    """The secret every alerts section of these tests names."""
    monkeypatch.setenv("TOCSIN_TEST_TOKEN", "s3cret")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A deployment on the store in memory."""
    return World(tmp_path)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A deployment on every store."""
    home: Home = MemoryHome() if request.param == "memory" else SqliteHome(tmp_path / "t.db")
    if request.param == "postgres":
        home = PostgresHome(request.getfixturevalue("database"))
    made = World(tmp_path, home)
    yield made
    made.store.close()
