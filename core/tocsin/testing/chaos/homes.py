"""Where the rows are while processes come and go."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from tocsin.errors import StoreUnavailable
from tocsin.store.contract import Store
from tocsin.store.faults import DATABASE_ERRORS
from tocsin.store.memory import MemoryStore
from tocsin.store.memory_tables import Tables
from tocsin.store.sql import SqlStore
from tocsin.store.sqlite import open_sqlite, reading_engine, writing_engine
from tocsin.testing.chaos.plan import DatabaseFault

MEMORY_DISK = Path("/dev/shm")
SUFFIXES = ("", "-wal", "-shm")
_, DRIVER_ERROR, *_ = DATABASE_ERRORS
SENTENCES: Mapping[DatabaseFault, str] = {
    "lost": "disk I/O error",
    "full": "database or disk is full",
    "read-only": "attempt to write a readonly database",
    "locked": "database is locked",
}


class Home(Protocol):
    """The rows of one run."""

    def open(self) -> Store:
        """A store for a process that starts now."""
        ...

    def died(self) -> None:
        """The only process has died; what it had not committed is gone."""
        ...

    def eye(self) -> Store:
        """A store to look at what is committed; nothing is injected there."""
        ...

    def error(self, fault: DatabaseFault) -> Exception:
        """What a statement raises when the database fails so."""
        ...

    def close(self) -> None:
        """Forget the rows."""
        ...


class MemoryHome:
    """Rows in dictionaries; every process has a store object of its own over them."""

    def __init__(self) -> None:
        """Empty."""
        self._tables = Tables()
        self._eye = MemoryStore(self._tables)

    def open(self) -> Store:
        """A further store over the same rows."""
        return MemoryStore(self._tables)

    def died(self) -> None:
        """Nothing but the tables was ever kept."""

    def eye(self) -> Store:
        """One more store over the same rows."""
        return self._eye

    def error(self, fault: DatabaseFault) -> Exception:
        """Memory has no driver: what callers would be told in the end."""
        return StoreUnavailable(SENTENCES[fault])

    def close(self) -> None:
        """The garbage collector's work."""


class SqliteFiles:
    """A folder for the databases of many runs, one after the other.

    Migrating an empty file and compiling statements take longer than a run: both are done once.
    """

    def __init__(self, folder: Path) -> None:
        """Make the empty database every run begins with."""
        self._path = folder / "run.db"
        self._blank = folder / "blank.db"
        open_sqlite(self._blank).close()
        self._writing = writing_engine(self._path, {"synchronous": "OFF"})
        self._reading = reading_engine(self._path)

    @contextmanager
    def home(self) -> Iterator[SqliteHome]:
        """The rows of one run; they are gone afterwards."""
        self.put({"": self._blank.read_bytes()})
        home = SqliteHome(self)
        try:
            yield home
        finally:
            home.close()

    def store(self) -> SqlStore:
        """A store over the file as it lies there."""
        return SqlStore(writing=self._writing, reading=self._reading, on_close=lambda: None)

    def files(self) -> Mapping[str, bytes]:
        """What a crash would leave behind now: the database and its journal."""
        paths = {suffix: Path(f"{self._path}{suffix}") for suffix in SUFFIXES[:2]}
        return {suffix: path.read_bytes() for suffix, path in paths.items() if path.exists()}

    def put(self, files: Mapping[str, bytes]) -> None:
        """Lay these files in place of those that are there."""
        for suffix in SUFFIXES:
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)
        for suffix, content in files.items():
            Path(f"{self._path}{suffix}").write_bytes(content)


class SqliteHome:
    """Rows in a file. After a crash it is opened as the crash left it, journal and all.

    Several replicas share one store object, as the threads of a process do: a file has one writer.
    """

    def __init__(self, files: SqliteFiles) -> None:
        """Over the file that lies there."""
        self._files = files
        self._store = files.store()

    def open(self) -> Store:
        """The one store of the file."""
        return self._store

    def died(self) -> None:
        """Open the file anew as the process left it; its store ends without a say."""
        left = self._files.files()
        self._store.close()
        self._files.put(left)
        self._store = self._files.store()

    def eye(self) -> Store:
        """The one store of the file."""
        return self._store

    def error(self, fault: DatabaseFault) -> Exception:
        """An error of the driver, which the store must turn into a sentence."""
        return DRIVER_ERROR(SENTENCES[fault])

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is gone afterwards; in memory where the system has such a place."""
    place = MEMORY_DISK if MEMORY_DISK.is_dir() else None
    with TemporaryDirectory(prefix="tocsin-chaos-", dir=place) as folder:
        yield Path(folder)
        shutil.rmtree(folder, ignore_errors=True)
