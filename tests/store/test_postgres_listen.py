"""A process hears, without asking, that another one made something due soon."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import psycopg
import pytest

from tests.store.given import after, claim_one, declare, drain, effect, put, settle, timer
from tests.store.two_replicas import SOON, ask, cut_connections
from tocsin.store.contract import Store, Tx
from tocsin.store.dialect import CHANNEL
from tocsin.store.postgres import open_postgres

QUIET = 0.3


class Ear:
    """Counts what is heard."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.heard = 0

    def __call__(self) -> None:
        with self._changed:
            self.heard += 1
            self._changed.notify_all()

    def wait_for(self, times: int) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self.heard >= times, SOON)


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = open_postgres(database)
    yield opened
    opened.close()


@pytest.fixture
def outside(database: str, store: Store) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Somebody who listens beside the store; the store's tables are there."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"LISTEN {CHANNEL}")
        yield connection


def told(outside: psycopg.Connection[tuple[object, ...]]) -> int:
    """How often something was said since the last question."""
    return len(list(outside.notifies(timeout=QUIET)))


def test_the_other_process_is_woken(store: Store, database: str) -> None:
    other, ear = open_postgres(database), Ear()
    other.listen(ear)
    assert ear.wait_for(1)  # what was said before it listened

    put(store, effect("k1"))

    assert ear.wait_for(2)
    other.close()


def test_after_a_broken_connection_it_hears_again(store: Store, database: str) -> None:
    other, ear = open_postgres(database), Ear()
    other.listen(ear)
    assert ear.wait_for(1)
    cut_connections(database)
    assert ear.wait_for(2)  # whatever was said meanwhile

    put(store, effect("k1"))

    assert ear.wait_for(3)
    other.close()


def test_a_store_that_is_closed_listens_no_more(store: Store, database: str) -> None:
    store.listen(Ear())
    store.close()

    rows = ask(database, "SELECT count(*) FROM pg_stat_activity WHERE query ILIKE 'LISTEN%'")
    assert rows == [(0,)]
    assert not [one for one in threading.enumerate() if one.name == "tocsin-listener"]


def test_it_is_said_only_when_something_is_due_sooner(
    store: Store, outside: psycopg.Connection[tuple[object, ...]]
) -> None:
    declare(store)
    assert told(outside) == 0

    put(store, effect("k5", "a", created=after(5)))
    assert told(outside) == 1
    put(store, effect("k9", "b", created=after(9)))
    assert told(outside) == 0
    put(store, effect("k1", "c", created=after(1)))
    assert told(outside) == 1


def test_a_timer_is_said_beside_lanes(
    store: Store, outside: psycopg.Connection[tuple[object, ...]]
) -> None:
    put(store, effect("k1"))
    told(outside)

    store.write(lambda tx: tx.set_timers("i1", 1, (timer("ack", 60),)))
    assert told(outside) == 1
    store.write(lambda tx: tx.set_timers("i1", 1, (timer("ack", 60), timer("update", 90))))
    assert told(outside) == 0
    store.write(lambda tx: tx.set_timers("i1", 1, (timer("update", 90),)))
    assert told(outside) == 0


def test_a_lease_is_nothing_to_wake_for_but_what_follows_is(
    store: Store, outside: psycopg.Connection[tuple[object, ...]]
) -> None:
    put(store, effect("k1"), effect("k2"))
    told(outside)

    one = claim_one(store)
    assert told(outside) == 0
    settle(store, one)
    assert told(outside) == 1
    drain(store)
    assert told(outside) == 0


def test_a_commit_says_it_once(
    store: Store, outside: psycopg.Connection[tuple[object, ...]]
) -> None:
    def unit(tx: Tx) -> None:
        for name in ("a", "b", "c"):
            tx.put_effects((effect(name, name),))
        tx.set_timers("i1", 1, (timer("ack", 60),))

    store.write(unit)

    assert told(outside) == 1


def test_a_unit_that_failed_says_nothing(
    store: Store, outside: psycopg.Connection[tuple[object, ...]]
) -> None:
    def fails(tx: Tx) -> None:
        tx.put_effects((effect("k1"),))
        raise LookupError

    with pytest.raises(LookupError):
        store.write(fails)

    assert told(outside) == 0
