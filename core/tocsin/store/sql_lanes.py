"""The lanes of the SQL store: FIFO, leased, fenced.

Whoever changes a lane holds first its incident, then its row: on PostgreSQL by `FOR UPDATE`
(SQLite has one writer and leaves that out). Claiming goes the other way round, and so it never
waits: it takes what is free. What is read of `effects` after that is what everybody agreed on, so a
lane is never freed while an effect that was put meanwhile waits in it; `seq` in the freeing
statement guards that once more. Where there are several processes, lanes are kept by the clock of
the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypedDict

from sqlalchemy.sql.expression import ClauseElement

from tocsin.store import sql_lane_statements as q
from tocsin.store.compiled_statements import DriverRow
from tocsin.store.contract import Claim, EffectEnd, EffectRow, NewEffect, Pool
from tocsin.store.dialect import Dialect
from tocsin.store.driver_calls import DriverCalls, DriverRows
from tocsin.store.projection_cache import UncommittedLayer
from tocsin.store.shared_rules import PRIORITY, REPLACED, effect_row, fresh_keys
from tocsin.store.sql_pending_writes import ChangedIncident
from tocsin.store.sql_rows import Values, effect_of, effect_values, log_values
from tocsin.store.sql_write import SqlWrite
from tocsin.store.times import to_us

# So many incidents that others are at are passed over before a claim comes back another time.
CROWD = 5


class NewLane(TypedDict):
    """A row of the table of lanes; `first_key` names its head, `of` and `to` its place."""

    lane: str
    incident_id: str
    prio: int
    seq: int
    first_key: str
    of: str
    to: str
    due_us: int | None


class SqlTx(SqlWrite):
    """`Tx` over one connection inside a transaction."""

    def __init__(
        self,
        connection: DriverCalls,
        projections: UncommittedLayer,
        dialect: Dialect,
        *,
        shift: int = 0,
    ) -> None:
        super().__init__(connection, projections, dialect, shift=shift)
        self._put: list[NewEffect] = []
        self._later: list[tuple[ClauseElement, Values | Sequence[Values]]] = []
        self._leased: dict[tuple[str, int], Claim] = {}
        self._known_keys = DriverRows()
        self._syncs = DriverRows()

    def put_effects(self, effects: Iterable[NewEffect]) -> None:
        given = tuple(effects)
        if given:
            self._put += given
            self._c.owe(self.flush)

    def _write_later(self, statement: ClauseElement, values: Values | Sequence[Values]) -> None:
        """A statement whose answer nobody needs goes with the next that are sent."""
        self._later.append((statement, values))
        self._c.owe(self.flush)

    def _ask(self) -> None:
        later, self._later = self._later, []
        for statement, values in later:
            self._c.aside(statement, values)
        super()._ask()
        self._known_keys, self._syncs = DriverRows(), DriverRows()
        if self._put:
            keys = [effect.key for effect in self._put]
            self._known_keys = self._c.aside(q.KEYS, {"keys": keys})
        lanes = sorted({effect.lane for effect in self._put if effect.kind == "sync"})
        if lanes:
            self._syncs = self._c.aside(q.WAITING_SYNCS, {"lanes": lanes})

    def _write_rest(self, changed: Sequence[ChangedIncident]) -> None:
        super()._write_rest(changed)
        put, self._put = self._put, []
        fresh = fresh_keys(put, set(self._known_keys.scalars()))
        planned = plan(fresh, [effect_of(row) for row in self._syncs])
        if planned.over:
            self._replace(planned)
        if planned.queued:
            self._c.aside(q.INSERT, [effect_values(effect) for effect in planned.queued])
            lanes = _lanes_of(planned.queued, self._shift)
            self._c.aside(self._upserts.lane, lanes)
            self.soonest.lane_at(*(lane["due_us"] for lane in lanes))

    def _replace(self, planned: LaneChanges) -> None:
        over = [log_values(row, "skipped", REPLACED, at) for row, at in planned.over]
        self._c.aside(q.LOG, over)
        changed = [
            {"number": number, **effect_values(new)} for number, new in planned.replaced.items()
        ]
        if changed:
            self._c.aside(q.REPLACE, changed)
            self._c.aside(q.MOVE, [_move(*move) for move in planned.replaced.items()])

    def unpark(self, incident_id: str, need: str) -> None:
        self._c.pay()
        with self._c.together():
            parked = self._c.aside(q.PARKED, {"incident": incident_id})
            self._c.aside(q.UNPARK, {"incident": incident_id, "need": need})
        woken = [head for head in self._effects(parked.scalars()) if not head.needs]
        if woken:
            self._wake(*woken)

    def _wake(self, *heads: DriverRow) -> None:
        """A lane's new head decides when it is due and in which pool."""
        rows = [
            {"name": head.lane, "due": self._due_of(head), "first": head.id, "pool": head.prio}
            for head in heads
        ]
        self._write_later(q.WAKE, rows)
        self.soonest.lane_at(*(self._due_of(head) for head in heads))

    def _due_of(self, head: DriverRow) -> int | None:
        return None if head.needs else head.created_us + self._shift

    def _lane_us(self, at: datetime) -> int:
        return to_us(at) + self._shift

    def _effects(self, ids: Sequence[int]) -> Sequence[DriverRow]:
        return self._c.execute(q.HEADS, {"heads": ids}).all() if ids else ()

    def claim(
        self,
        pools: Iterable[Pool],
        now: datetime,
        until: datetime,
        limit: int,
        *,
        without: Collection[str] = (),
    ) -> Sequence[Claim]:
        lanes: list[DriverRow] = []
        for prio in sorted(PRIORITY[pool] for pool in set(pools)):
            if len(lanes) < limit:
                lanes += self._due(prio, self._lane_us(now), limit - len(lanes), without)
        heads = {head.id: head for head in self._effects([lane.head for lane in lanes])}
        claims = [_claim(lane, heads[lane.head]) for lane in lanes]
        if claims:
            self._write_later(q.LEASE, [_lease(claim, self._lane_us(until)) for claim in claims])
            self._leased |= {(claim.lane, claim.fence): claim for claim in claims}
        return claims

    def _due(
        self, prio: int, now: int, limit: int, without: Collection[str]
    ) -> Sequence[DriverRow]:
        """Lanes that are due and whose incidents nobody else is at; both are held from now on."""
        asked: Values = {"prio": prio, "now": now, "limit": limit}
        if without:
            asked["busy"] = sorted(without)
        avoid: set[str] = set()
        for _ in range(CROWD):
            if avoid:
                asked["avoid"] = sorted(avoid)
            found = self._c.execute(q.DUE[bool(without), bool(avoid)], asked).all()
            taken = self._busy(lane.incident_id for lane in found)
            if not taken:
                return found
            avoid |= taken
        return ()

    def _held(self, claim: Claim) -> DriverRow | None:
        """The effect if the claim still holds its lane; it and its incident stay locked."""
        self._end(claim.effect.incident)
        held = {"name": claim.lane, "at_fence": claim.fence, "effect": claim.effect.id}
        return self._c.execute(q.HELD, held).one_or_none()

    def begin(self, claim: Claim, now: datetime) -> EffectRow | None:
        row = self._row_of(claim)
        if row is None:
            return None
        self._write_later(q.BEGIN, {"number": row.id, "now": to_us(now)})
        return replace(row, attempts=row.attempts + 1, first_attempt=row.first_attempt or now)

    def _row_of(self, claim: Claim) -> EffectRow | None:
        """The effect as it is; what this very unit has claimed, nobody else has changed."""
        if self._leased.pop((claim.lane, claim.fence), None) is not None:
            return claim.effect
        held = self._held(claim)
        return None if held is None else effect_of(held)

    def settle(self, claim: Claim, outcome: EffectEnd, error: str, now: datetime) -> bool:
        held = self._held(claim)
        if held is None:
            return False
        self._leased.pop((claim.lane, claim.fence), None)
        free = {"name": claim.lane, "at_fence": claim.fence, "at_seq": held.held_seq}
        with self._c.together():
            self._c.aside(q.LOG, log_values(effect_of(held), outcome, error, now))
            self._c.aside(q.DROP, {"number": claim.effect.id})
            freed = self._c.aside(q.FREE, free)
        if freed.rowcount != 1:
            self._wake(*self._c.aside(q.NEXT, {"name": claim.lane}))
        return True

    def retry(
        self,
        claim: Claim,
        due: datetime,
        error: str,
        *,
        ambiguous: bool,
        attempts: int | None = None,
    ) -> bool:
        if self._held(claim) is None:
            return False
        self._leased.pop((claim.lane, claim.fence), None)
        tried = {"number": claim.effect.id, "unsure": ambiguous, "error": error}
        if attempts is None:
            self._write_later(q.TRIED, tried)
        else:
            self._write_later(q.TRIED_SO_OFTEN, {**tried, "count": attempts})
        self._write_later(q.AGAIN, {"name": claim.lane, "due": self._lane_us(due)})
        self.soonest.lane_at(self._lane_us(due))
        return True


