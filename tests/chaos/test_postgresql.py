"""Runs on a PostgreSQL: cut off in earnest, the same each time, and nothing of them stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.chaos.trial import Homes, Trials, opened
from tests.postgres import Cluster

pytestmark = pytest.mark.e2e
SEED = 18  # two replicas, three crashes, a connection that is cut, a full disk


@pytest.fixture
def homes(postgres: Cluster) -> Iterator[Homes]:
    """Where runs find their rows, on a server."""
    with opened("postgresql", postgres.url("postgres")) as made:
        yield made


def clients(server: Cluster) -> int:
    """Who is connected to a database of a run."""
    asked = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname LIKE 'tocsin_chaos_%' AND backend_type = 'client backend'"
    )
    with server.connect() as outside:
        row = outside.execute(asked).fetchone()
    assert row is not None
    assert isinstance(row[0], int)
    return row[0]


def databases(server: Cluster) -> list[object]:
    """The databases of runs that are there."""
    with server.connect() as outside:
        asked = "SELECT datname FROM pg_database WHERE datname LIKE 'tocsin_chaos_%'"
        return [name for (name,) in outside.execute(asked)]


def test_a_lost_connection_is_one_that_the_server_has_cut(homes: Homes, postgres: Cluster) -> None:
    with homes() as home:
        store = home.open()
        store.write(lambda tx: tx.set_fact("test", "key", "before"))
        assert clients(postgres) > 0

        store.read(lambda tx: home.fail("lost", tx))

        assert clients(postgres) == 0
        assert home.eye().read(lambda tx: tx.fact("test", "key")) == "before"


def test_a_seed_is_the_same_run_each_time(homes: Homes) -> None:
    first, again = (Trials(homes).seed(SEED) for _ in range(2))

    assert first.breaches == ()
    assert first.log == again.log
    assert first.counts == again.counts


def test_nothing_of_a_run_stays_on_the_server(postgres: Cluster) -> None:
    with opened("postgresql", postgres.url("postgres")) as made, made() as home:
        home.open()
        assert len(databases(postgres)) == 2  # the one it was made of, too

    assert databases(postgres) == []
