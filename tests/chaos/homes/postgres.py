"""Rows in a database of PostgreSQL made for each run; faults are the server's own.

The server is told what to do by `psql`, from outside of the stores under trial.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import IO
from urllib.parse import urlsplit, urlunsplit

from tests.chaos.homes import SENTENCES
from tests.chaos.plan import DatabaseFault
from tocsin.errors import StoreUnavailable
from tocsin.store.contract import ReadTx, Store, Tx
from tocsin.store.database_errors import DATABASE_ERRORS
from tocsin.store.migrate import SHIPPED, Migrations
from tocsin.store.postgres import PostgresStore, open_postgres
from tocsin.store.writer import RetryLimits

PROGRAM = "psql"
TEMPLATE = "tocsin_chaos"
LOOKS = 5000
DONE = "-- done --"
REFUSALS = ("ERROR", "FATAL", "psql: error")
# A connection that was cut is made anew at once: the server is there, and waiting is not virtual.
SHORT = RetryLimits(usual=0.2, urgent=0.4, pause=0.0)
CODES: Mapping[DatabaseFault, str] = {"full": "53100", "read-only": "25006", "locked": "55P03"}
DRIVER_ERROR = DATABASE_ERRORS[1]


class Trusted(Migrations):
    """Databases made from a template that is known to have the tables."""

    def prepare(self, engine: object) -> None:
        """They are there."""


class Psql:
    """A `psql` that runs one statement after the other."""

    def __init__(self, url: str) -> None:
        """Connected to this database. Raises StoreUnavailable where there is no `psql`."""
        if shutil.which(PROGRAM) is None:
            raise StoreUnavailable(f"{PROGRAM} is not installed here.")
        self._process = subprocess.Popen(
            [PROGRAM, "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, statement: str) -> list[str]:
        """The lines it answers.

        Raises:
            StoreUnavailable: The server refused it, or is not there.
        """
        if self._process.stdin is None or self._process.stdout is None:
            raise StoreUnavailable("psql has no pipes.")
        try:
            self._process.stdin.write(f"{statement};\n\\echo {DONE}\n")
            self._process.stdin.flush()
        except OSError:
            raise StoreUnavailable("psql cannot reach the server of this URL.") from None
        lines = list(self._answer(self._process.stdout))
        refused = [line for line in lines if line.startswith(REFUSALS)]
        if refused:
            raise StoreUnavailable(refused[0])
        return lines

    def _answer(self, told: IO[str]) -> Iterator[str]:
        """Up to the mark, or to the end where `psql` ended."""
        for line in told:
            if line.rstrip() == DONE:
                return
            yield line.strip()

    def close(self) -> None:
        """End it."""
        self._process.communicate("\\q\n")


class PostgresServer:
    """A server on which databases can be made and dropped.

    Args:
        url: Of any database there, for a role that may make databases.
    """

    def __init__(self, url: str, name: str) -> None:
        """Make the empty database every run begins with; `name` is of this process alone."""
        self._url = url
        self._template = f"{TEMPLATE}_{name}"
        self._numbers = count(1)
        self._psql = Psql(url)
        try:
            self._drop(self._template)
            self._psql.run(f"CREATE DATABASE {self._template} ENCODING 'UTF8' TEMPLATE template0")
            store = open_postgres(self.url(self._template))
            store.close()
            self.language = store.language
        except BaseException:
            self._psql.close()
            raise

    def url(self, database: str) -> str:
        """The URL of another database of the server."""
        return urlunsplit(urlsplit(self._url)._replace(path=f"/{database}"))

    def _drop(self, database: str) -> None:
        self.cut(database)
        self._psql.run(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    @contextmanager
    def home(self) -> Iterator[PostgresHome]:
        """The rows of one run; they are gone afterwards."""
        name = f"{self._template}_{next(self._numbers)}"
        self._psql.run(f"CREATE DATABASE {name} TEMPLATE {self._template} STRATEGY FILE_COPY")
        home = PostgresHome(self, name)
        try:
            yield home
        finally:
            home.close()
            self._drop(name)

    def cut(self, database: str) -> None:
        """Cut every connection to a database, in the middle of whatever they do.

        It looks every millisecond whether they are gone; what the server offers for that, and
        `DROP DATABASE` itself, would look again after 100.
        """
        there = (
            "FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
            f"AND datname = '{database}' AND backend_type = 'client backend'"
        )
        self._psql.run(
            f"DO $$ BEGIN PERFORM pg_terminate_backend(pid) {there}; "
            f"FOR look IN 1 .. {LOOKS} LOOP PERFORM pg_stat_clear_snapshot(); "
            f"EXIT WHEN NOT EXISTS (SELECT {there}); PERFORM pg_sleep(0.001); END LOOP; END $$"
        )

    def close(self) -> None:
        """Leave nothing behind."""
        self._drop(self._template)
        self._psql.close()


class PostgresHome:
    """One database; each process has a store, with connections, of its own."""

    def __init__(self, server: PostgresServer, name: str) -> None:
        """The tables are there, and empty."""
        self._server = server
        self._name = name
        self._open: list[PostgresStore] = []
        self._eye = self._opened()

    def _opened(self) -> PostgresStore:
        url, tables = self._server.url(self._name), Trusted(folder=SHIPPED.folder)
        store = open_postgres(
            url, migrations=tables, patience=SHORT, language=self._server.language
        )
        self._open.append(store)
        return store

    def open(self) -> Store:
        """A further store."""
        return self._opened()

    def died(self) -> bool:
        """What is in the database stays, leases too."""
        return False

    def eye(self) -> Store:
        """One more store."""
        return self._eye

    def fail(self, fault: DatabaseFault, tx: Tx | ReadTx) -> None:
        """Let the server itself fail: a statement with its error code, or every connection cut."""
        if fault == "lost":
            self._server.cut(self._name)
            return
        raising = f"RAISE EXCEPTION 'on purpose' USING ERRCODE = '{CODES[fault]}'"
        # The one way into the transaction of a unit: the connection of the store's own.
        vars(tx)["_c"].run(f"DO $$ BEGIN {raising}; END $$")

    def away(self, fault: DatabaseFault) -> Exception:
        """A stand-in that the store does not try to outwait: waiting is not virtual."""
        return DRIVER_ERROR(SENTENCES[fault])

    def close(self) -> None:
        """Let go of every connection."""
        for store in self._open:
            store.close()