def _lanes_of(queued: Sequence[NewEffect], shift: int) -> list[NewLane]:
    """A row for each lane, sorted: as it is when new, and by how much `seq` grows when not."""
    first = {effect.lane: effect for effect in reversed(queued)}
    counts = Counter(effect.lane for effect in queued)
    return [
        {
            "lane": lane,
            "incident_id": first[lane].incident,
            "prio": PRIORITY[first[lane].pool],
            "seq": counts[lane],
            "first_key": first[lane].key,
            "of": first[lane].incident,
            "to": f"/{first[lane].target}",
            "due_us": None if first[lane].needs else to_us(first[lane].created) + shift,
        }
        for lane in sorted(first)
    ]


def _move(number: int, new: NewEffect) -> Values:
    return {"name": new.lane, "effect": number, "pool": PRIORITY[new.pool]}


def _claim(lane: DriverRow, head: DriverRow) -> Claim:
    return Claim(lane=lane.lane, fence=lane.fence + 1, seq=lane.seq, effect=effect_of(head))


def _lease(claim: Claim, until: int) -> Values:
    return {"name": claim.lane, "until": until, "effect": claim.effect.id}


Slot = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class LaneChanges:
    """The effects to insert and those to replace.

    Args:
        queued: New rows, in order.
        replaced: Id of a waiting row and what takes its place.
        over: Effects that will never be sent, and when they were replaced.
    """

    queued: list[NewEffect] = field(default_factory=list)
    replaced: dict[int, NewEffect] = field(default_factory=dict)
    over: list[tuple[EffectRow, datetime]] = field(default_factory=list)


def plan(fresh: Iterable[NewEffect], waiting: Iterable[EffectRow]) -> LaneChanges:
    """Sort new effects into inserted and replacing; `waiting` are unclaimed syncs by id."""
    planned = LaneChanges()
    slots = {_slot(row): row for row in waiting}
    for new in fresh:
        before = slots.get(_slot(new)) if new.kind == "sync" else None
        row = effect_row(_place(planned, before, new), new)
        if new.kind == "sync":
            slots[_slot(new)] = row
    return planned


def _place(planned: LaneChanges, before: EffectRow | None, new: NewEffect) -> int:
    """The id the effect goes under: below zero for those that have none yet."""
    if before is None:
        planned.queued.append(new)
        return -len(planned.queued)
    planned.over.append((before, new.created))
    if before.id < 0:
        planned.queued[-before.id - 1] = new
    else:
        planned.replaced[before.id] = new
    return before.id


def _slot(effect: EffectRow | NewEffect) -> Slot:
    return effect.lane, effect.op, effect.needs
