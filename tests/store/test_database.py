"""Databases by their URL: made, refused, upgraded, backed up."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from tests.patience import HANGS_S
from tests.store.given import START, add, declare
from tocsin.domain.cause import CauseLabelled
from tocsin.errors import (
    AlreadyRunning,
    InvalidValue,
    NotFound,
    StoreTooNew,
    StoreUnavailable,
)
from tocsin.store.contract import Store
from tocsin.store.database import backup, open_for_reading, open_store, sqlite_path, upgrade_store
from tocsin.store.migrate import READER, SHIPPED, Migrations
from tocsin.store.sqlite import open_readonly, open_sqlite
from tocsin.store.tables import METADATA


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tocsin.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = open_sqlite(path)
    yield opened
    opened.close()


def run(path: Path, statement: str) -> list[tuple[object, ...]]:
    """A statement from outside, with nobody in the way."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return connection.execute(statement).fetchall()


def with_one_more(tmp_path: Path, *statements: str) -> Migrations:
    """The history of a next version, which runs these statements."""
    folder = tmp_path / "migrations"
    shutil.copytree(SHIPPED.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    body = "".join(f"    op.execute({statement!r})\n" for statement in statements)
    (folder / "versions" / "9000_next.py").write_text(
        "from alembic import op\n"
        f"revision, down_revision = '9000', {SHIPPED.head()!r}\n"
        f"def upgrade() -> None:\n{body}"
    )
    return Migrations(folder=folder)


def schema(path: Path) -> dict[str, object]:
    """Every table as its columns, keys and uniques, and every index as its statement.

    Not the text of tables: a column that was added later stands elsewhere in it.
    """
    found: dict[str, object] = {}
    for kind, name, sql in run(path, "SELECT type, name, sql FROM sqlite_master"):
        if kind == "index":
            found[str(name)] = sql
        elif kind == "table" and name != "alembic_version":
            indexes = run(path, f"PRAGMA index_list('{name}')")
            found[str(name)] = (
                run(path, f"PRAGMA table_xinfo('{name}')"),
                run(path, f"PRAGMA foreign_key_list('{name}')"),
                {row[1:] for row in indexes},  # without their places, which are those of making
            )
    return found


def test_the_migrations_make_exactly_the_tables_of_the_code(path: Path, tmp_path: Path) -> None:
    open_sqlite(path).close()
    meant = tmp_path / "meant.db"
    engine = create_engine(f"sqlite:///{meant}")
    METADATA.create_all(engine)
    engine.dispose()

    made = {name: sql for name, sql in schema(path).items() if "alembic" not in name}
    assert made == schema(meant)


def test_alembic_sees_nothing_left_to_migrate(path: Path) -> None:
    open_sqlite(path).close()
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        assert context.get_current_revision() == SHIPPED.head()
    engine.dispose()


def test_the_newest_revision_is_read_off_the_names_of_the_files() -> None:
    assert SHIPPED.newest_file() == SHIPPED.head()


def test_a_current_database_is_opened_without_what_migrates_it(path: Path) -> None:
    open_sqlite(path).close()
    code = (
        "import sys; from pathlib import Path; from tocsin.store.sqlite import open_sqlite; "
        "open_sqlite(Path(sys.argv[1])).close(); print(*sys.modules)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, path],
        capture_output=True,
        text=True,
        timeout=HANGS_S,
        check=True,
    )

    assert "alembic" not in done.stdout.split()


def test_what_was_named_before_causes_had_a_column_is_found_by_them(path: Path) -> None:
    """A database as the first revision left it, with an incident whose cause has a name."""
    store = open_sqlite(path)
    add(store, declare(store), CauseLabelled(at=START, by="ana", label="Config, drift"))
    store.close()
    run(path, "DROP INDEX ix_incidents_cause")
    run(path, "DROP INDEX ix_incidents_team_opened_us")
    run(path, "ALTER TABLE incidents DROP COLUMN cause")
    run(path, "UPDATE alembic_version SET version_num = '0001'")

    with pytest.raises(StoreUnavailable, match="tocsin db upgrade"):
        open_sqlite(path)
    upgrade_store(f"sqlite:///{path}", path.parent)

    store = open_sqlite(path)
    add(store, declare(store, "i2", 2), CauseLabelled(at=START, by="ana", label="config drift"))
    assert run(path, "SELECT cause FROM incidents ORDER BY number") == [("config drift",)] * 2
    store.close()


def test_only_its_owner_may_read_a_database(path: Path) -> None:
    store = open_sqlite(path)
    declare(store)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    store.close()

    assert modes == dict.fromkeys(
        ("tocsin.db", "tocsin.db-wal", "tocsin.db-shm", "tocsin.db.lock"), 0o600
    )


def test_a_commit_is_durable_before_it_is_acknowledged(store: Store, path: Path) -> None:
    """WAL and FULL: what `write` returned is in the log on the disk, for every other reader."""
    declare(store)

    assert run(path, "PRAGMA journal_mode") == [("wal",)]
    assert run(path, "SELECT number FROM incidents") == [(1,)]


def test_a_newer_database_is_refused(path: Path) -> None:
    open_sqlite(path).close()
    run(path, f"UPDATE meta SET value = '{READER + 1}' WHERE key = 'min_reader'")

    for opening in (open_sqlite, open_readonly):
        with pytest.raises(StoreTooNew, match="newer Tocsin"):
            opening(path)
    with pytest.raises(StoreTooNew):
        upgrade_store("", path.parent)


def test_a_newer_database_that_still_allows_this_version_is_opened(path: Path) -> None:
    """A newer version only added something: both may work on it while a team upgrades."""
    open_sqlite(path).close()
    run(path, "UPDATE alembic_version SET version_num = '9999'")

    opened = open_sqlite(path)

    assert declare(opened).number == 1
    opened.close()


def test_a_refused_database_is_not_locked(path: Path) -> None:
    open_sqlite(path).close()
    run(path, f"UPDATE meta SET value = '{READER + 1}' WHERE key = 'min_reader'")
    with pytest.raises(StoreTooNew):
        open_sqlite(path)
    run(path, f"UPDATE meta SET value = '{READER}' WHERE key = 'min_reader'")

    open_sqlite(path).close()


def test_what_is_no_database_is_refused_with_a_sentence(path: Path) -> None:
    path.write_text("this is a letter, not a database, and long enough to be read as one " * 20)

    for opening in (open_sqlite, open_readonly):
        with pytest.raises(StoreUnavailable, match="not a database"):
            opening(path)


@pytest.fixture(params=["not one at all", "cut short"])
def damaged(request: pytest.FixtureRequest, path: Path) -> Path:
    """What a broken disk or a half-done copy leaves."""
    open_sqlite(path).close()
    content = path.read_bytes()
    path.write_bytes(b"x" * 8192 if request.param == "not one at all" else content[:20_000])
    return path


@pytest.mark.parametrize(
    "use", [open_sqlite, open_readonly, lambda path: upgrade_store("", path.parent)]
)
def test_a_damaged_database_is_named_with_the_way_out(
    damaged: Path, use: Callable[[Path], object]
) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        use(damaged)
    assert str(refused.value).startswith(f"{damaged}: The database file is damaged or none (")
    assert "last backup" in str(refused.value)


def test_a_backup_into_no_folder_is_refused_without_a_number(store: Store, path: Path) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        backup(path, path.parent / "none" / "b.db")
    assert str(refused.value).endswith("b.db could not be written: No such file or directory.")


def test_a_backup_of_what_is_damaged_names_both_and_leaves_nothing(damaged: Path) -> None:
    copy = damaged.with_name("b.db")
    with pytest.raises(StoreUnavailable, match=rf"{damaged} was not copied to {copy}: "):
        backup(damaged, copy)
    assert not copy.exists()


@pytest.mark.parametrize("opening", [open_sqlite, lambda path: upgrade_store("", path.parent)])
def test_a_folder_is_no_database_and_stays_as_it_was(
    path: Path, opening: Callable[[Path], object]
) -> None:
    """Its mode too: a folder only its owner may enter would lock everybody else out."""
    path.mkdir(mode=0o755)
    before = path.stat()

    with pytest.raises(StoreUnavailable, match="is no file"):
        opening(path)

    assert (path.stat().st_mode, path.stat().st_mtime_ns) == (before.st_mode, before.st_mtime_ns)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_database_of_something_else_is_refused(path: Path) -> None:
    run(path, "CREATE TABLE recipes (name TEXT)")

    with pytest.raises(StoreUnavailable, match="not a database of Tocsin"):
        open_sqlite(path)
    with pytest.raises(StoreUnavailable, match="not a database of Tocsin"):
        upgrade_store("", path.parent)

    assert run(path, "SELECT name FROM sqlite_master") == [("recipes",)]


def test_reading_a_database_that_is_not_there_is_refused_and_makes_none(path: Path) -> None:
    with pytest.raises(NotFound, match=r"tocsin\.db"):
        open_readonly(path)

    assert not path.exists()


def test_a_reader_cannot_write(store: Store, path: Path) -> None:
    declare(store)
    reader = open_for_reading("", path.parent)

    incident = reader.read(lambda tx: tx.incident("i1"))

    assert incident is not None
    assert not hasattr(reader, "write")
    reader.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        reader.read(lambda tx: tx.incident("i1"))


def test_a_new_database_is_made_where_the_url_says(tmp_path: Path) -> None:
    data = tmp_path / "data"

    open_store("", data).close()
    open_store("sqlite:///other.db", data).close()
    open_store(f"sqlite:///{tmp_path}/with a 50% blank?.db", data).close()

    assert {file.name for file in data.glob("*.db")} == {"tocsin.db", "other.db"}
    assert [file.name for file in tmp_path.glob("*.db")] == ["with a 50% blank?.db"]


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://root:hunter2@db/x", "hunter2"]
)
def test_a_url_of_no_database_is_refused_without_repeating_it(url: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue) as refused:
        sqlite_path(url, tmp_path)

    assert "hunter2" not in str(refused.value)


