"""Upgrades and dumps a PostgreSQL database."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from tocsin.errors import NotFound, StoreUnavailable
from tocsin.store.database_errors import DATABASE_ERRORS, store_unavailable
from tocsin.store.migrate import Migrations, current, is_new, require_ours, take_turn
from tocsin.store.postgres import writing_engine
from tocsin.store.postgres_address import (
    key_password_of,
    password_of,
    postgres_url,
    without_secrets,
)

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
        raise store_unavailable(error) from None
    finally:
        engine.dispose()


def dump(url: str, target: Path) -> Path:
    """Write a whole copy with `pg_dump`, also while the database is in use; mode 0600.

    No password stands among its arguments, which every user of the machine can read: it gets
    that by its environment, and that of a client's key by a file of its own.

    Raises:
        InvalidValue: The URL cannot be used.
        NotFound: There is no `pg_dump` here; the sentence has the command to type.
        StoreUnavailable: The copy exists already or cannot be written.
    """
    address = postgres_url(url)
    shown = without_secrets(address).render_as_string()
    command = [PROGRAM, "--format=custom", f"--file={target}", f"--dbname={shown}"]
    if shutil.which(PROGRAM) is None:
        raise NotFound(
            f"{PROGRAM} is not installed here. Where it is, type: {shlex.join(command)} "
            "(it asks for the password, or takes it from PGPASSWORD)."
        )
    _make_private(target)
    if why := _dump_failure(command, address):
        target.unlink(missing_ok=True)
        raise StoreUnavailable(f"The backup {target} could not be written: {why}")
    return target


def _dump_failure(command: list[str], address: URL) -> str:
    """Run it with the passwords of the address; return why it failed, or ""."""
    with _passwords(address) as more:
        done = subprocess.run(
            [*command[:-1], f"--dbname={_with(address, more.query)}", "--no-password"],
            env={**os.environ, **more.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    said = done.stderr.strip().splitlines()[:1] or [f"it ended with {done.returncode}"]
    return said[0] if done.returncode else ""


def _with(address: URL, query: Mapping[str, str]) -> str:
    return without_secrets(address).update_query_dict(query).render_as_string()


@dataclass(frozen=True, kw_only=True)
class _Passwords:
    """How `pg_dump` gets them: by variables, and by what the address must say besides."""

    environment: Mapping[str, str]
    query: Mapping[str, str]


@contextmanager
def _passwords(address: URL) -> Iterator[_Passwords]:
    plain, of_key = password_of(address), key_password_of(address)
    environment = {"PGPASSWORD": plain} if plain else {}
    if not of_key:
        yield _Passwords(environment=environment, query={})
        return
    with tempfile.NamedTemporaryFile("w", prefix="tocsin-", suffix=".conf") as file:
        file.write(f"[tocsin]\nsslpassword={of_key}\n")
        file.flush()
        environment["PGSERVICEFILE"] = file.name
        yield _Passwords(environment=environment, query={"service": "tocsin"})


def _make_private(target: Path) -> None:
    try:
        target.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise StoreUnavailable(f"{target} is there already: choose another name.") from None
    except OSError as error:
        raise StoreUnavailable(f"The backup {target} could not be written: {error}.") from None
