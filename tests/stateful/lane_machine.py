"""Everything that can be done to the lanes of a store, in any order, with crashes in between.

After each step the store is asked for all it can tell, and for more: in a unit that is taken back
every lease ever given is tried, and every lane is claimed in the far future. What it answers must
be what the plain lists of `LaneModel` answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from tests.stateful.grounds import Crash, Fault, Ground
from tests.stateful.lane_model import Holding, LaneModel
from tests.store.given import LEASE, POOLS, START, effect
from tocsin.store.contract import Claim, EffectEnd, EffectRow, NewEffect, Pool, ReadTx, Tx

T = TypeVar("T")
Lease = tuple[Claim, Holding]
INCIDENTS = ("i1", "i2")
NEEDS = ("room", "ticket")
TARGETS: dict[str, Pool] = {"pager": "page", "chat": "chat", "mail": "other"}
REMEMBERED = 4
FOR_EVER = timedelta(days=3650)


class Undo(Exception):
    """A unit that must leave nothing raises this."""


class Spec(NamedTuple):
    """An effect to be put now; `pool` "" = the usual one of its target."""

    key: int
    incident: str
    target: str
    op: str
    needs: str
    pool: Pool | Literal[""]


specs = st.builds(
    Spec,
    key=st.integers(0, 60),
    incident=st.sampled_from(["i1", "i1", "i2"]),
    target=st.sampled_from(["chat", "chat", "pager", "mail"]),
    op=st.sampled_from(["post", "post", "card", "card", "topic"]),
    needs=st.sampled_from([""] * 6 + [*NEEDS]),
    pool=st.sampled_from([""] * 6 + [*POOLS]),
)
puts = st.lists(specs, min_size=1, max_size=4)
laters = st.sampled_from([0, 0, 0, 3])
faults = st.sampled_from(
    [None] * 10 + [Fault(n, False) for n in range(4)] + [Fault(n, True) for n in (1, 3)]
)
busy = st.sampled_from(["", "", "", "", *sorted(TARGETS)])
at_its = st.sampled_from(["", "claimed", "claimed", "begun", "unsure"])
waits = st.integers(0, 12)
picks = st.integers(0, REMEMBERED - 1)
pools = st.sampled_from([POOLS, POOLS, POOLS, ("page",), ("chat", "other")])
ends = st.sampled_from(["done", "dead", "skipped"])


class LaneMachine(RuleBasedStateMachine):
    """One store, several workers with their leases, and the lists that say what must be."""

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self.ground = ground
        self.ground.wipe()
        self.store = self.ground.open()
        self.model = LaneModel()
        self.leases: list[Lease] = []
        self.now = START
        self.starts = 0
        self.shown = 0

    @initialize(starts=st.sampled_from([0, 0, 1, 2]), given=puts, limit=st.integers(1, 3))
    def begin_with_something(self, starts: int, given: list[Spec], limit: int) -> None:
        """To start again takes longer than all else, so not every story does."""
        self.starts = starts
        self.put(given, 0, None)
        self.take(POOLS, limit, "", limit > 1, None)

    # ------------------------------------------------------------------------ helpers

    def both(self, unit: Callable[[Tx], T], model: Callable[[], T], fault: Fault | None) -> None:
        """Do it to the store and to the model; if the process dies, only the store knows of it."""
        found: list[T] = []
        if self.committed(unit, fault, found):
            assert found == [model()]

    def committed(self, unit: Callable[[Tx], T], fault: Fault | None, found: list[T]) -> bool:
        """Run a unit; False if it failed, and then perhaps a new process stands on what is left."""
        self.ground.fuse.fault = fault
        try:
            found.append(self.store.write(unit))
        except Crash:
            if fault is not None and fault.kills:
                self.begin_anew()
            return False
        finally:
            self.ground.fuse.fault = None
        return True

    def begin_anew(self) -> None:
        """The process has ended, another one starts."""
        self.store = self.ground.crash()
        if self.ground.alone:
            self.model.drop_leases()

    def new(self, given: list[Spec], later: int = 0) -> list[NewEffect]:
        """Effects of one command: they are of one moment."""
        return [self._new(spec, self.now + timedelta(seconds=later)) for spec in given]

    @staticmethod
    def _new(spec: Spec, created: datetime) -> NewEffect:
        return effect(
            f"k{spec.key}",
            spec.target,
            incident=spec.incident,
            pool=spec.pool or TARGETS[spec.target],
            kind="tell" if spec.op == "post" else "sync",
            op=spec.op,
            needs=spec.needs,
            created=created,
        )

    def some_lease(self, pick: int) -> list[Lease]:
        """One that is worth something, taken now if there is none; or, rarely, one that is not."""
        if pick == 0 and self.leases:
            return self.leases[:1]
        held = [lease for lease in self.leases if self.model.holds(lease[1])]
        held = held or self.take(POOLS, 1, "", True, None)
        return held[pick % len(held) :][:1] if held else []

    def wait_for_work(self) -> None:
        due = [lane.due for lane in self.model.lanes.values() if lane.due is not None]
        self.now = max(self.now, min(due, default=self.now))

    def take(
        self, wanted: Sequence[Pool], limit: int, busy: str, begins: bool, fault: Fault | None
    ) -> list[Lease]:
        """Lease lanes, and begin their attempts in the same unit if so asked."""
        now, until = self.now, self.now + LEASE
        without = [f"/{busy}"] if busy else []

        def unit(tx: Tx) -> Sequence[Claim]:
            claims = tx.claim(wanted, now, until, limit, without=without)
            for one in claims if begins else ():
                assert tx.begin(one, now) is not None
            return claims

        found: list[Sequence[Claim]] = []
        if not self.committed(unit, fault, found):
            return []
        holdings = self.model.claim(wanted, now, until, limit, busy)
        told = [(one.lane, one.effect.lane, seen(one.effect)) for one in found[0]]
        assert told == [(one.lane, one.lane, one.item.seen) for one in holdings]
        for one in holdings if begins else ():
            self.model.begin(one, now)
        leases = list(zip(found[0], holdings, strict=True))
        self.leases = [*self.leases, *leases][-REMEMBERED:]
        return leases

    def is_begun(self, lease: Lease, fault: Fault | None) -> None:
        claim, holding = lease

        def unit(tx: Tx) -> tuple[object, ...] | None:
            row = tx.begin(claim, self.now)
            return None if row is None else seen(row)

        self.both(unit, lambda: self.model.begin(holding, self.now), fault)

    def is_over(self, lease: Lease, end: EffectEnd, fault: Fault | None) -> None:
        claim, holding = lease
        self.both(
            lambda tx: tx.settle(claim, end, "", self.now),
            lambda: self.model.settle(holding, end, self.now),
            fault,
        )

    def is_tried_later(
        self, lease: Lease, wait: int, unsure: bool, attempts: int | None, fault: Fault | None
    ) -> None:
        claim, holding = lease
        due = self.now + timedelta(seconds=wait)
        self.both(
            lambda tx: tx.retry(claim, due, "timeout", ambiguous=unsure, attempts=attempts),
            lambda: self.model.retry(holding, due, unsure=unsure, attempts=attempts),
            fault,
        )

    def has_consequences(
        self, lease: Lease, new: list[NewEffect], need: str, fault: Fault | None
    ) -> None:
        claim, holding = lease

        def unit(tx: Tx) -> bool:
            held = tx.settle(claim, "done", "", self.now)
            if held:
                tx.put_effects(new)
                tx.unpark(holding.item.new.incident, need)
            return held

        def model() -> bool:
            held = self.model.settle(holding, "done", self.now)
            if held:
                self.model.put(new)
                self.model.unpark(holding.item.new.incident, need)
            return held

        self.both(unit, model, fault)

    # -------------------------------------------------------------------------- rules

    @rule(given=puts, later=laters, fault=faults)
    def put(self, given: list[Spec], later: int, fault: Fault | None) -> None:
        new = self.new(given, later)
        self.both(lambda tx: tx.put_effects(new), lambda: self.model.put(new), fault)

    @rule(given=specs, at_it=at_its, fault=faults)
    def show_anew(self, given: Spec, at_it: str, fault: Fault | None) -> None:
        """What is to be shown changes before it is shown, meanwhile, or when nobody knows."""
        for _ in range(2):
            self.shown += 1
            self.put([given._replace(key=1000 + self.shown, op="card")], 0, fault)
            if at_it:
                taken = self.take(POOLS, 9, "", at_it != "claimed", None)
                for lease in taken if at_it == "unsure" else ():
                    self.is_tried_later(lease, 0, True, None, None)

    @rule(batch=st.lists(st.tuples(puts, st.booleans()), min_size=2, max_size=3))
    def put_together(self, batch: list[tuple[list[Spec], bool]]) -> None:
        """Several callers share one commit; a unit that fails takes back only itself."""

        def unit(new: list[NewEffect], fails: bool) -> Callable[[Tx], None]:
            def put(tx: Tx) -> None:
                tx.put_effects(new)
                if fails:
                    raise Undo

            return put

        asked = [(self.new(given), fails) for given, fails in batch]
        futures = [self.store.submit(unit(new, fails)) for new, fails in asked]
        for future, (new, fails) in zip(futures, asked, strict=True):
            assert (type(future.exception()) is Undo) == fails
            if not fails:
                self.model.put(new)

    @rule(incident=st.sampled_from(INCIDENTS), need=st.sampled_from(["", *NEEDS]), fault=faults)
    def unpark(self, incident: str, need: str, fault: Fault | None) -> None:
        self.both(
            lambda tx: tx.unpark(incident, need), lambda: self.model.unpark(incident, need), fault
        )

    @rule(wanted=pools, limit=st.integers(1, 3), busy=busy, begins=st.booleans(), fault=faults)
    def claim(
        self, wanted: Sequence[Pool], limit: int, busy: str, begins: bool, fault: Fault | None
    ) -> None:
        """A worker leases lanes, as soon as some are due; most begin their attempts at once."""
        self.wait_for_work()
        self.take(wanted, limit, busy, begins, fault)

    @rule(limit=st.integers(1, 3), end=st.sampled_from(["", "done", "dead"]), wait=waits)
    def work(self, limit: int, end: EffectEnd | Literal[""], wait: int) -> None:
        """A worker does all of its work: it fails and will try later, or it does not."""
        self.wait_for_work()
        for lease in self.take(POOLS, limit, "", True, None):
            if end:
                self.is_over(lease, end, None)
            else:
                self.is_tried_later(lease, wait, wait % 2 == 1, None, None)

    @rule(pick=picks, fault=faults)
    def begin(self, pick: int, fault: Fault | None) -> None:
        for lease in self.some_lease(pick):
            self.is_begun(lease, fault)

    @rule(pick=picks, end=ends, fault=faults)
    def settle(self, pick: int, end: EffectEnd, fault: Fault | None) -> None:
        for lease in self.some_lease(pick):
            self.is_over(lease, end, fault)

    @rule(pick=picks, given=puts, need=st.sampled_from(["", *NEEDS]), fault=faults)
    def finish(self, pick: int, given: list[Spec], need: str, fault: Fault | None) -> None:
        """What a provider answered is settled, and its consequences are put, in one unit."""
        for lease in self.some_lease(pick):
            self.has_consequences(lease, self.new(given), need, fault)

    @rule(
        pick=picks, wait=waits, unsure=st.booleans(), count=st.sampled_from([None, 0, 3]),
        fault=faults,
    )  # fmt: skip
    def retry(
        self, pick: int, wait: int, unsure: bool, count: int | None, fault: Fault | None
    ) -> None:
        for lease in self.some_lease(pick):
            self.is_tried_later(lease, wait, unsure, count, fault)

    @rule(seconds=st.sampled_from([1, 3, 6, 12, 15, 20]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(killed=st.booleans())
    def start_again(self, killed: bool) -> None:
        if not self.starts:
            return
        self.starts -= 1
        if not killed:
            self.store.close()
        self.begin_anew()

    # --------------------------------------------------------------------- invariants

    @invariant()
    def it_tells_what_the_lists_tell(self) -> None:
        with suppress(Undo):
            self.store.write(self._look)

    def _look(self, tx: Tx) -> None:
        self._compare(tx)
        self._try_every_lease(tx)
        self._reach_everything(tx)
        raise Undo

    def _compare(self, tx: ReadTx) -> None:
        assert [seen(row) for row in tx.pending()] == [one.seen for one in self.model.waiting()]
        for incident in INCIDENTS:
            told = [(row.key, row.outcome, row.attempts, row.at) for row in tx.settled(incident)]
            over = [one for one in self.model.over if one.incident == incident]
            assert told == [(one.key, one.outcome, one.attempts, one.at) for one in over]
        due = {name: lane.due for name, lane in self.model.lanes.items()}
        assert dict(tx.lanes()) == due
        assert tx.next_lane_at() == min((at for at in due.values() if at), default=None)

    def _try_every_lease(self, tx: Tx) -> None:
        """One lease of a lane is worth something, at most; a stale one can do nothing."""
        for claim, holding in self.leases:
            if self.model.holds(holding):
                assert tx.begin(claim, self.now) is not None
            else:
                assert tx.begin(claim, self.now) is None
                assert not tx.settle(claim, "done", "", self.now)
                assert not tx.retry(claim, self.now, "", ambiguous=False)

    def _reach_everything(self, tx: Tx) -> None:
        """Whatever waits is behind the head of a lane that will be claimed, or is parked."""
        end = self.now + FOR_EVER
        claims = tx.claim(POOLS, end, end + LEASE, 100)
        assert [(one.lane, one.effect.key) for one in claims] == [
            (name, self.model.lanes[name].items[0].new.key) for name in self.model.due(POOLS, end)
        ]

    # ------------------------------------------------------------------------ the end

    def teardown(self) -> None:
        """Healthy providers and time enough: all goes out in order, each key once."""
        self.it_tells_what_the_lists_tell()
        self._drain(self.now + FOR_EVER)
        assert self.store.read(lambda tx: tx.pending()) == []
        every = self.store.read(
            lambda tx: [row.key for one in INCIDENTS for row in tx.settled(one)]
        )
        assert sorted(every) == self.model.keys

    def _drain(self, now: datetime) -> None:
        for incident in INCIDENTS:
            for need in NEEDS:
                self.unpark(incident, need, None)
        assert self.store.write(lambda tx: self._send(tx, now)) == self._sent(now)

    def _send(self, tx: Tx, now: datetime) -> list[str]:
        gone = []
        for _ in self.model.keys:
            for claim in tx.claim(POOLS, now, now + LEASE, 2):
                assert tx.settle(claim, "done", "", now)
                gone.append(claim.effect.key)
        return gone

    def _sent(self, now: datetime) -> list[str]:
        gone = []
        for _ in self.model.keys:
            for holding in self.model.claim(POOLS, now, now + LEASE, 2):
                assert self.model.settle(holding, "done", now)
                gone.append(holding.item.new.key)
        return gone


def seen(row: EffectRow) -> tuple[object, ...]:
    """What a row tells, as `Item.seen`."""
    return (row.key, row.payload, row.pool, row.needs, row.attempts, row.first_attempt,
            row.ambiguous)  # fmt: skip
