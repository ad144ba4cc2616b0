"""Durable commands a second through desk and engine, against bare commits of one row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from benchmarks.conversation import lines
from benchmarks.figures import Figure
from benchmarks.floors import commits_per_second, sqlite_commits
from benchmarks.rounds import medians, rate, rate_of_callers
from benchmarks.settings import Settings
from benchmarks.world import World, make_world
from tocsin.store.sqlite import open_sqlite

CALLERS = 8
INCIDENTS = 12
Work = Sequence[Callable[[], object]]


def measure(settings: Settings) -> Iterator[Figure]:
    """One caller, and eight at once, on SQLite."""
    folder = settings.fresh("commands")
    store = open_sqlite(folder / "tocsin.db")
    world = make_world(folder, store)
    commit = sqlite_commits(folder / "floor.db")
    contenders = {
        "floor": lambda: commits_per_second(commit),
        "one": lambda: rate(_work(world, INCIDENTS)),
        "eight": lambda: rate_of_callers([_work(world, 4) for _ in range(CALLERS)]),
    }
    try:
        contenders["one"]()
        found = medians(contenders, settings.rounds)
    finally:
        store.close()
    yield Figure(
        what="commands, one caller, SQLite",
        value=found["one"],
        unit="/s",
        floor=found["floor"],
        floor_is="commits/s",
        at_least=0.25,
        limit="Python between two commits: reading, deciding, wording, eight statements",
    )
    yield Figure(
        what="commands, eight callers, SQLite",
        value=found["eight"],
        unit="/s",
        floor=found["floor"],
        floor_is="commits/s",
        at_least=1.0,
        limit="the same Python: one thread runs every unit, commits are shared",
    )


def _work(world: World, incidents: int) -> Work:
    """Everything said in some new incidents; they are declared here, before the clock runs."""
    return [
        partial(world.say, text, who)
        for _ in range(incidents)
        for who, text in lines(world.declare())
    ]
