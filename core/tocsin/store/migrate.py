"""Migrates a database to this version's tables, and refuses one that is too new.

alembic is imported only where a migration may be missing: at most starts none is, and with all the
dialects it knows it would take longer than opening the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, column, inspect, select, table

from tocsin.errors import StoreTooNew, StoreUnavailable
from tocsin.store.database_errors import DATABASE_ERRORS, store_unavailable
from tocsin.store.tables import META

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

VERSIONS: Final = table("alembic_version", column("version_num"))
"""Where alembic keeps the revision of a database."""
# A database stamps the lowest reader that understands it (`meta.min_reader`); this is ours.
READER = 2


@dataclass(frozen=True, kw_only=True)
class Migrations:
    """The migrations of a folder, as alembic reads it."""

    folder: Path

    def head(self) -> str:
        """Return the newest revision."""
        return str(self._scripts().get_current_head())

    def heads(self) -> tuple[str, ...]:
        """Return the newest revisions; more than one is a mistake of ours."""
        return tuple(self._scripts().get_heads())

    def newest_file(self) -> str:
        """Return the newest revision by the names of the files, which begin with it."""
        files = (self.folder / "versions").glob("[!_]*.py")
        return max((file.stem.partition("_")[0] for file in files), default="")

    def is_pending(self, connection: Connection) -> bool:
        """Return whether a migration is missing.

        A revision that is not in the folder is a newer one that still allows older readers.
        """
        found = current(connection)
        if found == self.newest_file():
            return False
        known = {script.revision for script in self._scripts().walk_revisions()}
        return found is None or (found in known and found != self.head())

    def upgrade(self, connection: Connection) -> None:
        """Run every migration that is missing, inside the transaction of this connection.

        Nobody else does the same meanwhile: `take_turn` comes first.
        """
        from alembic import command

        config = self._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    def prepare(self, engine: Engine) -> None:
        """Create the tables of a new database; refuse one this version cannot write.

        Raises:
            StoreTooNew: A newer version wrote it.
            StoreUnavailable: It cannot be used, or a migration is pending.
        """
        try:
            with engine.begin() as connection:
                take_turn(connection)
                if is_new(connection):
                    self.upgrade(connection)
                else:
                    self._require_current(connection)
        except DATABASE_ERRORS as error:
            raise store_unavailable(error) from None

    def require_readable(self, engine: Engine) -> None:
        """Refuse a database this version cannot read.

        Raises:
            StoreTooNew: A newer version wrote it.
            StoreUnavailable: It cannot be read, or a migration is pending.
        """
        try:
            with engine.connect() as connection:
                self._require_current(connection)
        except DATABASE_ERRORS as error:
            raise store_unavailable(error) from None

    def _require_current(self, connection: Connection) -> None:
        require_ours(connection)
        if self.is_pending(connection):
            raise StoreUnavailable(
                "The database is of an older version: run `tocsin db upgrade` (SQLite: stop Tocsin "
                "before)."
            )

    def _scripts(self) -> ScriptDirectory:
        from alembic.script import ScriptDirectory

        return ScriptDirectory.from_config(self._config())

    def _config(self) -> Config:
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(self.folder).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        return config


SHIPPED = Migrations(folder=Path(__file__).parent / "migrations")


# One turn after the other, however long each takes; for this transaction alone.
_TURN = (
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
    "SET LOCAL lock_timeout = '60s'",
    "SELECT pg_advisory_xact_lock(hashtextextended('tocsin migrations', 0))",
)


def take_turn(connection: Connection) -> None:
    """Lock migrations for this transaction; waits for other processes.

    SQLite has one process at work, by its lock.
    """
    if connection.dialect.name == "postgresql":
        for statement in _TURN:
            connection.exec_driver_sql(statement)


def current(connection: Connection) -> str | None:
    """Return the revision of a database; None for a new one."""
    if not inspect(connection).has_table(VERSIONS.name):
        return None
    found: str | None = connection.execute(select(VERSIONS.c.version_num)).scalar_one_or_none()
    return found


def is_new(connection: Connection) -> bool:
    """Return whether the database has no tables."""
    return not inspect(connection).get_table_names()


def require_ours(connection: Connection) -> None:
    """Refuse a database of something else, or of a version whose tables this one cannot read.

    Raises:
        StoreTooNew: A newer version wrote it.
        StoreUnavailable: It is not one of ours.
    """
    if current(connection) is None:
        raise StoreUnavailable("This is not a database of Tocsin: choose another one.")
    stamp = connection.execute(select(META.c.value).where(META.c.key == "min_reader")).scalar()
    if stamp is not None and int(stamp) > READER:
        raise StoreTooNew(
            f"A newer Tocsin wrote this database (it wants reader {stamp}, this one is {READER}): "
            "install that version, or restore a backup."
        )
