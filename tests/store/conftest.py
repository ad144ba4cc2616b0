"""Every behaviour of the contract is asked of every store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.given import Home, MemoryHome, PostgresHome, SqliteHome
from tocsin.store.contract import Store


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    if request.param == "postgres":
        return PostgresHome(request.getfixturevalue("database"))
    return MemoryHome() if request.param == "memory" else SqliteHome(tmp_path / "tocsin.db")


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    opened = home.open()
    yield opened
    opened.close()
