"""The lanes of the SQL store: first in, first out, leased, fenced.

Whoever changes a lane holds its row: on PostgreSQL by `FOR UPDATE` (SQLite has one writer and
leaves that out). What is read of `effects` after that is what everybody agreed on, so a lane is
never freed while an effect that was put meanwhile waits in it; `seq` in the freeing statement
guards that once more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from tocsin.store import sql_lane_statements as q
from tocsin.store.coalesce import Plan, plan
from tocsin.store.contract import Claim, EffectEnd, EffectRow, NewEffect, Pool
from tocsin.store.rules import PRIORITY, REPLACED, fresh_keys
from tocsin.store.sql_rows import Record, Values, effect_of, effect_values, log_values
from tocsin.store.sql_write import SqlWrite
from tocsin.store.times import to_us


class SqlTx(SqlWrite):
    """`Tx` over one connection inside a transaction."""

    def put_effects(self, effects: Iterable[NewEffect]) -> None:
        given = tuple(effects)
        if not given:
            return
        keys = [effect.key for effect in given]
        fresh = fresh_keys(given, set(self._c.execute(q.KEYS, {"keys": keys}).scalars()))
        planned = plan(fresh, self._waiting_syncs(fresh))
        if planned.over:
            self._replace(planned)
        if planned.queued:
            self._c.execute(q.INSERT, [effect_values(effect) for effect in planned.queued])
            self._c.execute(self._upserts.lane, _lanes_of(planned.queued))

    def _waiting_syncs(self, fresh: Sequence[NewEffect]) -> list[EffectRow]:
        """Syncs of the same lanes that nobody is at, in id order."""
        lanes = sorted({effect.lane for effect in fresh if effect.kind == "sync"})
        if not lanes:
            return []
        return [effect_of(row) for row in self._c.execute(q.WAITING_SYNCS, {"lanes": lanes})]

    def _replace(self, planned: Plan) -> None:
        over = [log_values(row, "skipped", REPLACED, at) for row, at in planned.over]
        self._c.execute(q.LOG, over)
        changed = [
            {"number": number, **effect_values(new)} for number, new in planned.replaced.items()
        ]
        if changed:
            self._c.execute(q.REPLACE, changed)

    def unpark(self, incident_id: str, need: str) -> None:
        parked = list(self._c.execute(q.PARKED, {"incident": incident_id}).scalars())
        self._c.execute(q.UNPARK, {"incident": incident_id, "need": need})
        woken = [_wake(head) for head in self._effects(parked) if not head.needs]
        if woken:
            self._c.execute(q.WAKE, woken)

    def _effects(self, ids: Sequence[int]) -> Sequence[Record]:
        return self._c.execute(q.HEADS, {"heads": ids}).all() if ids else ()

    def claim(
        self, pools: Iterable[Pool], now: datetime, until: datetime, limit: int
    ) -> Sequence[Claim]:
        lanes: list[Record] = []
        for prio in sorted(PRIORITY[pool] for pool in set(pools)):
            wanted = {"prio": prio, "now": to_us(now), "limit": limit - len(lanes)}
            lanes += self._c.execute(q.DUE, wanted).all() if wanted["limit"] else []
        heads = {head.id: head for head in self._effects([lane.head for lane in lanes])}
        claims = [_claim(lane, heads[lane.head]) for lane in lanes]
        if claims:
            self._c.execute(q.LEASE, [_lease(claim, to_us(until)) for claim in claims])
        return claims

    def _seq_held(self, claim: Claim) -> int | None:
        """The lane's present `seq` if the claim still holds it; its row stays locked."""
        held = {"name": claim.lane, "at_fence": claim.fence, "effect": claim.effect.id}
        seq: int | None = self._c.execute(q.HELD, held).scalar()
        return seq

    def _effect(self, claim: Claim) -> EffectRow:
        return effect_of(self._c.execute(q.EFFECT, {"number": claim.effect.id}).one())

    def begin(self, claim: Claim, now: datetime) -> EffectRow | None:
        if self._seq_held(claim) is None:
            return None
        row = self._effect(claim)
        self._c.execute(q.BEGIN, {"number": row.id, "now": to_us(now)})
        return replace(row, attempts=row.attempts + 1, first_attempt=row.first_attempt or now)

    def settle(self, claim: Claim, outcome: EffectEnd, error: str, now: datetime) -> bool:
        seq = self._seq_held(claim)
        if seq is None:
            return False
        self._c.execute(q.LOG, log_values(self._effect(claim), outcome, error, now))
        self._c.execute(q.DROP, {"number": claim.effect.id})
        head = self._c.execute(q.NEXT, {"name": claim.lane}).one_or_none()
        if head is None:
            free = {"name": claim.lane, "at_fence": claim.fence, "at_seq": seq}
            self._c.execute(q.FREE, free)
        else:
            self._c.execute(q.WAKE, _wake(head))
        return True

    def retry(self, claim: Claim, due: datetime, error: str, *, ambiguous: bool) -> bool:
        if self._seq_held(claim) is None:
            return False
        tried = {"number": claim.effect.id, "unsure": ambiguous, "error": error}
        self._c.execute(q.TRIED, tried)
        self._c.execute(q.AGAIN, {"name": claim.lane, "due": to_us(due)})
        return True


def _lanes_of(queued: Sequence[NewEffect]) -> list[Values]:
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
            "due_us": None if first[lane].needs else to_us(first[lane].created),
        }
        for lane in sorted(first)
    ]


def _wake(head: Record) -> Values:
    """The lane's new head decides when it is due and in which pool."""
    due = None if head.needs else head.created_us
    return {"name": head.lane, "due": due, "first": head.id, "pool": head.prio}


def _claim(lane: Record, head: Record) -> Claim:
    return Claim(lane=lane.lane, fence=lane.fence + 1, seq=lane.seq, effect=effect_of(head))


def _lease(claim: Claim, until: int) -> Values:
    return {"name": claim.lane, "until": until, "effect": claim.effect.id}
