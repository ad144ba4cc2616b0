"""What ten times as many incidents cost: listing, exporting, measuring a quarter, starting."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.rounds import medians, rate
from benchmarks.seeding import Seeded, seed
from benchmarks.settings import Settings
from benchmarks.world import make_world
from tocsin.domain.incident import Incident
from tocsin.engine.incident_export import as_export
from tocsin.store.contract import ReadTx, StoredEvent
from tocsin.store.sqlite import open_sqlite

SMALL, USUAL, FULL = 1_000, 10_000, 100_000
OPEN = 50
AIM = 1.3
MIDDLE = 2
TIMES = 20


def measure(settings: Settings) -> Iterator[Figure]:
    """The same work on two sizes, as often in turns."""
    folder = settings.fresh("growth")
    for bigger in (USUAL, *((FULL,) if settings.full else ())):
        sizes = {SMALL: _seeded(folder, SMALL), bigger: _seeded(folder, bigger)}
        for what, work in WORK.items():
            found = medians(
                {str(size): partial(work, path, size) for size, path in sizes.items()},
                settings.rounds,
            )
            yield Figure(
                what=f"{what}, {bigger:,} incidents",
                value=found[str(bigger)],
                unit="ms",
                floor=found[str(SMALL)],
                floor_is=f"ms, {SMALL:,} incidents",
                at_most=AIM,
                limit=f"{OPEN} are open in both: what has ended should cost nothing",
            )


def _seeded(folder: Path, size: int) -> Path:
    path = folder / f"{size}" / "tocsin.db"
    if not path.exists():
        path.parent.mkdir()
        seed(path, Seeded(stored=size, still_open=OPEN))
    return path


def _list(path: Path, _size: int) -> float:
    store = open_sqlite(path)
    world = make_world(path.parent, store)
    try:
        world.say("!incident list")
        return _each_ms(partial(world.say, "!incident list all"))
    finally:
        store.close()


def _metrics(path: Path, _size: int) -> float:
    store = open_sqlite(path)
    world = make_world(path.parent, store)
    try:
        world.say("!incident metrics")
        return _each_ms(partial(world.say, "!incident metrics"))
    finally:
        store.close()


def _export(path: Path, size: int) -> float:
    store = open_sqlite(path)
    people = make_world(path.parent, store).system.teams.people

    def once() -> None:
        incident, events = store.read(partial(_found, size // MIDDLE))
        as_export(incident, events, people)

    try:
        once()
        return _each_ms(once)
    finally:
        store.close()


def _found(number: int, tx: ReadTx) -> tuple[Incident, list[StoredEvent]]:
    incident = tx.incident(tx.id_of(number) or "")
    if incident is None:
        raise RuntimeError(f"INC-{number} was not seeded")
    return incident, list(tx.events(incident.id))


def _start(path: Path, _size: int) -> float:
    def once() -> None:
        store = open_sqlite(path)
        make_world(path.parent, store).system.recover()
        store.close()

    return _ms(once)


def _each_ms(work: Callable[[], object]) -> float:
    return 1000 / rate([work] * TIMES)


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


WORK = {"list": _list, "export": _export, "metrics": _metrics, "start": _start}
