"""From the moment something is due to the call, while very many timers wait for later."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from benchmarks.figures import Figure, Skip
from benchmarks.paging import bare_page
from benchmarks.rounds import quantile
from benchmarks.settings import Settings
from benchmarks.sink import Sink, sink
from benchmarks.world import WEBHOOK, World, make_world
from tocsin.domain.obligation import Timer
from tocsin.providers.kinds import PAGING
from tocsin.store.contract import ReadTx, Store, Tx
from tocsin.store.sqlite import open_sqlite

PENDING = 100_000
EACH = 100
BATCH = 20
INCIDENTS = 100
APART_S = 0.03
WAIT_S = 30
LADDER = f"""
[escalation.P1]
strategy = "ladder"
steps = [
    {{ after = "0m", targets = ["primary"] }},
    {{ after = "{WAIT_S}s", targets = ["backup"] }},
]
"""


def measure(settings: Settings) -> Iterator[Figure]:
    """Incidents one after the other, each with a second page due some seconds later."""
    folder = settings.fresh("timers")
    with sink() as tool:
        store = open_sqlite(folder / "tocsin.db")
        _fill(store)
        paging = WEBHOOK.format(url=tool.url)
        world = make_world(folder, store, paging=paging, more=LADDER)
        world.system.start(on_death=lambda: None)
        try:
            _declare(world)
            late = _latenesses(world, tool)
            bare = _bare(world)
        finally:
            world.system.stop()
    for share, aim in ((0.5, None), (0.99, 50.0)):
        yield Figure(
            what=f"due → HTTP call, p{share * 100:.0f}, {PENDING:,} timers pending",
            value=quantile(late, share),
            unit="ms",
            floor=quantile(bare, share),
            floor_is="ms, the call alone",
            at_most=aim,
            absolute=True,
            limit="two turns of the writer (it fires; it is claimed) with a commit each",
        )


def _fill(store: Store) -> None:
    """Timers of next year, of incidents that are not there: only the timers are looked through."""
    far = datetime.now(UTC) + timedelta(days=365)

    def unit(first: int, tx: Tx) -> None:
        for number in range(first, first + BATCH):
            timers = [
                Timer(name=f"update-{one}", generation=1, nudge=0, due=far + timedelta(seconds=one))
                for one in range(EACH)
            ]
            tx.set_timers(f"later-{number}", number, timers)

    for first in range(0, PENDING // EACH, BATCH):
        store.write(partial(unit, first))


def _declare(world: World) -> None:
    for _ in range(INCIDENTS):
        world.declare()
        time.sleep(APART_S)


def _latenesses(world: World, tool: Sink) -> list[float]:
    """Milliseconds between a second page's due time and its call."""
    time.sleep(WAIT_S)
    ends = time.monotonic() + 30
    while time.monotonic() < ends and len(tool.pages()) < 2 * INCIDENTS:
        time.sleep(0.2)
    came = {call.page: call.at for call in tool.pages()}
    dues = world.system.store.read(_dues)
    late = [
        (came[f"INC-{number}.p2"] - due.timestamp()) * 1000
        for number, due in dues.items()
        if f"INC-{number}.p2" in came
    ]
    if len(late) < INCIDENTS:
        raise Skip(f"{INCIDENTS - len(late)} of {INCIDENTS} second pages never came")
    return late


def _dues(tx: ReadTx) -> dict[int, datetime]:
    """Incident number -> when its second step was due."""
    incidents = [tx.incident(row.id) for row in tx.incidents(limit=INCIDENTS)]
    return {
        one.number: one.ladder.started + timedelta(seconds=WAIT_S)
        for one in incidents
        if one is not None and one.ladder is not None
    }


def _bare(world: World) -> list[float]:
    paging = world.system.instances.providers.of(PAGING)["shop", "hook"]
    took = []
    for number in range(INCIDENTS):
        began = time.perf_counter()
        bare_page(paging, number)
        took.append((time.perf_counter() - began) * 1000)
    return took