def test_upgrading_a_new_place_makes_a_database_and_no_backup(path: Path) -> None:
    done = upgrade_store("", path.parent)

    assert (done.before, done.after, done.backup) == (None, SHIPPED.head(), None)
    open_sqlite(path).close()


def test_upgrading_a_current_database_changes_nothing(path: Path) -> None:
    open_sqlite(path).close()

    done = upgrade_store("", path.parent)

    assert (done.before, done.after, done.backup) == (SHIPPED.head(), SHIPPED.head(), None)


def test_an_older_database_is_refused_until_it_is_upgraded(path: Path, tmp_path: Path) -> None:
    """Nothing is changed behind anybody's back; the sentence names the command."""
    old = open_sqlite(path)
    declare(old)
    old.close()
    newer = with_one_more(tmp_path, "CREATE TABLE added (name TEXT)")

    for opening in (open_sqlite, open_readonly):
        with pytest.raises(StoreUnavailable, match="tocsin db upgrade"):
            opening(path, migrations=newer)
    done = upgrade_store("", path.parent, migrations=newer)

    assert (done.before, done.after) == (SHIPPED.head(), "9000")
    again = open_sqlite(path, migrations=newer)
    assert again.read(lambda tx: tx.id_of(1)) == "i1"
    again.close()


def test_before_an_upgrade_the_database_is_backed_up(path: Path, tmp_path: Path) -> None:
    old = open_sqlite(path)
    declare(old)
    old.close()

    done = upgrade_store("", path.parent, migrations=with_one_more(tmp_path, "DROP TABLE refs"))

    assert done.backup is not None
    assert stat.S_IMODE(done.backup.stat().st_mode) == 0o600
    assert "refs" not in schema(path)
    restored = open_sqlite(done.backup)
    assert restored.read(lambda tx: tx.id_of(1)) == "i1"
    restored.close()


