"""What an administrator does with a database of PostgreSQL: upgrade it, back it up."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL

from tocsin.errors import NotFound, StoreUnavailable
from tocsin.store.faults import DATABASE_ERRORS, unavailable
from tocsin.store.migrate import Migrations, current, is_new, require_ours, take_turn
from tocsin.store.postgres import postgres_url, writing_engine

PROGRAM = "pg_dump"


def upgrade_postgres(url: str, migrations: Migrations) -> tuple[str | None, str | None]:
    """Run the missing migrations, all or none; returns the revisions before and after.

    Raises:
        InvalidValue, StoreTooNew, StoreUnavailable: As `open_postgres`.
    """
    engine = writing_engine(url, {})
    try:
        with engine.begin() as connection:
            take_turn(connection)
            if not is_new(connection):
                require_ours(connection)
            before = current(connection)
            if not migrations.is_pending(connection):
                return before, before
            migrations.upgrade(connection)
            return before, migrations.head()
    except DATABASE_ERRORS as error:
        raise unavailable(error) from None
    finally:
        engine.dispose()


def dump(url: str, target: Path) -> Path:
    """Let `pg_dump` write a whole copy, also while the database is in use; mode 0600.

    Raises:
        InvalidValue: The URL cannot be used.
        NotFound: There is no `pg_dump` here; the sentence has the command to type.
        StoreUnavailable: The copy exists already or cannot be written.
    """
    address = postgres_url(url)
    shown = _without_password(address).render_as_string()
    command = [PROGRAM, "--format=custom", f"--file={target}", f"--dbname={shown}"]
    if shutil.which(PROGRAM) is None:
        raise NotFound(
            f"{PROGRAM} is not installed here. Where it is, type: {shlex.join(command)} "
            "(it asks for the password, or takes it from PGPASSWORD)."
        )
    _make_private(target)
    password = {"PGPASSWORD": str(address.password)} if address.password else {}
    done = subprocess.run(
        [*command, "--no-password"],
        env={**os.environ, **password},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        target.unlink(missing_ok=True)
        said = done.stderr.strip().splitlines()[:1] or [f"it ended with {done.returncode}"]
        raise StoreUnavailable(f"The backup {target} could not be written: {said[0]}")
    return target


def _without_password(address: URL) -> URL:
    return URL.create(
        "postgresql",
        username=address.username,
        host=address.host,
        port=address.port,
        database=address.database,
        query=address.query,
    )


def _make_private(target: Path) -> None:
    try:
        target.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise StoreUnavailable(f"{target} is there already: choose another name.") from None
    except OSError as error:
        raise StoreUnavailable(f"The backup {target} could not be written: {error}.") from None
