"""Every behaviour of the contract is asked of every store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import Cluster, cluster
from tests.store.given import Home, MemoryHome, PostgresHome, SqliteHome
from tocsin.store.contract import Store
from tocsin.store.postgres import open_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """One cluster for all; a database made from `tocsin` has its tables already."""
    with cluster() as made:
        with made.connect() as connection:
            connection.execute("CREATE DATABASE tocsin")
        open_postgres(made.url("tocsin")).close()
        yield made


@pytest.fixture
def database(postgres: Cluster) -> Iterator[str]:
    """The URL of a database with empty tables."""
    name = postgres.new_database("tocsin")
    yield postgres.url(name)
    postgres.drop_database(name)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    if request.param == "postgres":
        return PostgresHome(request.getfixturevalue("database"))
    return MemoryHome() if request.param == "memory" else SqliteHome(tmp_path / "tocsin.db")


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    opened = home.open()
    yield opened
    opened.close()
