"""After an outage: how fast pages that wait go out, and how fast everything else does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from benchmarks.figures import Figure, Skip
from benchmarks.paging import bare_page
from benchmarks.settings import Settings
from benchmarks.sink import Sink, sink
from benchmarks.world import WEBHOOK, World, make_world
from tocsin.domain.declare import Declare
from tocsin.providers.kinds import PAGING
from tocsin.store.contract import Tx
from tocsin.store.sqlite import open_sqlite

PAGES = 2000
WORKERS = 4
PATIENCE_S = 300.0
LOOK_S = 0.25
BATCH = 100


def measure(settings: Settings) -> Iterator[Figure]:
    """2,000 incidents declared while nothing was sent, then everything at once."""
    folder = settings.fresh("outage")
    with sink() as tool:
        store = open_sqlite(folder / "tocsin.db")
        world = make_world(folder, store, paging=WEBHOOK.format(url=tool.url))
        try:
            _declare(world, PAGES)
            bare = _bare_rate(world, tool)
            tool.forget()
            paged, all_s, effects = _drained(world, tool)
        finally:
            world.system.stop()
    yield Figure(
        what=f"pages after an outage, {PAGES:,} waiting",
        value=PAGES / paged,
        unit="/s",
        floor=bare,
        floor_is=f"bare calls/s of {WORKERS} threads",
        at_least=0.3,
        limit="two workers for each tool; the incident's own part of a page, about 2 ms of Python",
    )
    yield Figure(
        what=f"effects after an outage, {effects:,} waiting",
        value=effects / all_s,
        unit="/s",
        limit="one Python thread at a time, 3 ms for each; then the commits they do not share",
    )


def _declare(world: World, count: int) -> None:
    """Incidents with everything they cause still to be done."""
    execute = world.system.execute

    def unit(first: int) -> None:
        def write(tx: Tx) -> None:
            for number in range(first, first + BATCH):
                title = f"checkout {number} returns 500s"
                execute.declare(tx, "shop", _declaring(title), by="ana")

        world.system.store.write(write)

    for first in range(0, count, BATCH):
        unit(first)


def _declaring(title: str) -> Callable[[int, str], Declare]:
    return lambda number, policy: Declare(
        number=number, policy_hash=policy, title=title, source="command", severity="P1"
    )


def _bare_rate(world: World, tool: Sink, calls: int = 1000) -> float:
    """The same tool called by as many threads, with nothing kept."""
    paging = world.system.instances.providers.of(PAGING)["shop", "hook"]
    began = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda number: bare_page(paging, number), range(calls)))
    return calls / (time.perf_counter() - began)


def _drained(world: World, tool: Sink) -> tuple[float, float, int]:
    """(seconds until every page was taken, until nothing waited, how many effects that were).

    Looks seldom, and never at all that waits: that would cost more than what it looks at.
    """
    store = world.system.store
    effects = len(store.read(lambda tx: tx.pending()))
    began = time.perf_counter()
    world.system.start(on_death=lambda: None)
    paged = 0.0
    while time.perf_counter() - began < PATIENCE_S:
        time.sleep(LOOK_S)
        if not paged:
            paged = time.perf_counter() - began if len(tool.pages()) >= PAGES else 0.0
        elif store.read(lambda tx: tx.next_lane_at()) is None:
            break
    took = time.perf_counter() - began
    left = len(store.read(lambda tx: tx.pending()))
    if not paged:
        raise Skip(f"{PAGES - len(tool.pages())} pages had not come after {PATIENCE_S:.0f} s")
    return paged, took, effects - left
