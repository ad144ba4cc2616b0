"""Big databases, quickly: what one real incident left, many times over, in big units.

One incident is run through desk and engine. Its events are then kept again under other ids and
numbers, each with hashes and a chain of its own. What is left out: effects, their history and
messages that came in, which none of the rows reads.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks.conversation import CLOSE, END, WORK, lines
from benchmarks.world import make_world
from tocsin.bootstrap.clock_and_ids import utc_now
from tocsin.domain.declare import Declared
from tocsin.domain.event import Event
from tocsin.domain.evolve import fold
from tocsin.domain.incident import Incident
from tocsin.domain.obligations import timers
from tocsin.domain.policy import ProcessPolicy
from tocsin.store.contract import Store, Tx
from tocsin.store.memory import MemoryStore
from tocsin.store.sqlite import open_sqlite

BATCH = 100
AGE = timedelta(hours=9)


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """What one incident left, and the policy it was declared under."""

    events: tuple[Event, ...]
    policy: ProcessPolicy
    policy_hash: str


@dataclass(frozen=True, kw_only=True)
class Seeded:
    """How many incidents a database holds, all in all and still open."""

    stored: int
    still_open: int


def seed(path: Path, seeded: Seeded) -> None:
    """Make a database; the open incidents are the newest, and nothing of them is overdue."""
    store = open_sqlite(path, pragmas={"synchronous": "OFF", "wal_autocheckpoint": "20000"})
    try:
        ended, working = pattern(path.parent, ended=True), pattern(path.parent, ended=False)
        now = utc_now()
        first_open = seeded.stored - seeded.still_open
        _keep(store, ended, range(first_open), lambda n: now - AGE * (seeded.stored - n))
        _keep(store, working, range(first_open, seeded.stored), lambda _: now)
    finally:
        store.close()


def pattern(folder: Path, *, ended: bool) -> Pattern:
    """Run one incident of the usual conversation."""
    store = MemoryStore()
    world = make_world(folder, store)
    number = world.declare()
    world.system.settle_now()
    for who, text in lines(number, (*WORK, *END, *CLOSE) if ended else WORK):
        world.say(text, who)
        world.system.settle_now()
    incident = store.read(lambda tx: tx.incident(tx.id_of(number) or ""))
    if incident is None:
        raise RuntimeError("the pattern has no incident")
    stored = store.read(lambda tx: tx.events(incident.id))
    return Pattern(
        events=tuple(one.event for one in stored if one.event is not None),
        policy=incident.policy,
        policy_hash=incident.policy_hash,
    )


def _keep(
    store: Store, kept: Pattern, numbers: Sequence[int], begins: Callable[[int], datetime]
) -> None:
    for first in range(0, len(numbers), BATCH):
        some = numbers[first : first + BATCH]
        store.write(partial(_unit, kept, some, begins))


def _unit(kept: Pattern, numbers: Iterable[int], begins: Callable[[int], datetime], tx: Tx) -> None:
    tx.keep_policy(kept.policy_hash, kept.policy)
    for number in numbers:
        number_given = tx.next_number()
        events = _moved(kept.events, number_given, begins(number))
        blank = Incident(id=str(uuid.uuid4()), policy=kept.policy)
        after = fold(events, blank)
        tx.append(blank, events, after)
        tx.set_timers(after.id, after.number, timers(after))


def _moved(events: Sequence[Event], number: int, begins: datetime) -> list[Event]:
    """The events of another incident that began at another moment."""
    by = begins - events[0].at
    moved = [replace(event, at=event.at + by) for event in events]
    return [_opening(event, number) if isinstance(event, Declared) else event for event in moved]


def _opening(event: Declared, number: int) -> Declared:
    return replace(event, number=number, title=f"shop {number} returns 500s")
