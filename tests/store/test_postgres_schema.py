"""A database of PostgreSQL: made, refused, upgraded, and its timeline left alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import make_url

from tests.postgres import Cluster
from tests.store.given import add, declare, noted
from tests.store.test_database import with_one_more
from tests.store.two_replicas import ask, side_by_side
from tocsin.errors import InvalidValue, NotFound, StoreTooNew, StoreUnavailable
from tocsin.store.database import backup_store, open_for_reading, open_store, upgrade_store
from tocsin.store.migrate import READER, SHIPPED
from tocsin.store.postgres import open_postgres, open_postgres_readonly, writing_engine
from tocsin.store.postgres_address import postgres_url
from tocsin.store.tables import METADATA

NOWHERE = Path("/nowhere")


@pytest.fixture
def empty(postgres: Cluster) -> Iterator[str]:
    """The URL of a database without tables."""
    name = postgres.new_database()
    yield postgres.url(name)
    postgres.drop_database(name)


def test_the_migrations_make_exactly_the_tables_of_the_code(empty: str) -> None:
    open_postgres(empty).close()
    engine = writing_engine(empty, {})
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, METADATA) == []
        assert context.get_current_revision() == SHIPPED.head()
    engine.dispose()


def test_there_is_one_head() -> None:
    assert len(SHIPPED.heads()) == 1


def test_what_is_sorted_is_sorted_by_its_bytes(empty: str) -> None:
    """The code says so of these columns; the migrations do too."""
    open_postgres(empty).close()
    dialect = make_url(empty).get_dialect()()
    meant = {
        (table.name, column.name)
        for table in METADATA.tables.values()
        for column in table.columns
        if "COLLATE" in column.type.compile(dialect=dialect)
    }

    made = ask(
        empty,
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND collation_name = 'C'",
    )

    assert set(made) == meant
    assert ("timers", "name") in meant


def test_many_may_open_an_empty_database_at_once(empty: str) -> None:
    """One makes the tables, the others wait for it."""
    side_by_side(*(partial(_open, empty) for _ in range(4)))

    assert ask(empty, "SELECT count(*) FROM alembic_version") == [(1,)]


def _open(url: str) -> None:
    open_postgres(url).close()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM events",
        "UPDATE events SET data = '{}'",
        "UPDATE events SET data = NULL, chain = 'x'",
        "UPDATE events SET seq = 9, data = NULL",
        "TRUNCATE events",
        "TRUNCATE incidents CASCADE",
    ],
)
def test_a_timeline_cannot_be_changed_behind_the_store(database: str, statement: str) -> None:
    store = open_postgres(database)
    incident = add(store, declare(store), noted())

    with pytest.raises(psycopg.IntegrityError, match="append only"):
        ask(database, statement)

    store.write(lambda tx: tx.redact("i1", 2))
    assert store.read(lambda tx: [row.body is None for row in tx.events("i1")]) == [False, True]
    assert store.read(lambda tx: tx.incident("i1")) == incident
    store.close()


def test_a_newer_database_is_refused(database: str) -> None:
    ask(database, f"UPDATE meta SET value = '{READER + 1}' WHERE key = 'min_reader'")

    for opening in (open_postgres, open_postgres_readonly):
        with pytest.raises(StoreTooNew, match="newer Tocsin"):
            opening(database)
    with pytest.raises(StoreTooNew):
        upgrade_store(database, NOWHERE)


def test_two_versions_work_side_by_side_while_a_team_upgrades(
    database: str, tmp_path: Path
) -> None:
    """The next version added a column and still allows this one, which is started again too."""
    old = open_postgres(database)
    incident = declare(old)
    newer = with_one_more(tmp_path, "ALTER TABLE meta ADD COLUMN note TEXT")

    done = upgrade_store(database, NOWHERE, migrations=newer)
    new = open_postgres(database, migrations=newer)
    started_again = open_postgres(database)

    assert (done.before, done.after, done.backup) == (SHIPPED.head(), "9000", None)
    for number, store in enumerate((new, old, started_again)):
        incident = add(store, incident, noted(str(number)))
        assert new.read(lambda tx: tx.incident("i1")) == incident
    for store in (new, old, started_again):
        store.close()


def test_an_older_database_is_refused_until_it_is_upgraded(database: str, tmp_path: Path) -> None:
    newer = with_one_more(tmp_path, "CREATE TABLE added (name TEXT)")

    for opening in (open_postgres, open_postgres_readonly):
        with pytest.raises(StoreUnavailable, match="tocsin db upgrade"):
            opening(database, migrations=newer)

    assert upgrade_store(database, NOWHERE, migrations=newer).after == "9000"
    open_postgres(database, migrations=newer).close()


def test_an_upgrade_says_that_the_copy_before_is_yours_to_make(
    database: str, tmp_path: Path
) -> None:
    newer = with_one_more(tmp_path, "CREATE TABLE added (name TEXT)")

    assert "pg_dump" in upgrade_store(database, NOWHERE, migrations=newer).advice
    assert upgrade_store(database, NOWHERE, migrations=newer).advice == ""


def test_an_upgrade_that_fails_changes_nothing(database: str, tmp_path: Path) -> None:
    broken = with_one_more(tmp_path, "DROP TABLE refs", "DROP TABLE never_there")

    with pytest.raises(StoreUnavailable, match="never_there"):
        upgrade_store(database, NOWHERE, migrations=broken)

    assert ask(database, "SELECT to_regclass('refs') IS NOT NULL") == [(True,)]
    open_postgres(database).close()


def test_an_upgrade_makes_the_tables_of_an_empty_database(empty: str) -> None:
    done = upgrade_store(empty, NOWHERE)

    assert (done.before, done.after, done.advice) == (None, SHIPPED.head(), "")
    open_postgres(empty).close()


def test_a_database_of_something_else_is_refused(empty: str) -> None:
    ask(empty, "CREATE TABLE recipes (name TEXT)")

    with pytest.raises(StoreUnavailable, match="not a database of Tocsin"):
        open_postgres(empty)
    with pytest.raises(StoreUnavailable, match="not a database of Tocsin"):
        upgrade_store(empty, NOWHERE)


def test_a_database_that_cannot_hold_every_letter_is_refused(postgres: Cluster) -> None:
    made = "CREATE DATABASE narrow TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc"
    ask(postgres.url("postgres"), f"{made} LOCALE 'C'")

    with pytest.raises(StoreUnavailable, match="SQL_ASCII"):
        open_postgres(postgres.url("narrow"))


def test_a_reader_cannot_write(database: str) -> None:
    store = open_store(database, NOWHERE)
    declare(store)
    reader = open_for_reading(database, NOWHERE)

    assert reader.read(lambda tx: tx.id_of(1)) == "i1"
    assert not hasattr(reader, "write")
    reader.close()
    store.close()


def test_without_pg_dump_the_command_to_type_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NotFound, match=r"pg_dump .*postgresql://tocsin@db/x") as told:
        backup_store("postgresql://tocsin:hunter2@db/x", NOWHERE, tmp_path / "copy")

    assert "hunter2" not in str(told.value)
    assert not (tmp_path / "copy").exists()


def test_without_the_library_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.store.database.find_spec", lambda _: None)

    with pytest.raises(InvalidValue, match=r"pip install 'tocsin\[postgres\]'"):
        open_store("postgresql://tocsin@db/x", NOWHERE)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://tocsin:hunter2@db",
        "postgresql+asyncpg://tocsin:hunter2@db/tocsin",
        "postgresql://tocsin:hunter2@db:port/tocsin",
        "mysql://tocsin:hunter2@db/tocsin",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        postgres_url(url)

    assert "hunter2" not in str(refused.value)
