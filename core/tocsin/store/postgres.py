"""The store on PostgreSQL: any number of processes, readers on snapshots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import psycopg
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

from tocsin.errors import StoreUnavailable
from tocsin.store.database_errors import DATABASE_ERRORS, store_unavailable
from tocsin.store.migrate import SHIPPED, Migrations
from tocsin.store.postgres_address import postgres_url
from tocsin.store.postgres_clock import DatabaseClock
from tocsin.store.postgres_listen import NotificationListener
from tocsin.store.projection_cache import ProjectionCache
from tocsin.store.sql import SqlReader, SqlStore
from tocsin.store.sql_batch import DialectTexts
from tocsin.store.writer import RetryLimits

# What a session is told when it begins, over whatever role and database are set to. Nobody waits
# long for a row; a process that stops in the middle holds nothing for long.
_EVERY: Final = {"client_encoding": "UTF8", "statement_timeout": "10s"}
WRITING: Final = _EVERY | {
    "synchronous_commit": "on",
    "default_transaction_isolation": r"read\ committed",
    "default_transaction_read_only": "off",
    "lock_timeout": "100ms",
    "idle_in_transaction_session_timeout": "5s",
}
READING: Final = _EVERY | {
    "default_transaction_isolation": r"repeatable\ read",
    "default_transaction_read_only": "on",
    "idle_in_transaction_session_timeout": "30s",
}
# Of the connection itself; what the URL says goes before these.
_CONNECTING: Final = {
    "connect_timeout": "3",
    "target_session_attrs": "primary",
    "application_name": "tocsin",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
PATIENCE: Final = RetryLimits(usual=3.0, urgent=10.0)
READERS, MORE_READERS, READER_WAIT_S = 5, 11, 5.0


class PostgresStore(SqlStore):
    """A `Store` that shares its database with other processes."""

    def __init__(
        self,
        *,
        writing: Engine,
        reading: Engine,
        clock: DatabaseClock,
        patience: RetryLimits,
        language: DialectTexts | None = None,
    ) -> None:
        super().__init__(
            writing=writing,
            reading=reading,
            on_close=_nothing_else,
            shift=clock.shift,
            patience=patience,
            language=language,
        )
        self._clock = clock
        self._listener = NotificationListener(writing, clock)

    def listen(self, heard: Callable[[], None]) -> None:
        """Call `heard` when another process made something due soon."""
        self._listener.start(heard)

    def clock_offset(self) -> float | None:
        """Return the seconds the database's clock was ahead of ours when last read."""
        return self._clock.offset

    def close(self) -> None:
        """Finish what was submitted and close the database."""
        self._listener.close()
        super().close()


def open_postgres(
    url: str,
    *,
    clock: Callable[[], datetime] | None = None,
    migrations: Migrations = SHIPPED,
    settings: Mapping[str, str] | None = None,
    patience: RetryLimits = PATIENCE,
    language: DialectTexts | None = None,
) -> PostgresStore:
    """Open a database for writing, beside others who do; an empty one gets its tables.

    Args:
        url: `postgresql://user:password@host/database`.
        clock: Our own; None = it is not compared with the database's.
        migrations: The history whose newest tables it must have.
        settings: PostgreSQL settings of the writing session, over those of `WRITING`.
        patience: How long a unit waits for others, or for a database that comes back.
        language: Of an earlier store of this kind.

    Raises:
        InvalidValue: The URL cannot be used; it is not repeated.
        StoreTooNew: A newer version wrote it.
        StoreUnavailable: It cannot be used, or a migration is pending, or the clocks differ.
    """
    writing = writing_engine(url, settings or {})
    offset = DatabaseClock(clock)
    try:
        _require_unicode(writing)
        offset.require_alike(writing)
        migrations.prepare(writing)
    except BaseException:
        writing.dispose()
        raise
    reading = _reading_engine(url)
    return PostgresStore(
        writing=writing, reading=reading, clock=offset, patience=patience, language=language
    )


def open_postgres_readonly(url: str, *, migrations: Migrations = SHIPPED) -> SqlReader:
    """Open a database to read it beside the processes that write it (export, verify, check).

    Raises:
        InvalidValue, StoreTooNew, StoreUnavailable: As `open_postgres`.
    """
    engine = _reading_engine(url)
    try:
        migrations.require_readable(engine)
    except BaseException:
        engine.dispose()
        raise
    return SqlReader(engine, ProjectionCache(), on_close=_nothing_else)


def writing_engine(url: str, settings: Mapping[str, str]) -> Engine:
    """Return an engine for one connection that is kept by whoever made it.

    Raises:
        InvalidValue: The URL cannot be used.
    """
    return _engine(url, {**WRITING, **settings}, poolclass=NullPool)


def _reading_engine(url: str) -> Engine:
    return _engine(
        url,
        READING,
        poolclass=QueuePool,
        pool_size=READERS,
        max_overflow=MORE_READERS,
        pool_timeout=READER_WAIT_S,
    )


def _engine(url: str, settings: Mapping[str, str], **pooling: object) -> Engine:
    parts = postgres_url(url)
    given = parts.query.get("options", "")
    options = [given if isinstance(given, str) else " ".join(given)]
    options += [f"-c {name}={value}" for name, value in settings.items()]
    connecting = {name: value for name, value in _CONNECTING.items() if name not in parts.query}
    engine = create_engine(
        parts.difference_update_query(["options"]),
        connect_args={**connecting, "options": " ".join(options).strip()},
        hide_parameters=True,
        **pooling,
    )
    event.listen(engine, "connect", _keep_no_nul)
    return engine


class _NoNul(StrDumperUnknown):
    """PostgreSQL's texts hold no NUL: it becomes the sign for what cannot be shown."""

    def dump(self, obj: str) -> bytes | bytearray | memoryview | None:
        return super().dump(obj.replace("\x00", "\N{REPLACEMENT CHARACTER}"))


def _keep_no_nul(connection: psycopg.Connection[object], _record: object) -> None:
    connection.adapters.register_dumper(str, _NoNul)


def _require_unicode(engine: Engine) -> None:
    try:
        with engine.connect() as connection:
            encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    except DATABASE_ERRORS as error:
        raise store_unavailable(error) from None
    if encoding != "UTF8":
        raise StoreUnavailable(
            f"The database keeps texts as {encoding}: make one with ENCODING 'UTF8'."
        )


def _nothing_else() -> None:
    """No lock is held."""
