"""Opens, upgrades and backs up the database of a URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from itertools import count
from pathlib import Path

from tocsin.errors import InvalidValue, NotFound, StoreUnavailable
from tocsin.store.contract import Store
from tocsin.store.database_errors import DATABASE_ERRORS, store_unavailable
from tocsin.store.migrate import SHIPPED, Migrations, current, is_new, require_ours
from tocsin.store.sql import SqlReader
from tocsin.store.sqlite import (
    errors_name_file,
    make_private,
    open_readonly,
    open_sqlite,
    require_file,
    writing_engine,
)
from tocsin.store.write_lock import WriteLock

FILE = "tocsin.db"
_SCHEMES = ("sqlite:///", "sqlite+pysqlite:///")
_POSTGRES = ("postgresql:", "postgresql+")
_YOUR_DUMP = (
    "No copy was made before: with PostgreSQL that is yours to do, `tocsin db backup FILE` or "
    "pg_dump."
)


@dataclass(frozen=True, kw_only=True)
class Upgraded:
    """The revisions before and after an upgrade, and its backup, None where none was made.

    `advice` is for people: what the upgrade left to them.
    """

    before: str | None
    after: str | None
    backup: Path | None
    advice: str = ""


def open_store(url: str, data_dir: Path, *, clock: Callable[[], datetime] | None = None) -> Store:
    """Open the database of a deployment for writing; a new one gets its tables.

    Args:
        url: `postgresql://…`, `sqlite:///…`, or "" for `tocsin.db` in the data folder.
        data_dir: Where a relative file lies.
        clock: Our own, to be compared with the database's; None = it is not.

    Raises:
        AlreadyRunning: Another process writes to this file.
        InvalidValue: The URL names no database that can be used.
        StoreTooNew: A newer version wrote it.
        StoreUnavailable: It cannot be used, or `tocsin db upgrade` must run first.
    """
    if _is_postgres(url):
        from tocsin.store.postgres import open_postgres

        return open_postgres(url, clock=clock)
    return open_sqlite(sqlite_path(url, data_dir))


def open_for_reading(url: str, data_dir: Path) -> SqlReader:
    """Open the database of a deployment beside the process that writes it.

    Raises:
        InvalidValue, NotFound, StoreTooNew, StoreUnavailable: As `open_store`.
    """
    if _is_postgres(url):
        from tocsin.store.postgres import open_postgres_readonly

        return open_postgres_readonly(url)
    return open_readonly(sqlite_path(url, data_dir))


def upgrade_store(url: str, data_dir: Path, *, migrations: Migrations = SHIPPED) -> Upgraded:
    """Run the missing migrations, all or none; an existing file is backed up beside itself before.

    Raises:
        AlreadyRunning, InvalidValue, StoreTooNew, StoreUnavailable: As `open_store`.
    """
    if _is_postgres(url):
        from tocsin.store.postgres_admin import upgrade_postgres

        before, after = upgrade_postgres(url, migrations)
        advice = _YOUR_DUMP if before not in (None, after) else ""
        return Upgraded(before=before, after=after, backup=None, advice=advice)
    path = sqlite_path(url, data_dir)
    require_file(path)
    lock = WriteLock(path)
    try:
        make_private(path)
        with errors_name_file(path):
            return _upgraded(path, migrations)
    finally:
        lock.release()


def _upgraded(path: Path, migrations: Migrations) -> Upgraded:
    try:
        return _upgrade(path, migrations)
    except DATABASE_ERRORS as error:
        raise store_unavailable(error) from None


def _upgrade(path: Path, migrations: Migrations) -> Upgraded:
    engine = writing_engine(path, {})
    try:
        with engine.connect() as connection:
            new = is_new(connection)
            if not new:
                require_ours(connection)
            before, pending = current(connection), migrations.is_pending(connection)
        copy = backup(path, _free_name(path, before)) if pending and not new else None
        if pending:
            with engine.begin() as connection:
                migrations.upgrade(connection)
        return Upgraded(before=before, after=migrations.head() if pending else before, backup=copy)
    finally:
        engine.dispose()


def backup_store(url: str, data_dir: Path, target: Path) -> Path:
    """Write a complete copy of the database of a deployment, also while it is in use.

    Raises:
        InvalidValue: The URL names no database that can be used.
        NotFound: There is no such database, or no `pg_dump`.
        StoreUnavailable: The copy exists already or cannot be written.
    """
    if _is_postgres(url):
        from tocsin.store.postgres_admin import dump

        return dump(url, target)
    return backup(sqlite_path(url, data_dir), target)


def backup(database: Path, target: Path) -> Path:
    """Write a complete, compact copy of a database, also while it is in use; mode 0600.

    Raises:
        NotFound: There is no such database.
        StoreUnavailable: The copy exists already or cannot be written.
    """
    if not database.is_file():
        raise NotFound(f"There is no database {database}.")
    try:
        target.touch(mode=0o600, exist_ok=False)
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
    except FileExistsError:
        raise StoreUnavailable(f"{target} is there already: choose another name.") from None
    except OSError as error:
        target.unlink(missing_ok=True)
        raise StoreUnavailable(f"{target} could not be written: {error.strerror}.") from None
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise StoreUnavailable(f"{database} was not copied to {target}: {error}.") from None
    return target


def _free_name(path: Path, revision: str | None) -> Path:
    """Beside the database, named for its revision; an earlier backup is never written over."""
    stem = f"{path.name}.revision-{revision}"
    names = (path.with_name(f"{stem}.{number}.backup") for number in count(1))
    return next(name for name in names if not name.exists())


def _is_postgres(url: str) -> bool:
    """Whether PostgreSQL is meant.

    Raises:
        InvalidValue: It is, and what speaks to it is not installed.
    """
    if not url.startswith(_POSTGRES):
        return False
    if find_spec("psycopg") is None:
        raise InvalidValue("PostgreSQL needs one more library: pip install 'tocsin[postgres]'.")
    return True


def shown_place(url: str, data_dir: Path) -> str:
    """Return where a database is without its password: a file, or a server.

    Raises:
        InvalidValue: As `open_store`.
    """
    if _is_postgres(url):
        from tocsin.store.postgres_address import shown_address

        return shown_address(url)
    return str(sqlite_path(url, data_dir).absolute())


def sqlite_path(url: str, data_dir: Path) -> Path:
    """Return the file of a SQLite URL.

    Raises:
        InvalidValue: It is no SQLite file. The URL is not repeated: it may hold a password.
    """
    if not url:
        return data_dir / FILE
    name = next((url.removeprefix(start) for start in _SCHEMES if url.startswith(start)), "")
    if name in ("", ":memory:"):
        raise InvalidValue('This database cannot be used; write "sqlite:///data/tocsin.db".')
    return data_dir / name
