"""Whatever is done, SQL answers as memory does, and the invariants of the lanes hold.

The machine drives both stores with the same operations, in any order: puts, parks, claims by
several workers that may die, settles by whoever still thinks it holds a lane, and units that fail.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Protocol, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.postgres import Cluster
from tests.store.given import LEASE, START, appending, declared, effect, noted, timer
from tocsin.domain import events as e
from tocsin.domain.evolve import fold
from tocsin.domain.incident import Incident
from tocsin.store.contract import Claim, NewEffect, ReadTx, Store, StoredEvent, Tx
from tocsin.store.memory import MemoryStore
from tocsin.store.postgres import open_postgres
from tocsin.store.sqlite import open_sqlite

T = TypeVar("T")
INCIDENTS = ("i1", "i2")
incidents = st.sampled_from(INCIDENTS)
needs = st.sampled_from(["", "", "", "room", "ticket"])
poolings = st.sets(st.sampled_from(["page", "chat", "other"]), min_size=1)


class Burst(Exception):
    """A unit that fails after it has done its work."""


def everything(tx: ReadTx) -> tuple[object, ...]:
    each = tuple(
        (tx.incident(i), tx.events(i), tx.timers(i), tx.settled(i), tx.pending(i))
        for i in INCIDENTS
    )
    lists = (list(tx.incidents()), list(tx.incidents(open_only=False)), tx.pending())
    return (*each, *lists, tx.timers_due(START, 3), tx.next_timer_at(), tx.next_lane_at())


class Ground(Protocol):
    """Where the SQL store lies. `shared`: with other processes, whose leases are left alone."""

    shared: bool

    def open(self) -> Store: ...

    def clear(self) -> None: ...


class File:
    """A database of SQLite."""

    shared = False

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp())

    def open(self) -> Store:
        return open_sqlite(self._folder / "tocsin.db", pragmas={"synchronous": "OFF"})

    def clear(self) -> None:
        shutil.rmtree(self._folder)


class Database:
    """A database of PostgreSQL."""

    shared = True

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._name = cluster.new_database("tocsin")

    def open(self) -> Store:
        return open_postgres(self._cluster.url(self._name))

    def clear(self) -> None:
        self._cluster.drop_database(self._name)


class Stores(RuleBasedStateMachine):
    """Memory and SQL, side by side."""

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self.ground = ground
        self.memory = MemoryStore()
        self.sql = ground.open()
        self.now = START
        self.claims: list[Claim] = []
        self.puts: dict[str, str] = {}
        self.known = {i: Incident(id=i) for i in INCIDENTS}

    def teardown(self) -> None:
        self.sql.close()
        self.ground.clear()

    def both(self, unit: Callable[[Tx], T]) -> T:
        one, two = self.memory.write(unit), self.sql.write(unit)
        assert one == two
        return one

    @rule(incident=incidents, closing=st.booleans())
    def happen(self, incident: str, closing: bool) -> None:
        before = self.known[incident]
        event: e.Event = noted(at=self.now)
        if before.version == 0:
            event = declared(INCIDENTS.index(incident) + 1, at=self.now)
        elif closing:
            event = e.Resolved(at=self.now, by="ana")
        self.both(lambda tx: list(appending(before, event)(tx)))
        self.known[incident] = fold((event,), before)

    @rule(
        incident=incidents,
        given=st.lists(st.tuples(st.sampled_from(["ack", "update", "role:tl"]), st.integers(0, 9))),
    )
    def owe(self, incident: str, given: list[tuple[str, int]]) -> None:
        number = INCIDENTS.index(incident) + 1
        timers = [timer(name, seconds) for name, seconds in dict(given).items()]
        self.both(lambda tx: tx.set_timers(incident, number, timers))

    @rule(
        incident=incidents,
        given=st.lists(
            st.tuples(
                st.sampled_from(["a", "b"]),
                st.sampled_from(["tell", "card", "topic"]),
                needs,
                st.integers(0, 30),
            ),
            max_size=5,
        ),
        page=st.booleans(),
        fails=st.booleans(),
    )
    def put(
        self, incident: str, given: list[tuple[str, str, str, int]], page: bool, fails: bool
    ) -> None:
        effects = [self.effect(incident, one, page) for one in given]
        if fails and self.ground.shared:
            return  # PostgreSQL gives no id a second time: from here on they would be others
        if fails:
            self.fail(lambda tx: tx.put_effects(effects))
            return
        self.both(lambda tx: tx.put_effects(effects))
        for one in effects:
            self.puts.setdefault(one.key, one.lane)

    def effect(self, incident: str, one: tuple[str, str, str, int], page: bool) -> NewEffect:
        target, op, need, key = one
        pool = "page" if page else "chat"
        return effect(
            f"{incident}:{target}:{key}",
            f"{pool}-{target}",
            incident=incident,
            pool="page" if page else "chat",
            kind="tell" if op == "tell" else "sync",
            op=op,
            needs=need,
            created=self.now,
        )

    def fail(self, unit: Callable[[Tx], object]) -> None:
        def failing(tx: Tx) -> None:
            unit(tx)
            raise Burst

        for store in (self.memory, self.sql):
            try:
                store.write(failing)
            except Burst:
                continue
            raise AssertionError("the unit did not fail")

    @rule(incident=incidents, need=needs)
    def unpark(self, incident: str, need: str) -> None:
        self.both(lambda tx: tx.unpark(incident, need))

    @rule(pools=poolings, limit=st.integers(1, 3), fails=st.booleans())
    def claim(self, pools: set[str], limit: int, fails: bool) -> None:
        wanted = [pool for pool in ("page", "chat", "other") if pool in pools]

        def unit(tx: Tx) -> list[Claim]:
            return list(tx.claim(wanted, self.now, self.now + LEASE, limit))

        if fails:
            self.fail(unit)
        else:
            self.claims += self.both(unit)

    @precondition(lambda self: self.claims)
    @rule(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.claims))
        self.both(lambda tx: tx.begin(one, self.now))

    @precondition(lambda self: self.claims)
    @rule(data=st.data(), fails=st.booleans())
    def settle(self, data: st.DataObject, fails: bool) -> None:
        one = data.draw(st.sampled_from(self.claims))
        if fails:
            self.fail(lambda tx: tx.settle(one, "done", "", self.now))
        else:
            self.both(lambda tx: tx.settle(one, "done", "", self.now))

    @precondition(lambda self: self.claims)
    @rule(data=st.data(), wait=st.integers(0, 20), ambiguous=st.booleans())
    def retry(self, data: st.DataObject, wait: int, ambiguous: bool) -> None:
        one = data.draw(st.sampled_from(self.claims))
        due = self.now + timedelta(seconds=wait)
        self.both(lambda tx: tx.retry(one, due, "timeout", ambiguous=ambiguous))

    @rule(seconds=st.integers(1, 20))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def open_again(self) -> None:
        if not self.ground.shared:
            self.memory = self.memory.reopened()
        self.sql.close()
        self.sql = self.ground.open()

    @rule()
    def drain(self) -> None:
        """Healthy providers and time enough: nothing stays but what is parked, in lane order."""
        later = self.now + timedelta(hours=1)

        def unit(tx: Tx) -> list[str]:
            gone = []
            while claims := tx.claim(("page", "chat", "other"), later, later + LEASE, 2):
                for one in claims:
                    assert tx.settle(one, "done", "", later)
                    gone.append(one.effect.key)
            return gone

        before = self.memory.read(lambda tx: tx.pending())
        gone = self.both(unit)
        for lane in {row.lane for row in before}:
            in_lane = [row for row in before if row.lane == lane]
            parked = next((n for n, row in enumerate(in_lane) if row.needs), len(in_lane))
            expected = [row.key for row in in_lane[:parked]]
            assert [key for key in gone if self.puts[key] == lane] == expected

    @invariant()
    def they_answer_alike(self) -> None:
        assert self.memory.read(everything) == self.sql.read(everything)

    @invariant()
    def every_key_is_accounted_for_once(self) -> None:
        def keys(tx: ReadTx) -> list[str]:
            done = [row.key for i in INCIDENTS for row in tx.settled(i)]
            return sorted([*done, *(row.key for row in tx.pending())])

        assert self.sql.read(keys) == sorted(self.puts)

    @invariant()
    def the_projection_is_the_fold(self) -> None:
        for i in INCIDENTS:
            rows, incident = self.timeline(i)
            folded = fold((row.event for row in rows if row.event), Incident(id=i))
            assert folded == self.known[i] == (incident or Incident(id=i))

    def timeline(self, incident_id: str) -> tuple[Sequence[StoredEvent], Incident | None]:
        return self.sql.read(lambda tx: (tx.events(incident_id), tx.incident(incident_id)))


def explore(new_ground: Callable[[], Ground], *, most: int) -> None:
    class OnGround(Stores):
        def __init__(self) -> None:
            super().__init__(new_ground())

    run_state_machine_as_test(
        OnGround,
        settings=settings(max_examples=most, stateful_step_count=40, deadline=None),
    )


# A failure is made small before it is shown, which takes longer than the test.
@pytest.mark.timeout(600)
def test_sqlite_answers_as_memory_does() -> None:
    explore(File, most=40)


@pytest.mark.timeout(600)
def test_postgresql_answers_as_memory_does(postgres: Cluster) -> None:
    explore(lambda: Database(postgres), most=10)
