"""A PostgreSQL with fsync for the length of a row, and the least a commit on it can cost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from benchmarks.figures import Skip
from benchmarks.floors import Commit
from tests.postgres import Cluster, binaries


@contextmanager
def durable_cluster() -> Iterator[Cluster]:
    """A cluster that is gone afterwards."""
    found = binaries()
    if found is None:
        raise Skip("PostgreSQL is not installed (Debian: apt install postgresql)")
    try:
        cluster = Cluster(found, durable=True)
    except RuntimeError as error:
        said = str(error).splitlines()[0]
        raise Skip(f"PostgreSQL does not start here: {said}") from None
    try:
        yield cluster
    finally:
        cluster.close()


def postgres_commits(connection: psycopg.Connection[tuple[object, ...]]) -> Commit:
    """Commits one row, with synchronous_commit=on."""
    connection.execute("CREATE TABLE rows (id bigserial PRIMARY KEY, text text NOT NULL)")
    connection.execute("SET synchronous_commit = on")
    connection.commit()

    def commit() -> None:
        connection.execute("INSERT INTO rows (text) VALUES (%s)", ("x" * 200,))
        connection.commit()

    return commit
