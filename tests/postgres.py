"""A PostgreSQL of our own for tests: a unix socket in a private folder, a database for each test.

PostgreSQL refuses to run as root, so as root its programs run as the user `postgres`; Python stays
who it is. Nothing listens on a port.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import IO

import psycopg
import pytest
from psycopg import sql

BINARIES = Path("/usr/lib/postgresql")
OWNER = "postgres"
ROLE = "tocsin"
START_S = 120  # a guard against one that hangs; on a busy machine initdb takes its time
# What need not outlive a power cut lies in memory, and in little of it.
RAM = Path("/dev/shm")
UNSAFE = {
    "fsync": "off",
    "full_page_writes": "off",
    "min_wal_size": "32MB",
    "max_wal_size": "64MB",
}
# Not byte by byte: an order by text that forgets its collation is seen here.
LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en")


def binaries() -> Path | None:
    """The folder of `initdb` and `pg_ctl`, the newest version first."""
    found = shutil.which("initdb")
    installed = sorted(BINARIES.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    chosen = installed[-1] if installed else Path(found) if found else None
    return chosen.parent if chosen else None


def need_binaries() -> Path:
    """The same; the test is skipped without them, and fails where TOCSIN_CI=1."""
    folder = binaries()
    if folder is None and os.environ.get("TOCSIN_CI") == "1":
        pytest.fail("PostgreSQL is missing, and TOCSIN_CI=1 asks for every counterpart")
    if folder is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt install postgresql)")
    return folder


class Cluster:
    """A running PostgreSQL. `durable`: with fsync, for tests that end it in the middle."""

    def __init__(self, binaries: Path, *, durable: bool = False) -> None:
        self._binaries = binaries
        self._numbers = count(1)
        ram = RAM if RAM.is_dir() and not durable else None
        self.folder = Path(tempfile.mkdtemp(prefix="tocsin-pg-", dir=ram))
        self._settings = {"listen_addresses": "''", "unix_socket_directories": str(self.folder)}
        if not durable:
            self._settings |= UNSAFE
        if os.geteuid() == 0:
            shutil.chown(self.folder, OWNER, OWNER)
        self._data = self.folder / "data"
        try:
            self._run("initdb", "-D", str(self._data), "-A", "trust", "-U", ROLE, *_INITDB)
            self.start()
        except BaseException:
            shutil.rmtree(self.folder)
            raise

    def url(self, database: str) -> str:
        """What a deployment writes into its config."""
        return f"postgresql://{ROLE}@/{database}?host={self.folder}"

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A connection from outside, each statement a transaction of its own."""
        return psycopg.connect(self.url(database), autocommit=True)

    def new_database(self, template: str = "template1") -> str:
        """Make a database; returns its name."""
        name = f"t{next(self._numbers)}"
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with self.connect() as connection:
            connection.execute(made.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop_database(self, name: str) -> None:
        """Let go of its disk space, whoever still uses it."""
        dropped = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        with self.connect() as connection:
            connection.execute(dropped.format(sql.Identifier(name)))

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = " ".join(f"-c {name}={value}" for name, value in self._settings.items())
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self._data), "-w", "-l", log, "-o", options, "start")

    def stop_immediate(self) -> None:
        """As if its power went: no checkpoint, every connection cut."""
        self._run("pg_ctl", "-D", str(self._data), "-w", "-m", "immediate", "stop")

    def restart_immediate(self) -> None:
        """End it so, and start it again; it recovers from its log."""
        self.stop_immediate()
        self.start()

    def close(self) -> None:
        """End it, if it runs, and remove its folder."""
        if (self._data / "postmaster.pid").exists():
            self.stop_immediate()
        shutil.rmtree(self.folder)

    def _run(self, program: str, *words: str) -> None:
        with (self.folder / "output").open("ab") as output:
            done = self._ended(program, words, output)
        if done.returncode:
            said = "".join(
                (self.folder / name).read_text(errors="replace")[-2000:]
                for name in ("output", "log")
                if (self.folder / name).exists()
            )
            raise RuntimeError(f"{program} ended with {done.returncode}: {said}")

    def _ended(
        self, program: str, words: tuple[str, ...], output: IO[bytes]
    ) -> subprocess.CompletedProcess[bytes]:
        # The server keeps what it was given to write into: a file, never a pipe.
        return subprocess.run(
            [*_as_owner(), str(self._binaries / program), *words],
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=START_S,
            env=_environment(),
            cwd="/",
            check=False,
        )


_INITDB = ("--no-sync", "--no-instructions", *LOCALE)


def _as_owner() -> tuple[str, ...]:
    if os.geteuid() != 0:
        return ()
    owner = pwd.getpwnam(OWNER)
    return ("setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups")


def _environment() -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C.UTF-8"}


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """A cluster that is gone afterwards."""
    made = Cluster(need_binaries(), durable=durable)
    try:
        yield made
    finally:
        made.close()
