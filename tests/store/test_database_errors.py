"""When the database fails nothing is accepted, everybody is told, and it goes on afterwards."""

from __future__ import annotations

import resource
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.patience import HANGS_S
from tests.store.given import add, declare, drain, effect, noted, put
from tocsin.domain.flags.events import FlagSet
from tocsin.errors import StoreUnavailable
from tocsin.store.contract import Store, Tx
from tocsin.store.sql import SqlStore
from tocsin.store.sqlite import open_sqlite

IMPATIENT = {"busy_timeout": "20"}
MEGABYTE = "x" * 1_000_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tocsin.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqlStore]:
    opened = open_sqlite(path, pragmas=IMPATIENT)
    yield opened
    opened.close()


@contextmanager
def somebody_writing(path: Path) -> Iterator[None]:
    """Another program holds the write lock of the database."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Writes beyond this size fail, as on a failing disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def keep(key: str, value: str, store: Store) -> None:
    store.write(lambda tx: tx.set_fact("space", key, value))


def kept(store: Store) -> list[str]:
    return list(store.read(lambda tx: tx.facts("space")))


def test_a_locked_database_refuses_and_works_again(store: SqlStore, path: Path) -> None:
    keep("before", "", store)

    with somebody_writing(path), pytest.raises(StoreUnavailable, match="Another process"):
        keep("meanwhile", "", store)
    assert kept(store) == ["before"]

    keep("after", "", store)
    assert kept(store) == ["after", "before"]


def test_everybody_in_a_failed_batch_is_told(store: SqlStore, path: Path) -> None:
    """None of them was accepted, also those that had already run, and those that fail anyway."""

    def fails(tx: Tx) -> None:
        tx.set_fact("space", "bad", "")
        raise LookupError

    with somebody_writing(path):
        futures = [store.submit(lambda tx: tx.next_number()) for _ in range(10)]
        failing = store.submit(fails)
        errors = [*(future.exception() for future in futures), failing.exception()]

    assert {type(error) for error in errors} == {StoreUnavailable}
    assert len({id(error) for error in errors}) == len(errors)
    assert store.write(lambda tx: tx.next_number()) == 1


def test_reading_goes_on_while_somebody_writes(store: SqlStore, path: Path) -> None:
    keep("before", "", store)

    with somebody_writing(path):
        assert kept(store) == ["before"]


def test_a_full_database_refuses_what_does_not_fit_and_keeps_the_rest(path: Path) -> None:
    small = open_sqlite(path, pragmas={"max_page_count": "80"})
    keep("before", "", small)

    with pytest.raises(StoreUnavailable, match="full: free some space"):
        keep("huge", MEGABYTE, small)

    keep("after", "", small)
    assert kept(small) == ["after", "before"]
    small.close()


def test_one_unit_that_fills_the_disk_takes_its_whole_batch_along(path: Path) -> None:
    small = open_sqlite(path, pragmas={"max_page_count": "80"})
    gate = threading.Event()

    def slow(tx: Tx) -> None:
        tx.set_fact("space", "a", "")
        gate.wait(HANGS_S)

    first = small.submit(slow)
    second = small.submit(lambda tx: tx.set_fact("space", "b", ""))
    huge = small.submit(lambda tx: tx.set_fact("space", "huge", MEGABYTE))
    gate.set()

    outcomes = [future.exception() for future in (first, second, huge)]

    assert isinstance(outcomes[2], StoreUnavailable)
    accepted = [key for key, error in zip("ab", outcomes, strict=False) if error is None]
    assert kept(small) == accepted
    small.close()


def test_a_failing_disk_refuses_and_works_again(store: SqlStore, path: Path) -> None:
    keep("before", "", store)
    size = path.with_name("tocsin.db-wal").stat().st_size

    with files_no_larger_than(size + 4096), pytest.raises(StoreUnavailable, match="disk"):
        keep("huge", MEGABYTE, store)

    keep("after", MEGABYTE, store)
    assert kept(store) == ["after", "before"]


def test_a_read_only_database_is_refused_when_it_is_opened(path: Path) -> None:
    open_sqlite(path).close()

    with pytest.raises(StoreUnavailable, match="read-only"):
        open_sqlite(path, pragmas={"query_only": "ON"})

    open_sqlite(path).close()


def test_an_incident_is_as_it_was_when_the_database_refused(store: SqlStore, path: Path) -> None:
    """What was only in memory of the refused unit must not be taken for true later."""
    incident = declare(store)
    put(store, effect("k1"))
    with somebody_writing(path), pytest.raises(StoreUnavailable):
        add(store, incident, FlagSet(at=incident.declared, by="bo", flag="media"))

    expected = add(store, incident, noted())

    assert store.write(lambda tx: tx.incident("i1")) == expected
    assert store.read(lambda tx: tx.incident("i1")) == expected
    assert drain(store) == ["k1"]


def test_a_wrong_statement_harms_only_its_unit(store: SqlStore) -> None:
    """A mistake of one caller, like text where a number belongs, is no fault of the database."""
    wrong = store.submit(lambda tx: tx.set_ref("i1", "card", None))  # type: ignore[arg-type]
    right = store.submit(lambda tx: tx.next_number())

    assert not isinstance(wrong.exception(), StoreUnavailable | None)
    assert right.result() == 1


def test_values_never_reach_the_text_of_an_error(store: SqlStore, path: Path) -> None:
    with somebody_writing(path), pytest.raises(StoreUnavailable) as refused:
        keep("token", "hunter2", store)
    wrong = store.submit(lambda tx: tx.set_ref("hunter2", "card", None))  # type: ignore[arg-type]

    assert "hunter2" not in str(refused.value)
    assert "hunter2" not in str(wrong.exception())


def test_a_timeline_cannot_be_changed_behind_the_store(store: SqlStore, path: Path) -> None:
    declare(store)
    other = sqlite3.connect(path, isolation_level=None)

    for statement in (
        "DELETE FROM events",
        "UPDATE events SET data = '{}'",
        "UPDATE events SET data = NULL, chain = 'x'",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append only"):
            other.execute(statement)
    other.close()
