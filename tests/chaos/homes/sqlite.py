"""Rows in a file. After a crash it is opened as the crash left it, journal and all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.chaos.homes import SENTENCES
from tests.chaos.plan import DatabaseFault
from tocsin.store.contract import ReadTx, Store, Tx
from tocsin.store.database_errors import DATABASE_ERRORS
from tocsin.store.sql import SqlStore
from tocsin.store.sqlite import open_sqlite, reading_engine, writing_engine

MEMORY_DISK = Path("/dev/shm")
SUFFIXES = ("", "-wal", "-shm")
FAST = {"synchronous": "OFF"}  # only a power cut could tell
DRIVER_ERROR = DATABASE_ERRORS[1]


class SqliteFiles:
    """A folder for the databases of many runs, one after the other.

    Migrating an empty file takes longer than a run: it is done once.
    """

    def __init__(self, folder: Path) -> None:
        """Make the empty database every run begins with."""
        self.path = folder / "run.db"
        blank = folder / "blank.db"
        store = open_sqlite(blank)
        store.close()
        self.language = store.language
        self._blank = blank.read_bytes()
        self._writing = writing_engine(self.path, FAST)
        self._reading = reading_engine(self.path)

    @contextmanager
    def home(self) -> Iterator[SqliteHome]:
        """The rows of one run; they are gone afterwards."""
        self.put({"": self._blank})
        store = SqlStore(
            writing=self._writing,
            reading=self._reading,
            on_close=lambda: None,
            language=self.language,
        )
        home = SqliteHome(self, store)
        try:
            yield home
        finally:
            home.close()

    def left(self) -> Mapping[str, bytes]:
        """What a crash would leave behind now: the database and its journal."""
        paths = {suffix: Path(f"{self.path}{suffix}") for suffix in SUFFIXES[:2]}
        return {suffix: path.read_bytes() for suffix, path in paths.items() if path.exists()}

    def put(self, files: Mapping[str, bytes]) -> None:
        """Lay these files in place of those that are there."""
        for suffix in SUFFIXES:
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        for suffix, content in files.items():
            Path(f"{self.path}{suffix}").write_bytes(content)


class SqliteHome:
    """One file. Several replicas share its one store object, as the threads of a process do."""

    def __init__(self, files: SqliteFiles, store: SqlStore) -> None:
        """Over the file that lies there."""
        self._files = files
        self._store = store

    def open(self) -> Store:
        """The one store of the file."""
        return self._store

    def died(self) -> bool:
        """Open the file anew as the process left it, as every start does; leases are dropped."""
        left = self._files.left()
        self._store.close()
        self._files.put(left)
        self._store = open_sqlite(self._files.path, pragmas=FAST, language=self._files.language)
        return True

    def eye(self) -> Store:
        """The one store of the file."""
        return self._store

    def fail(self, fault: DatabaseFault, tx: Tx | ReadTx) -> None:
        """Raise an error of the driver, which the store must turn into a sentence."""
        raise self.away(fault)

    def away(self, fault: DatabaseFault) -> Exception:
        """An error of the driver."""
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
