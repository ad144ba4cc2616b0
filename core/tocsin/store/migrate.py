"""Bringing a database to the tables of this version, and refusing one that is too new."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, select

from tocsin.errors import StoreTooNew, StoreUnavailable
from tocsin.store.faults import DATABASE_ERRORS, unavailable
from tocsin.store.tables import META

# A database stamps the lowest reader that understands it (`meta.min_reader`); this is ours.
READER = 1


def head() -> str:
    """The revision this version works with."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        raise StoreUnavailable("This installation has no migrations; install it again.")
    return revision


def current(connection: Connection) -> str | None:
    """The revision of a database; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection) -> None:
    """Run every migration that is missing, inside the transaction of this connection.

    Raises:
        StoreTooNew: A newer version wrote it.
    """
    require_not_newer(connection)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def is_pending(connection: Connection) -> bool:
    """Whether a migration of this version is missing.

    A revision this version does not know is a newer one that still allows older readers.
    """
    found = current(connection)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return found is None or (found in known and found != head())


def prepare(engine: Engine) -> None:
    """Make the tables of a new database; refuse one this version cannot work with.

    Raises:
        StoreTooNew: A newer version wrote it.
        StoreUnavailable: It cannot be used, or a migration is pending.
    """
    try:
        with engine.begin() as connection:
            if inspect(connection).get_table_names():
                require_current(connection)
            else:
                upgrade(connection)
    except DATABASE_ERRORS as error:
        raise unavailable(error) from None


def require_readable(engine: Engine) -> None:
    """Refuse a database this version cannot read.

    Raises:
        StoreTooNew: A newer version wrote it.
        StoreUnavailable: It cannot be read, or a migration is pending.
    """
    try:
        with engine.connect() as connection:
            require_current(connection)
    except DATABASE_ERRORS as error:
        raise unavailable(error) from None


def require_current(connection: Connection) -> None:
    """Refuse a database that is too new or not yet upgraded.

    Raises:
        StoreTooNew: A newer version wrote it.
        StoreUnavailable: A migration is pending.
    """
    require_not_newer(connection)
    if is_pending(connection):
        raise StoreUnavailable(
            "The database is of an older version: stop Tocsin and run `tocsin db upgrade`."
        )


def require_not_newer(connection: Connection) -> None:
    """Refuse a database whose lowest allowed reader is newer than this version.

    Raises:
        StoreTooNew: It is.
    """
    if not inspect(connection).has_table(META.name):
        return
    stamp = connection.execute(select(META.c.value).where(META.c.key == "min_reader")).scalar()
    if stamp is not None and int(stamp) > READER:
        raise StoreTooNew(
            f"A newer Tocsin wrote this database (it wants reader {stamp}, this one is {READER}): "
            "install that version, or restore a backup."
        )


def _config() -> Config:
    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
