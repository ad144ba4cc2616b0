"""Durable commands a second on a PostgreSQL with fsync, against bare commits on the same one."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from benchmarks.figures import Figure, Skip
from benchmarks.rows.commands import figures
from benchmarks.settings import Settings
from benchmarks.world import make_world
from tocsin.store.database import open_store


def measure(settings: Settings) -> Iterator[Figure]:
    """As `commands`, on a cluster of its own."""
    if find_spec("psycopg") is None:
        raise Skip("psycopg is not installed: pip install 'tocsin[postgres]'")
    import psycopg

    from benchmarks.postgres import durable_cluster, postgres_commits

    folder = settings.fresh("commands-postgres")
    with (
        durable_cluster() as cluster,
        psycopg.connect(cluster.url(cluster.new_database())) as connection,
    ):
        world = make_world(folder, open_store(cluster.url(cluster.new_database()), folder))
        commit = postgres_commits(connection)
        yield from figures("PostgreSQL", world, commit, settings.rounds)
