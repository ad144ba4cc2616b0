"""New incidents a second, one alert each, beside a place that only keeps the alerts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from itertools import count

from benchmarks.alerta import alerta, an_alert, gunicorn
from benchmarks.figures import Figure, Skip
from benchmarks.http import Poster
from benchmarks.rounds import medians, rate_of_callers
from benchmarks.rush import alerts_to
from benchmarks.settings import Settings
from benchmarks.sink import sink
from tests.e2e.bot import running
from tests.e2e.deployment import deploy

SENDERS = 8
EACH = 15
Callers = Callable[[], Sequence[Sequence[Callable[[], object]]]]


def measure(settings: Settings) -> Iterator[Figure]:
    """Both on one PostgreSQL, in turns. Ours opens incidents, rings, and tells the rooms."""
    if find_spec("psycopg") is None:
        raise Skip("psycopg is not installed: pip install 'tocsin[postgres]'")
    from benchmarks.postgres import durable_cluster

    gunicorn()
    folder, numbers = settings.fresh("incidents"), count(1)
    with durable_cluster() as cluster, sink() as tool:
        database = cluster.url(cluster.new_database())
        shop = deploy(folder / "shop", pager=tool.url, database=database)
        with (
            alerta(cluster.url(cluster.new_database()), folder / "alerta.log") as port,
            running(shop, "--no-input"),
            alerts_to(shop) as alerts,
        ):
            others = [Poster(port, "/alert", {}) for _ in range(SENDERS)]
            found = medians(
                {
                    "ours": partial(_rate, lambda: [[alerts.post] * EACH] * SENDERS),
                    "theirs": partial(
                        _rate,
                        lambda: [
                            [partial(one.post, an_alert(next(numbers))) for _ in range(EACH)]
                            for one in others
                        ],
                    ),
                },
                settings.rounds,
            )
            for one in others:
                one.close()
    yield Figure(
        what=f"new incidents, one alert each, PostgreSQL, {SENDERS} senders",
        value=found["ours"],
        unit="/s",
        floor=found["theirs"],
        floor_is="alerts/s, alerta-server",
        at_least=1.0,
        limit="one Python process; while it takes in, it rings, posts and settles as well",
    )


def _rate(callers: Callers) -> float:
    return rate_of_callers(callers())