def test_an_upgrade_that_fails_changes_nothing(path: Path, tmp_path: Path) -> None:
    open_sqlite(path).close()
    broken = with_one_more(tmp_path, "DROP TABLE refs", "DROP TABLE never_there")

    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="never_there"):
            upgrade_store("", path.parent, migrations=broken)

    assert "refs" in schema(path)
    assert len(list(tmp_path.glob("*.backup"))) == 2
    open_sqlite(path).close()


def test_a_database_in_use_is_not_upgraded(store: Store, path: Path) -> None:
    with pytest.raises(AlreadyRunning):
        upgrade_store("", path.parent)

    assert declare(store).number == 1


def test_a_backup_is_whole_private_and_made_while_the_store_is_in_use(
    store: Store, path: Path
) -> None:
    declare(store)

    copy = backup(path, path.with_name("copy.db"))
    declare(store, "i2", 2)

    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    reader = open_readonly(copy)
    assert [row.id for row in reader.read(lambda tx: tx.incidents())] == ["i1"]
    reader.close()


def test_a_backup_never_writes_over_a_file(store: Store, path: Path) -> None:
    target = path.with_name("letter.txt")
    target.write_text("dear reader")

    with pytest.raises(StoreUnavailable, match="is there already"):
        backup(path, target)

    assert target.read_text() == "dear reader"


def test_a_backup_of_nothing_is_refused(path: Path) -> None:
    with pytest.raises(NotFound):
        backup(path, path.with_name("copy.db"))
