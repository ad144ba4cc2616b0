"""The least a durable unit can cost: one small row, one commit, no framework."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

Commit = Callable[[], object]


def sqlite_commits(path: Path) -> Commit:
    """Commits one row, as durable as Tocsin's own: WAL and synchronous=FULL."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")

    def commit() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO rows (text) VALUES (?)", ("x" * 200,))
        connection.execute("COMMIT")

    return commit


def commits_per_second(commit: Commit, seconds: float = 0.4) -> float:
    """How many commits one caller gets done in a second."""
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        commit()
        done += 1
    return done / (time.perf_counter() - began)
