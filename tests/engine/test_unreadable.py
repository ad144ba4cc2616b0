"""An incident that cannot be read any more stops no other, and no start."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from tests.engine.given import P1, SqliteHome, World


def broken(folder: Path) -> World:
    """Two open incidents; what is kept of the first is no incident any more."""
    world = World(folder, SqliteHome(folder / "tocsin.db"))
    world.tell(P1)
    world.tell("!incident declare something else p1")
    world.store.close()
    with sqlite3.connect(folder / "tocsin.db") as connection:
        connection.execute("UPDATE incidents SET state = '{}' WHERE number = 1")
    connection.close()
    return world


def test_the_next_start_goes_on_with_the_others(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world = broken(tmp_path)
    world.boot()
    world.clock.at += timedelta(minutes=5)
    assert world.incident(2).is_open
    assert "see tocsin db check" in caplog.text
