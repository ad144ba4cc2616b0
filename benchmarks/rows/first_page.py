"""How long somebody waits to be rung while incidents come in at a steady pace."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from benchmarks.figures import Figure, Skip
from benchmarks.rounds import quantile
from benchmarks.rush import Pace, alerts_to, first_pages
from benchmarks.settings import Settings
from benchmarks.sink import sink
from tests.e2e.bot import running
from tests.e2e.deployment import SQLITE, deploy

MOST_MS = 2000.0
LONE = Pace(a_second=2, seconds=5)


def measure(settings: Settings) -> Iterator[Figure]:
    """On SQLite: webhooks in, pages out to a tool that answers at once, the bot a process."""
    yield from figures("SQLite", SQLITE, settings)


def measure_postgres(settings: Settings) -> Iterator[Figure]:
    """The same on a PostgreSQL of its own."""
    if find_spec("psycopg") is None:
        raise Skip("psycopg is not installed: pip install 'tocsin[postgres]'")
    from benchmarks.postgres import durable_cluster

    with durable_cluster() as cluster:
        yield from figures("PostgreSQL", cluster.url(cluster.new_database()), settings)


def figures(name: str, database: str, settings: Settings) -> Iterator[Figure]:
    """p50 and p99 of the first page, beside that of incidents that come one by one."""
    pace = Pace(seconds=settings.seconds)
    folder = settings.fresh("first-page")
    with sink() as tool:
        shop = deploy(folder / "shop", pager=tool.url, database=database)
        with running(shop, "--no-input"), alerts_to(shop) as alerts:
            alone = first_pages(alerts, tool, LONE)
            rush = first_pages(alerts, tool, pace)
    for share, aim in ((0.5, None), (0.99, MOST_MS)):
        yield Figure(
            what=f"alert → first page, p{share * 100:.0f}, {pace.a_second} incidents/s, {name}",
            value=quantile(rush, share),
            unit="ms",
            floor=quantile(alone, share),
            floor_is=f"ms, {LONE.a_second} incidents/s",
            at_most=aim,
            absolute=True,
            limit="one Python process: what an incident costs in all, its feed and card included",
        )
