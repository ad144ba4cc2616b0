"""Where the rows of a store lie, and how a process that uses them comes to its end.

A ground outlives the stores opened on it. `crash` is the end nobody planned: what was committed is
there afterwards, what was not is gone. A fuse makes a unit fail, or its process end, between two
writes. To open a store takes longer than a story, so one ground serves many, and is wiped between.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

import psycopg
import pytest
from sqlalchemy import Engine
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.expression import ClauseElement

from tests.postgres import Cluster, cluster
from tocsin.store import memory, tables
from tocsin.store.compiled_statements import Values
from tocsin.store.contract import Store
from tocsin.store.driver_calls import NOTHING, DriverCalls, DriverRows
from tocsin.store.memory import MemoryStore
from tocsin.store.memory_tables import Journal
from tocsin.store.migrate import SHIPPED, Migrations
from tocsin.store.postgres import open_postgres
from tocsin.store.sqlite import open_sqlite

K = TypeVar("K")
V = TypeVar("V")
RAM = Path("/dev/shm")
FAST = {"synchronous": "OFF"}
WIPED = [one.name for one in reversed(tables.METADATA.sorted_tables) if one is not tables.META]


class Prepared(Migrations):
    """The tables are known to be there, and are not looked at again with each start."""

    def prepare(self, engine: Engine) -> None:
        """Nothing is missing."""


PREPARED = Prepared(folder=SHIPPED.folder)


class Crash(BaseException):
    """The unit ends here, and its process too if the fault says so."""


class Fault(NamedTuple):
    """What goes wrong before the write after so many others."""

    after: int
    kills: bool


@dataclass
class Fuse:
    """Carries a fault out; `on_death` runs in the middle of the unit."""

    fault: Fault | None = None
    on_death: Callable[[], None] = lambda: None

    def burn(self) -> None:
        """One write is about to be made."""
        if self.fault is None:
            return
        after, kills = self.fault
        self.fault = Fault(after - 1, kills)
        if after == 0:
            self.fault = None
            if kills:
                self.on_death()
            raise Crash


class Ground(Protocol):
    """A place for one store. `alone`: one process at a time, so leases end with their process."""

    fuse: Fuse
    alone: bool

    def open(self) -> Store:
        """The store of the process that runs now."""
        ...

    def crash(self) -> Store:
        """That process ends now, or ended when a fault killed it; another one starts."""
        ...

    def another(self) -> Store:
        """The store of a process beside it; the same store where there is only one at a time."""
        ...

    def wipe(self) -> None:
        """Everything that was kept is gone."""
        ...

    def close(self) -> None:
        """The place is not needed any more."""
        ...


@dataclass
class MemoryGround:
    """Dictionaries."""

    fuse: Fuse = field(default_factory=Fuse)
    alone: bool = True
    store: MemoryStore = field(default_factory=MemoryStore)

    def open(self) -> Store:
        return self.store

    def crash(self) -> Store:
        self.store.close()
        self.store = self.store.reopened()
        return self.store

    def another(self) -> Store:
        return self.store

    def wipe(self) -> None:
        self.store = MemoryStore()

    def close(self) -> None:
        self.store.close()


class SqliteGround:
    """A file. A crash leaves behind what lies in the files at that moment, half a unit too."""

    alone = True

    def __init__(self, folder: Path) -> None:
        self.fuse = Fuse(on_death=self._leave_behind)
        self._folder = folder
        self._lives = 0
        self._left_behind = False
        first = open_sqlite(self._path())
        first.close()
        self._language = first.language
        with closing(sqlite3.connect(self._path(), isolation_level=None)) as outside:
            _unguard(outside)
        self._store = self._start()

    def _path(self, life: int = 0) -> Path:
        return self._folder / f"life-{self._lives + life}.db"

    def _start(self) -> Store:
        return open_sqlite(self._path(), pragmas=FAST, migrations=PREPARED, language=self._language)

    def open(self) -> Store:
        return self._store

    def _leave_behind(self) -> None:
        """What a process that is killed now leaves to the next one."""
        for end in ("", "-wal"):
            here, there = (Path(f"{self._path(life)}{end}") for life in (0, 1))
            if here.exists():
                shutil.copy(here, there)
        self._left_behind = True

    def crash(self) -> Store:
        if not self._left_behind:
            self._leave_behind()
        self._store.close()
        for old in self._folder.glob(f"{self._path().name}*"):
            old.unlink()
        self._left_behind = False
        self._lives += 1
        self._store = self._start()
        return self._store

    def another(self) -> Store:
        return self._store

    def wipe(self) -> None:
        with closing(sqlite3.connect(self._path())) as outside, outside:
            for name in WIPED:
                outside.execute(f'DELETE FROM "{name}"')

    def close(self) -> None:
        self._store.close()


def _unguard(outside: sqlite3.Connection) -> None:
    """The triggers that guard the timeline would also guard it from being wiped."""
    names = outside.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in names:
        outside.execute(f'DROP TRIGGER "{name}"')


class PostgresGround:
    """A database. A process that ends does not end its leases: others may be at work."""

    alone = False

    def __init__(self, running: Cluster) -> None:
        self.fuse = Fuse()
        name = running.new_database()
        self.url = running.url(name)
        first = open_postgres(self.url)
        first.close()
        self._language = first.language
        self._outside: psycopg.Connection[tuple[object, ...]] = running.connect(name)
        self._outside.execute("ALTER TABLE events DISABLE TRIGGER USER")
        self._store = self._start()
        self._beside: Store | None = None

    def _start(self) -> Store:
        return open_postgres(self.url, migrations=PREPARED, language=self._language)

    def open(self) -> Store:
        return self._store

    def another(self) -> Store:
        self._beside = self._beside or self._start()
        return self._beside

    def crash(self) -> Store:
        self._store.close()
        self._store = self._start()
        return self._store

    def wipe(self) -> None:
        with self._outside.transaction():
            for name in WIPED:
                self._outside.execute(f'DELETE FROM "{name}"'.encode())

    def close(self) -> None:
        if self._beside is not None:
            self._beside.close()
        self._store.close()
        self._outside.close()


@contextmanager
def memory_ground() -> Iterator[Ground]:
    """A ground in memory, whose writes burn its fuse."""
    ground = MemoryGround()

    class Burning(Journal):
        def put(self, table: dict[K, V], key: K, value: V) -> None:
            ground.fuse.burn()
            super().put(table, key, value)

        def drop(self, table: dict[K, V], key: K) -> None:
            ground.fuse.burn()
            super().drop(table, key)

    with pytest.MonkeyPatch.context() as patch, closing(ground):
        patch.setattr(memory, "Journal", Burning)
        yield ground


@contextmanager
def burning(fuse: Fuse) -> Iterator[None]:
    """Every writing statement of an SQL store burns the fuse."""
    honest = DriverCalls.aside

    def burn(
        direct: DriverCalls, statement: ClauseElement, values: Values | Sequence[Values] = NOTHING
    ) -> DriverRows:
        if isinstance(statement, UpdateBase):
            fuse.burn()
        return honest(direct, statement, values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DriverCalls, "aside", burn)
        yield


@contextmanager
def sqlite_ground() -> Iterator[Ground]:
    """A ground in a file, in the machine's memory if it has such a folder."""
    where = RAM if RAM.is_dir() else None
    with (
        tempfile.TemporaryDirectory(prefix="tocsin-", dir=where) as folder,
        closing(SqliteGround(Path(folder))) as ground,
        burning(ground.fuse),
    ):
        yield ground


@contextmanager
def postgres_ground() -> Iterator[PostgresGround]:
    """A ground in a cluster of its own."""
    with (
        cluster() as running,
        closing(PostgresGround(running)) as ground,
        burning(ground.fuse),
    ):
        yield ground


GROUNDS: dict[str, Callable[[], AbstractContextManager[Ground]]] = {
    "memory": memory_ground,
    "sqlite": sqlite_ground,
    "postgres": postgres_ground,
}
