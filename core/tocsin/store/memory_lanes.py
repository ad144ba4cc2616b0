"""The lanes of the memory store: FIFO, leased, fenced."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from tocsin.store.contract import Claim, EffectEnd, EffectRow, NewEffect, Pool
from tocsin.store.memory_tables import MemoryLane, settled_row
from tocsin.store.memory_write import MemoryWrite
from tocsin.store.shared_rules import PRIORITY, REPLACED, effect_row, fresh_keys


class MemoryTx(MemoryWrite):
    """`Tx` over plain dictionaries."""

    def put_effects(self, effects: Iterable[NewEffect]) -> None:
        given = tuple(effects)
        known = {new.key for new in given if new.key in self._t.keys or new.key in self._t.log}
        for new in fresh_keys(given, known):
            waiting = self._waiting_sync(new)
            if waiting is None:
                self._queue(new)
            else:
                self._replace(waiting, new)

    def _waiting_sync(self, new: NewEffect) -> EffectRow | None:
        """The newest sync this one makes superfluous: alike, and nobody is at it."""
        if new.kind != "sync" or new.lane not in self._t.lanes:
            return None
        claimed = self._t.lanes[new.lane].claimed
        alike = (
            row
            for row in map(self._t.effects.__getitem__, reversed(self._t.queues[new.lane]))
            if (row.kind, row.op, row.needs) == (new.kind, new.op, new.needs)
        )
        return next((r for r in alike if r.id != claimed and not r.ambiguous), None)

    def _replace(self, old: EffectRow, new: NewEffect) -> None:
        self._log(old, "skipped", REPLACED, new.created)
        self._j.put(self._t.effects, old.id, effect_row(old.id, new))
        self._j.put(self._t.keys, new.key, old.id)

    def _queue(self, new: NewEffect) -> None:
        number = self._t.counters.get("effect", 0) + 1
        self._j.put(self._t.counters, "effect", number)
        self._j.put(self._t.effects, number, effect_row(number, new))
        self._j.put(self._t.keys, new.key, number)
        self._j.put(self._t.queues, new.lane, (*self._t.queues.get(new.lane, ()), number))
        lane = self._t.lanes.get(new.lane)
        due = None if new.needs else new.created
        grown = replace(lane, seq=lane.seq + 1) if lane else MemoryLane(seq=1, due=due)
        self._j.put(self._t.lanes, new.lane, grown)

    def unpark(self, incident_id: str, need: str) -> None:
        freed = [row for row in self.pending(incident_id) if row.needs == need != ""]
        for row in freed:
            self._j.put(self._t.effects, row.id, replace(row, needs=""))
        for lane in dict.fromkeys(row.lane for row in freed):
            if self._t.lanes[lane].due is None:
                self._wake(lane)

    def _wake(self, lane: str) -> None:
        """The lane's head decides when it is due; nobody has it any more."""
        head = self._t.effects[self._t.queues[lane][0]]
        due = None if head.needs else head.created
        self._j.put(self._t.lanes, lane, replace(self._t.lanes[lane], due=due, claimed=0))

    def claim(
        self,
        pools: Iterable[Pool],
        now: datetime,
        until: datetime,
        limit: int,
        *,
        without: Collection[str] = (),
    ) -> Sequence[Claim]:
        wanted = set(pools)
        due = [
            (PRIORITY[head.pool], lane.due, head.id, name, head)
            for name, lane in self._t.lanes.items()
            if lane.due is not None and lane.due <= now
            if (head := self._t.effects[self._t.queues[name][0]]).pool in wanted
            if not without or self._place(head) not in without
        ]
        due.sort(key=lambda row: row[:3])
        return [self._lease(name, head, until) for _, _, _, name, head in due[:limit]]

    def _lease(self, name: str, head: EffectRow, until: datetime) -> Claim:
        lane = self._t.lanes[name]
        leased = replace(lane, fence=lane.fence + 1, due=until, claimed=head.id)
        self._j.put(self._t.lanes, name, leased)
        return Claim(lane=name, fence=leased.fence, seq=leased.seq, effect=head)

    def drop_leases(self) -> None:
        """Make every claimed lane due at once; attempts that began stay ambiguous."""
        for name, lane in tuple(self._t.lanes.items()):
            if lane.claimed:
                self._wake(name)

    def _held(self, claim: Claim) -> bool:
        lane = self._t.lanes.get(claim.lane)
        return lane is not None and (lane.fence, lane.claimed) == (claim.fence, claim.effect.id)

    def begin(self, claim: Claim, now: datetime) -> EffectRow | None:
        if not self._held(claim):
            return None
        row = self._t.effects[claim.effect.id]
        tried = replace(row, attempts=row.attempts + 1, first_attempt=row.first_attempt or now)
        self._j.put(self._t.effects, row.id, replace(tried, ambiguous=True))
        return tried

    def settle(self, claim: Claim, outcome: EffectEnd, error: str, now: datetime) -> bool:
        if not self._held(claim):
            return False
        row = self._t.effects[claim.effect.id]
        self._log(row, outcome, error, now)
        self._j.drop(self._t.effects, row.id)
        rest = self._t.queues[claim.lane][1:]
        if rest:
            self._j.put(self._t.queues, claim.lane, rest)
            self._wake(claim.lane)
        else:
            self._j.drop(self._t.queues, claim.lane)
            self._j.drop(self._t.lanes, claim.lane)
        return True

    def _log(self, row: EffectRow, outcome: EffectEnd, error: str, at: datetime) -> None:
        self._j.drop(self._t.keys, row.key)
        self._j.put(self._t.log, row.key, (row.incident, settled_row(row, outcome, error, at)))

    def retry(
        self,
        claim: Claim,
        due: datetime,
        error: str,
        *,
        ambiguous: bool,
        attempts: int | None = None,
    ) -> bool:
        if not self._held(claim):
            return False
        row = self._t.effects[claim.effect.id]
        count = row.attempts if attempts is None else attempts
        self._j.put(self._t.effects, row.id, replace(row, ambiguous=ambiguous, attempts=count))
        freed = replace(self._t.lanes[claim.lane], due=due, claimed=0)
        self._j.put(self._t.lanes, claim.lane, freed)
        return True
