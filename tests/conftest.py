"""What tests of several floors share: a PostgreSQL, if there is one on this machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres import Cluster, cluster
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
