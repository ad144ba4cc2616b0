"""A database of the version that knew rooms by their names: upgraded, and read.

`old/0002.sql` is what that version left: INC-1 with a room, INC-2 private with a room, INC-3 whose
room could not be opened yet, invitations that were not done, and a message that was not handled.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.postgres import Cluster
from tocsin.errors import StoreUnavailable
from tocsin.store.contract import OwnRoom, Store
from tocsin.store.database import upgrade_store
from tocsin.store.migrate import READER
from tocsin.store.postgres import open_postgres
from tocsin.store.sqlite import open_sqlite

OLD = Path(__file__).parent / "old" / "0002.sql"
CHECKOUT = "incident-2026-11-23-checkout-returns-500s"
PRIVATE = "incident-2026-11-23-private"


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    file = tmp_path / "tocsin.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(OLD.read_text(encoding="utf-8"))
    return file


@pytest.fixture
def old_server(postgres: Cluster, old_file: Path) -> Iterator[str]:
    """The same rows on a server, in the tables of that version."""
    name = postgres.new_database()
    url = postgres.url(name)
    open_postgres(url).close()
    with closing(sqlite3.connect(old_file)) as file, psycopg.connect(url) as server:
        for statement in OLD_TABLE:
            server.execute(statement)
        for table in ("policies", "incidents", "rooms"):
            kept = file.execute(f"SELECT * FROM {table}")
            columns = ", ".join(f'"{column[0]}"' for column in kept.description)
            marks = ", ".join(["%s"] * len(kept.description))
            for row in kept:
                values = tuple(map(_as_postgres, row, (one[0] for one in kept.description)))
                server.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)
    yield url
    postgres.drop_database(name)


OLD_TABLE = (
    "DROP TABLE rooms",
    "CREATE TABLE rooms (platform TEXT NOT NULL, name TEXT NOT NULL, incident_id VARCHAR(64) "
    "NOT NULL, CONSTRAINT pk_rooms PRIMARY KEY (platform, name))",
    "UPDATE alembic_version SET version_num = '0002'",
    "UPDATE meta SET value = '1' WHERE key = 'min_reader'",
)


def _as_postgres(value: object, column: str) -> object:
    return bool(value) if column == "is_open" else value


def has_its_rooms_by_id(store: Store) -> None:
    """Each incident is found by the id of its room, and by no name."""
    one, two = store.read(lambda tx: (tx.id_of(1), tx.id_of(2)))
    assert one
    assert two
    assert store.read(lambda tx: tx.rooms()) == [
        OwnRoom(platform="irc", room_id="C1", name=CHECKOUT, incident=one),
        OwnRoom(platform="irc", room_id="C2", name=PRIVATE, incident=two),
    ]
    assert store.read(lambda tx: tx.id_of_room("irc", "C2")) == two
    assert store.read(lambda tx: tx.id_of_room("irc", PRIVATE)) is None


def test_a_file_is_upgraded(old_file: Path) -> None:
    with pytest.raises(StoreUnavailable, match="tocsin db upgrade"):
        open_sqlite(old_file)
    upgrade_store(f"sqlite:///{old_file}", old_file.parent)

    store = open_sqlite(old_file)
    has_its_rooms_by_id(store)
    store.close()


def test_a_server_is_upgraded(old_server: str, tmp_path: Path) -> None:
    upgrade_store(old_server, tmp_path)

    store = open_postgres(old_server)
    has_its_rooms_by_id(store)
    store.close()


def _stamp(file: Path) -> object:
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT value FROM meta WHERE key = 'min_reader'"
        return connection.execute(query).fetchone()[0]


def test_a_version_that_knows_rooms_by_name_reads_it_no_more(old_file: Path) -> None:
    before = _stamp(old_file)
    upgrade_store(f"sqlite:///{old_file}", old_file.parent)
    assert (before, _stamp(old_file)) == ("1", str(READER))


@pytest.mark.parametrize(
    "state",
    [
        "half a {",
        "[]",
        '{"rooms": 3}',
        '{"rooms": {"irc": {"name": "#x"}}}',
        '{"rooms": {"irc": 3}}',
    ],
)
def test_what_cannot_be_read_stops_no_upgrade(old_file: Path, state: str) -> None:
    with closing(sqlite3.connect(old_file, isolation_level=None)) as connection:
        connection.execute("UPDATE incidents SET state = ? WHERE number = 1", (state,))
    upgrade_store(f"sqlite:///{old_file}", old_file.parent)

    with closing(sqlite3.connect(old_file)) as connection:
        assert connection.execute("SELECT room_id FROM rooms").fetchall() == [("C2",)]
