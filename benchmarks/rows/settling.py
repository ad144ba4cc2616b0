"""From a tool's answer to the commit that keeps it: a kill in between repeats the page."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from benchmarks.figures import Figure, Skip
from benchmarks.floors import sqlite_commits
from benchmarks.rounds import quantile
from benchmarks.settings import Settings
from benchmarks.sink import Sink, sink
from benchmarks.world import WEBHOOK, World, make_world
from tocsin.bootstrap.provider_instances import Instances
from tocsin.providers import Call, PageRequest, Paging, PagingCapability, RawRequest, Ref
from tocsin.providers.kinds import PAGING
from tocsin.store.contract import ReadTx, Store, Turn, Tx
from tocsin.store.sqlite import open_sqlite

T = TypeVar("T")
POSTERS = 8
ALERTS = 40
PATIENCE_S = 120.0


def measure(settings: Settings) -> Iterator[Figure]:
    """Eight senders post alerts as fast as they are taken; each pages."""
    folder = settings.fresh("settling")
    commit = sqlite_commits(folder / "floor.db")
    with sink() as tool:
        store = Watched(open_sqlite(folder / "tocsin.db"))
        paging = WEBHOOK.format(url=tool.url)
        world = make_world(folder, store, paging=paging, wrap=store.around)
        world.system.start(on_death=lambda: None)
        try:
            _post(world)
            gaps = _gaps(store, tool)
        finally:
            world.system.stop()
    commits = [_timed(commit) for _ in range(500)]
    for share in (0.5, 0.99):
        yield Figure(
            what=f"a tool's answer → settled, p{share * 100:.0f}, {POSTERS} senders",
            value=quantile(gaps, share),
            unit="ms",
            floor=quantile(commits, share),
            floor_is="ms, a commit",
            limit="the unit that is just running ends first; then this one and its commit",
        )


class Watched:
    """A store that notes when the settling of a page was durable."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._here = threading.local()
        self.settled: dict[str, float] = {}

    def around(self, made: Instances) -> Instances:
        """The instances, whose paging tools say which page they have just sent."""
        tools = made.providers.of(PAGING).items()
        paging = {("paging", *key): Telling(tool, self.sent) for key, tool in tools}
        providers = replace(made.providers, made={**made.providers.made, **paging})
        return replace(made, providers=providers)

    def sent(self, page: str) -> None:
        """This thread has its answer; what it writes next settles it."""
        self._here.page = page

    def write(self, unit: Callable[[Tx], T], *, urgent: bool = False, turn: Turn = "rest") -> T:
        result = self._store.write(unit, urgent=urgent, turn=turn)
        page = getattr(self._here, "page", "")
        if page:
            self.settled[page] = time.time()
            self._here.page = ""
        return result

    def submit(self, unit: Callable[[Tx], T]) -> Future[T]:
        return self._store.submit(unit)

    def read(self, query: Callable[[ReadTx], T]) -> T:
        return self._store.read(query)

    def listen(self, heard: Callable[[], None]) -> None:
        self._store.listen(heard)

    def clock_offset(self) -> float | None:
        return self._store.clock_offset()

    def close(self) -> None:
        self._store.close()


class Telling:
    """A paging tool, and who is told when it has answered."""

    def __init__(self, tool: Paging, tell: Callable[[str], None]) -> None:
        self._tool = tool
        self._tell = tell

    @property
    def capabilities(self) -> frozenset[PagingCapability]:
        return self._tool.capabilities

    def page(self, request: PageRequest, call: Call) -> Ref:
        ref = self._tool.page(request, call)
        self._tell(request.page_id)
        return ref

    def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None:
        self._tool.acknowledge(request, ref, call)

    def resolve(self, request: PageRequest, ref: Ref, call: Call) -> None:
        self._tool.resolve(request, ref, call)

    def find(self, object_key: str, call: Call) -> Ref | None:
        return self._tool.find(object_key, call)


def _post(world: World) -> None:
    threads = [threading.Thread(target=_sender, args=(world, one)) for one in range(POSTERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _sender(world: World, sender: int) -> None:
    for number in range(ALERTS):
        alert = {"key": f"{sender}-{number}", "title": "shop is down", "severity": "P1"}
        request = RawRequest(
            method="POST",
            path="/hooks/shop/json",
            headers={},
            body=json.dumps(alert).encode(),
            received=datetime.now(UTC),
        )
        world.system.hook("shop", "json", request, checked=True)


def _gaps(store: Watched, tool: Sink) -> list[float]:
    """Milliseconds from a page's call to its settling; the tool answers at once."""
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends and len(store.settled) < POSTERS * ALERTS:
        time.sleep(0.2)
    if len(store.settled) < POSTERS * ALERTS:
        raise Skip(f"only {len(store.settled)} of {POSTERS * ALERTS} pages were settled")
    return [(store.settled[call.page] - call.at) * 1000 for call in tool.pages()]


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
