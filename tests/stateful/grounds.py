"""Where the rows of a store lie, and how a process that uses them comes to its end.

A ground outlives the stores opened on it. `crash` is the end nobody planned: what was committed is
there afterwards, what was not is gone. A fuse makes the process end between two writes of a unit.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

import pytest
from sqlalchemy import Engine
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.expression import ClauseElement

from tests.postgres import cluster
from tocsin.store import memory, tables
from tocsin.store.contract import Store
from tocsin.store.direct import NOTHING, Direct, Rows, Values
from tocsin.store.journal import Journal
from tocsin.store.memory import MemoryStore
from tocsin.store.migrate import SHIPPED, Migrations
from tocsin.store.postgres import open_postgres
from tocsin.store.sqlite import open_sqlite

K = TypeVar("K")
V = TypeVar("V")
RAM = Path("/dev/shm")
# Not `meta` and `alembic_version`; the triggers that guard the timeline are passed over.
KEPT = (tables.META,)
EMPTY = "TRUNCATE " + ", ".join(
    f'"{one.name}"' for one in tables.METADATA.sorted_tables if one not in KEPT
) + " RESTART IDENTITY"
FAST = {"synchronous": "OFF"}


class Prepared(Migrations):
    """The tables are known to be there: looking again at each start takes longer than a story."""

    def prepare(self, engine: Engine) -> None:
        """Nothing is missing."""


PREPARED = Prepared(folder=SHIPPED.folder)


class Crash(BaseException):
    """The process ends here."""


@dataclass
class Fuse:
    """Ends the process before its n-th next write; `on_blow` runs at that very moment."""

    left: int | None = None
    on_blow: Callable[[], None] = lambda: None

    def burn(self) -> None:
        """One write is about to be made."""
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            self.left = None
            self.on_blow()
            raise Crash


class Ground(Protocol):
    """A place for one store. `alone`: one process at a time, so leases end with their process."""

    fuse: Fuse
    alone: bool

    def open(self) -> Store:
        """A process starts."""
        ...

    def crash(self) -> Store:
        """The process ends now, or ended when the fuse blew; another one starts."""
        ...

    def clear(self) -> None:
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

    def clear(self) -> None:
        self.store.close()


@dataclass
class SqliteGround:
    """A file. A crash leaves behind what lay in the files at that moment, half a transaction too.

    Args:
        template: An empty database with its tables, to be copied: that is faster than making one.
    """

    template: Path
    fuse: Fuse = field(default_factory=Fuse)
    alone: bool = True
    lives: int = 0
    left_behind: bool = False

    def __post_init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=self.template.parent))
        self.fuse.on_blow = self._leave_behind
        shutil.copy(self.template, self._path)

    @property
    def _path(self) -> Path:
        return self.folder / f"life-{self.lives}.db"

    def open(self) -> Store:
        self.store = open_sqlite(self._path, pragmas=FAST, migrations=PREPARED)
        return self.store

    def _leave_behind(self) -> None:
        """What a process that is killed now leaves to the next one."""
        here, there = self._path, self.folder / f"life-{self.lives + 1}.db"
        for end in ("", "-wal"):
            part = here.with_name(f"{here.name}{end}")
            if part.exists():
                shutil.copy(part, there.with_name(f"{there.name}{end}"))
        self.left_behind = True

    def crash(self) -> Store:
        if not self.left_behind:
            self._leave_behind()
        self.store.close()
        self.left_behind = False
        self.lives += 1
        return self.open()

    def clear(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)


@dataclass
class PostgresGround:
    """A database of its own in a cluster; nobody empties it but the next one of its kind.

    A process that ended does not end the leases it held: others may be at work.
    """

    url: str
    fuse: Fuse = field(default_factory=Fuse)
    alone: bool = False

    def open(self) -> Store:
        self.store = open_postgres(self.url, migrations=PREPARED)
        return self.store

    def crash(self) -> Store:
        self.store.close()
        return self.open()

    def clear(self) -> None:
        self.store.close()


NewGround = Callable[[], Ground]


@contextmanager
def memory_grounds() -> Iterator[NewGround]:
    """Grounds in memory, whose writes burn their fuses."""
    fuses: list[Fuse] = []

    class Burning(Journal):
        def put(self, table: dict[K, V], key: K, value: V) -> None:
            fuses[-1].burn()
            super().put(table, key, value)

        def drop(self, table: dict[K, V], key: K) -> None:
            fuses[-1].burn()
            super().drop(table, key)

    def new() -> Ground:
        ground = MemoryGround()
        fuses[:] = [ground.fuse]
        return ground

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "Journal", Burning)
        yield new


@contextmanager
def burning_statements(fuses: list[Fuse]) -> Iterator[None]:
    """Every writing statement of every SQL store burns the last of these fuses."""
    honest = Direct.execute

    def burn(
        direct: Direct, statement: ClauseElement, values: Values | Sequence[Values] = NOTHING
    ) -> Rows:
        if fuses and isinstance(statement, UpdateBase):
            fuses[-1].burn()
        return honest(direct, statement, values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Direct, "execute", burn)
        yield


@contextmanager
def sqlite_grounds() -> Iterator[NewGround]:
    """Grounds in files, in the machine's memory if it has such a folder."""
    fuses: list[Fuse] = []
    folder = Path(tempfile.mkdtemp(dir=RAM if RAM.is_dir() else None))
    template = folder / "template.db"
    open_sqlite(template, pragmas=FAST).close()

    def new() -> Ground:
        ground = SqliteGround(template)
        fuses[:] = [ground.fuse]
        return ground

    try:
        with burning_statements(fuses):
            yield new
    finally:
        shutil.rmtree(folder)


@contextmanager
def postgres_grounds() -> Iterator[NewGround]:
    """Grounds in one database, which is emptied for each."""
    fuses: list[Fuse] = []
    with cluster() as running, burning_statements(fuses):
        name = running.new_database()
        open_postgres(running.url(name)).close()
        with running.connect(name) as outside:

            def new() -> Ground:
                outside.execute(EMPTY)
                ground = PostgresGround(running.url(name))
                fuses[:] = [ground.fuse]
                return ground

            yield new


GROUNDS = {"memory": memory_grounds, "sqlite": sqlite_grounds, "postgres": postgres_grounds}
