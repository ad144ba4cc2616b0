"""Durable commands a second through desk and engine, against bare commits of one row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from benchmarks.conversation import lines
from benchmarks.figures import Figure
from benchmarks.floors import Commit, commits_per_second, sqlite_commits
from benchmarks.rounds import medians, rate, rate_of_callers
from benchmarks.settings import Settings
from benchmarks.world import World, make_world
from tocsin.store.sqlite import open_sqlite

CALLERS = 8
INCIDENTS = 12
EACH = 4
Work = Sequence[Callable[[], object]]


def measure(settings: Settings) -> Iterator[Figure]:
    """One caller, and eight at once."""
    folder = settings.fresh("commands")
    world = make_world(folder, open_sqlite(folder / "tocsin.db"))
    yield from figures("SQLite", world, sqlite_commits(folder / "floor.db"), settings.rounds)


def figures(database: str, world: World, commit: Commit, rounds: int) -> Iterator[Figure]:
    """Both figures, of one world and bare commits to the same kind of database."""
    contenders = {
        "floor": lambda: commits_per_second(commit),
        "one": lambda: rate(_work(world, INCIDENTS)),
        "eight": lambda: rate_of_callers([_work(world, EACH) for _ in range(CALLERS)]),
    }
    try:
        contenders["one"]()  # the first time everything is compiled
        found = medians(contenders, rounds)
    finally:
        world.system.store.close()
    yield Figure(
        what=f"commands, one caller, {database}",
        value=found["one"],
        unit="/s",
        floor=found["floor"],
        floor_is="commits/s",
        at_least=0.25,
        limit="Python between two commits: deciding, wording, and about 16 small statements",
    )
    yield Figure(
        what=f"commands, eight callers, {database}",
        value=found["eight"],
        unit="/s",
        floor=found["floor"],
        floor_is="commits/s",
        at_least=1.0,
        limit="the same Python, as one thread runs every unit; only the commits are shared",
    )


def _work(world: World, incidents: int) -> Work:
    """Everything said in some new incidents; they are declared here, before the clock runs."""
    return [
        partial(world.say, text, who)
        for _ in range(incidents)
        for who, text in lines(world.declare())
    ]
