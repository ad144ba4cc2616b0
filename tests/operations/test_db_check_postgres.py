"""`tocsin db check` on PostgreSQL: the same edits by hand, the same findings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.engine.given import P1, World
from tests.store.given import PostgresHome
from tocsin.cli.verify import verify_incident
from tocsin.engine.invariants import check_invariants
from tocsin.store.postgres import open_postgres_readonly

EDITS = {
    "UPDATE events SET data = NULL WHERE seq = 2": "the text of event 2 is gone",
    "UPDATE events SET type = 'noted' WHERE seq = 2": "other columns than its text (type)",
    "UPDATE events SET at_us = at_us - 1 WHERE seq = 2": "other columns than its text (at)",
    "UPDATE events SET by = 'mallory' WHERE seq = 2": "other columns than its text (by)",
    "UPDATE incidents SET status = 'closed'": "not what its events say (status)",
    "UPDATE incidents SET is_open = false": "not what its events say (is_open)",
    "UPDATE incidents SET severity = 'P3'": "not what its events say (severity)",
    "UPDATE incidents SET number = 7": "INC-7: its columns are not",
    "UPDATE incidents SET state = replace(state, 'checkout ret', 'other')": "events say (title)",
    "DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)": "not the number of its events",
}


@pytest.fixture
def kept(tmp_path: Path, database: str) -> Iterator[World]:
    world = World(tmp_path, PostgresHome(database))
    world.tell(P1)
    world.run(seconds=5)
    yield world
    world.store.close()


def said(kept: World, database: str) -> list[str]:
    reader = open_postgres_readonly(database)
    try:
        return [str(one) for one in check_invariants(reader, kept.clock()).findings]
    finally:
        reader.close()


def by_hand(database: str, statement: str) -> None:
    """An administrator of the database, whom no trigger stops."""
    with psycopg.connect(database) as connection:
        connection.execute("SET session_replication_role = replica")
        assert connection.execute(statement).rowcount > 0


@pytest.mark.parametrize("statement", EDITS)
def test_an_edit_by_hand_is_found(kept: World, database: str, statement: str) -> None:
    assert said(kept, database) == []
    by_hand(database, statement)
    (found,) = said(kept, database)
    assert EDITS[statement] in found


def test_verify_names_the_server_and_no_user(
    kept: World, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    config = kept.folder / "config.py"
    config.write_text(f"TOCSIN_DATABASE_URL = {json.dumps(database)}\n", encoding="utf-8")
    assert verify_incident("INC-1", config) == 0
    said = capsys.readouterr().out
    name = database.partition("?")[0].rpartition("/")[2]
    assert said.splitlines()[-1].endswith(f"/{name}")
    assert "tocsin@" not in said
    by_hand(database, "UPDATE incidents SET status = 'closed'")
    assert verify_incident("INC-1", config) == 1
