"""Who hears a platform: one of all that share a database, and another soon after it died."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from tests.engine.given import START
from tests.patience import COMES_S, HANGS_S
from tests.store.given import PostgresHome
from tocsin.engine.listener_leases import LEASE, ListenerLeases
from tocsin.errors import StoreUnavailable
from tocsin.store.contract import Store, Turn, Tx
from tocsin.store.memory import MemoryStore
from tocsin.store.sqlite import open_sqlite

T = TypeVar("T")


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """The database as two processes see it; where only one can, both see one store."""
    if request.param == "postgres":
        home = PostgresHome(request.getfixturevalue("database"))
        one, two = home.open(), home.open()
    else:
        one = MemoryStore() if request.param == "memory" else open_sqlite(tmp_path / "t.db")
        two = one
    yield one, two
    for store in {id(one): one, id(two): two}.values():
        store.close()


@pytest.fixture
def two(stores: tuple[Store, Store]) -> tuple[ListenerLeases, ListenerLeases]:
    return ListenerLeases(stores[0], "one", alone=False), ListenerLeases(
        stores[1], "two", alone=False
    )


def test_whoever_comes_first_hears(two: tuple[ListenerLeases, ListenerLeases]) -> None:
    first, second = two
    assert first.hold("irc", START)
    assert not second.hold("irc", START)
    assert second.hold("chat", START)


def test_it_stays_with_whoever_renews_it(two: tuple[ListenerLeases, ListenerLeases]) -> None:
    first, second = two
    for seconds in range(0, 120, 5):
        now = START + timedelta(seconds=seconds)
        assert first.hold("irc", now)
        assert not second.hold("irc", now)


def test_another_takes_over_when_the_lease_of_the_dead_has_run_out(
    two: tuple[ListenerLeases, ListenerLeases],
) -> None:
    first, second = two
    first.hold("irc", START)
    assert not second.hold("irc", START + LEASE - timedelta(seconds=1))
    assert second.hold("irc", START + LEASE + timedelta(seconds=1))
    assert second.holders()["irc"].fence == 2
    assert not first.hold("irc", START + LEASE + timedelta(seconds=2))


def test_whoever_stops_gives_it_up_at_once(two: tuple[ListenerLeases, ListenerLeases]) -> None:
    first, second = two
    first.hold("irc", START)
    first.release("irc")
    assert second.hold("irc", START + timedelta(seconds=1))


def test_to_give_up_takes_nothing_from_whoever_took_over(
    two: tuple[ListenerLeases, ListenerLeases],
) -> None:
    first, second = two
    first.hold("irc", START)
    second.hold("irc", START + LEASE + timedelta(seconds=1))
    first.release("irc")
    assert not first.hold("irc", START + LEASE + timedelta(seconds=2))


def test_of_many_that_ask_at_once_one_hears(stores: tuple[Store, Store]) -> None:
    every = [ListenerLeases(stores[n % 2], f"p{n}", alone=False) for n in range(8)]
    together, got = threading.Barrier(len(every)), list[bool]()

    def asks(one: ListenerLeases) -> None:
        together.wait(HANGS_S)
        got.append(one.hold("irc", START))

    threads = [threading.Thread(target=asks, args=(one,)) for one in every]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(COMES_S)
    assert sorted(got) == [False] * 7 + [True]


class Away(MemoryStore):
    """A database that takes nothing while it is `away`."""

    away = False

    def write(self, unit: Callable[[Tx], T], *, urgent: bool = False, turn: Turn = "rest") -> T:
        if self.away:
            raise StoreUnavailable("away")
        return super().write(unit, urgent=urgent, turn=turn)


def test_without_the_database_it_is_as_before_until_the_lease_runs_out() -> None:
    store = Away()
    one, other = (
        ListenerLeases(store, "one", alone=False),
        ListenerLeases(store, "two", alone=False),
    )
    one.hold("irc", START)
    store.away = True
    assert one.hold("irc", START + timedelta(seconds=10))
    assert not other.hold("irc", START + timedelta(seconds=10))
    assert not one.hold("irc", START + timedelta(seconds=16))


def test_where_nobody_else_can_be_nobody_waits_for_the_dead() -> None:
    """After a kill the same database is opened again: whoever held the lease is gone."""
    store = MemoryStore()
    ListenerLeases(store, "one").hold("irc", START)
    again = ListenerLeases(store, "two")
    assert again.hold("irc", START + timedelta(seconds=1))
