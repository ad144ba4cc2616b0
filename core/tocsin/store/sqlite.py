"""SQLite: durable at every commit, one writing process, readers on snapshots beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

from tocsin.errors import NotFound, StoreUnavailable
from tocsin.store.database_errors import DATABASE_ERRORS, store_unavailable
from tocsin.store.migrate import SHIPPED, Migrations
from tocsin.store.projection_cache import ProjectionCache
from tocsin.store.sql import SqlReader, SqlStore
from tocsin.store.sql_batch import DialectTexts
from tocsin.store.sql_lane_statements import DROP_LEASES
from tocsin.store.write_lock import WriteLock

# FULL: with NORMAL a power cut loses commits that were acknowledged.
WRITING = {
    "busy_timeout": "1000",
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "cache_size": "-32000",  # KiB: the pages of an incident storm, which 2 MiB do not hold
}
READING = {"busy_timeout": "1000", "query_only": "ON"}


def open_sqlite(
    path: Path,
    *,
    pragmas: Mapping[str, str] | None = None,
    migrations: Migrations = SHIPPED,
    language: DialectTexts | None = None,
) -> SqlStore:
    """Open a database for writing; a new one is made, with file mode 0600.

    The lock proves that no other process is at work, so the leases left behind are dropped.

    Args:
        path: The database file.
        pragmas: SQLite settings of the writing connection, over those of `WRITING`.
        migrations: The history whose newest tables it must have.
        language: Of an earlier store of this kind.

    Raises:
        AlreadyRunning: Another process writes to it.
        StoreTooNew: A newer version wrote it.
        StoreUnavailable: It cannot be opened, or a migration is pending.
    """
    require_file(path)
    lock = WriteLock(path)
    try:
        make_private(path)
        writing = writing_engine(path, pragmas or {})
        with errors_name_file(path):
            migrations.prepare(writing)
            _drop_leases(writing)
    except BaseException:
        lock.release()
        raise
    return SqlStore(
        writing=writing, reading=reading_engine(path), on_close=lock.release, language=language
    )


def _drop_leases(engine: Engine) -> None:
    try:
        with engine.begin() as connection:
            connection.execute(DROP_LEASES)
    except DATABASE_ERRORS as error:
        raise store_unavailable(error) from None


def open_readonly(path: Path, *, migrations: Migrations = SHIPPED) -> SqlReader:
    """Open a database to read it beside the process that writes it (export, verify, check).

    Raises:
        NotFound: There is no such file.
        StoreTooNew: A newer version wrote it.
        StoreUnavailable: It cannot be read, or a migration is pending.
    """
    if not path.is_file():
        raise NotFound(f"There is no database {path}.")
    uri = f"file:{quote(str(path.resolve()))}?mode=ro"
    engine = _engine(lambda: _connect(uri, uri=True), READING, "BEGIN", QueuePool)
    with errors_name_file(path):
        migrations.require_readable(engine)
    return SqlReader(engine, ProjectionCache(), on_close=lambda: None)


@contextmanager
def errors_name_file(path: Path) -> Iterator[None]:
    """Name the file in the errors raised within the `with`.

    Raises:
        StoreUnavailable: As the body, with the file in front.
    """
    try:
        yield
    except StoreUnavailable as error:
        raise StoreUnavailable(f"{path}: {error}") from None


def require_file(path: Path) -> None:
    """Refuse a folder or a device, before anything of it is touched.

    Raises:
        StoreUnavailable: Something is there that is no file.
    """
    if path.exists() and not path.is_file():
        raise StoreUnavailable(f"{path} is no file: a database needs one of its own.")


def make_private(path: Path) -> None:
    """Make the file if it is not there; only its owner may read what we make.

    Raises:
        StoreUnavailable: It cannot be made.
    """
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        return  # whoever made it chose who may read it
    except OSError as error:
        raise store_unavailable(error) from None


def writing_engine(path: Path, pragmas: Mapping[str, str]) -> Engine:
    """Return an engine whose transactions take the write lock of the database at once."""
    return _engine(lambda: _connect(path), {**WRITING, **pragmas}, "BEGIN IMMEDIATE", NullPool)


def reading_engine(path: Path) -> Engine:
    """Return an engine whose connections see snapshots and cannot write."""
    return _engine(lambda: _connect(path), READING, "BEGIN", QueuePool)


def _connect(database: Path | str, *, uri: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(
        database, uri=uri, isolation_level=None, check_same_thread=False, cached_statements=256
    )


def _engine(
    connect: Callable[[], sqlite3.Connection],
    pragmas: Mapping[str, str],
    begin: str,
    pool: type[NullPool] | type[QueuePool],
) -> Engine:
    engine = create_engine("sqlite://", creator=connect, poolclass=pool, hide_parameters=True)

    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        for name, value in pragmas.items():
            connection.execute(f"PRAGMA {name}={value}")

    def begin_so(connection: Connection) -> None:
        # On the driver itself: with every transaction, it is worth to go no way around.
        cursor = connection.connection.cursor()
        cursor.execute(begin)
        cursor.close()

    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", begin_so)
    return engine
