"""Writing the SQL store: everything but the lanes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from tocsin.domain.events import Event
from tocsin.domain.incident import Incident
from tocsin.domain.obligations import Timer
from tocsin.domain.policy import ProcessPolicy
from tocsin.store import tables as t
from tocsin.store.cache import Layer
from tocsin.store.codec import encode_policy
from tocsin.store.contract import InboxRow, StoredEvent
from tocsin.store.dialect import Dialect
from tocsin.store.direct import Direct
from tocsin.store.faults import Again
from tocsin.store.hashes import chain_start
from tocsin.store.rules import by_name, chained, check_append, conflict, policy_missing, room_names
from tocsin.store.sql_read import INBOX_ROW, SqlRead
from tocsin.store.sql_rows import (
    Values,
    event_values,
    inbox_of,
    inbox_values,
    incident_values,
    timer_values,
)
from tocsin.store.sql_soonest import Soonest
from tocsin.store.sql_texts import FACT, REF, KeyedTexts
from tocsin.store.times import from_us, to_us

Key = tuple[str, str]

_I, _E, _R, _TI = t.INCIDENTS.c, t.EVENTS.c, t.ROOMS.c, t.TIMERS.c
# Read once by each unit; on PostgreSQL nobody else changes the incident until its commit.
_END = select(_I.version, _I.chain).where(_I.id == bindparam("incident")).with_for_update()
_KEPT_AT = (
    select(_I.version, _I.chain, _I.updated_us)
    .where(_I.id == bindparam("incident"))
    .with_for_update()
)
_HAS_POLICY = select(t.POLICIES.c.hash).where(t.POLICIES.c.hash == bindparam("hash"))
# Only what can change: to touch the key would make SQLite look at every event of the incident.
_CHANGING = "title status is_open severity version updated_us policy_hash chain state cause".split()
_UPDATE = (
    update(t.INCIDENTS)
    .where(_I.id == bindparam("incident"))
    .values({name: bindparam(name) for name in _CHANGING})
)
_INSERT_EVENTS = insert(t.EVENTS)
_REDACT = (
    update(t.EVENTS)
    .where(_E.incident_id == bindparam("incident"), _E.seq == bindparam("number"))
    .values(data=None)
)
_DROP_ROOM = delete(t.ROOMS).where(
    _R.platform == bindparam("on"),
    _R.name == bindparam("called"),
    _R.incident_id == bindparam("incident"),
)
_PURGE = delete(t.INBOX).where(
    t.INBOX.c.id.in_(
        select(t.INBOX.c.id)
        .where(t.INBOX.c.handled_us < bindparam("before"))
        .order_by(t.INBOX.c.id)
        .limit(bindparam("limit"))
    )
)
_DROP_TIMER = delete(t.TIMERS).where(
    _TI.incident_id == bindparam("incident"), _TI.name == bindparam("called")
)
_INBOX = INBOX_ROW.with_for_update()


class SqlWrite(SqlRead):
    """Events, projections, timers, inbox, refs, facts.

    Who changes anything of an incident holds its row, from the moment it is read to the commit:
    its timers and lanes belong to whoever holds the incident.
    """

    def __init__(
        self, connection: Direct, projections: Layer, dialect: Dialect, *, shift: int = 0
    ) -> None:
        super().__init__(connection, projections, shift=shift)
        self._dialect = dialect
        self._upserts = put = dialect.upserts
        self._refs = KeyedTexts(connection, REF, put=put.ref, first=put.first_ref)
        self._facts = KeyedTexts(connection, FACT, put=put.fact, first=put.first_fact)
        self._ends: dict[str, tuple[int, str]] = {}
        self._waiting: set[Key] = set()
        self.soonest = Soonest()

    def _chain(self, incident_id: str) -> str | None:
        version, chain = self._end(incident_id)
        return chain if version else None

    def _end(self, incident_id: str) -> tuple[int, str]:
        """(version, chain) of an incident as this unit sees it; (0, …) if there is none."""
        if incident_id not in self._ends:
            row = self._c.execute(_END, {"incident": incident_id}).one_or_none()
            self._ends[incident_id] = (
                (row.version, row.chain) if row else (0, chain_start(incident_id))
            )
        return self._ends[incident_id]

    def next_number(self) -> int:
        counted = self._c.execute(self._upserts.counter, {"name": "incident"})
        number: int = counted.scalar_one()
        return number

    def append(
        self, before: Incident, events: Sequence[Event], after: Incident
    ) -> Sequence[StoredEvent]:
        check_append(before, events, after)
        version, chain = self._end(before.id)
        if version != before.version:
            raise conflict(before)
        if not events:
            return ()
        stored = chained(chain, version, events)
        self._project(before, after, incident_values(after, stored[-1].chain, events[-1].at))
        rows = [
            event_values(before.id, kept, event.at, event.by)
            for kept, event in zip(stored, events, strict=True)
        ]
        self._c.execute(_INSERT_EVENTS, rows)
        self._now_ours(after, stored[-1].chain)
        self._ends[after.id] = (after.version, stored[-1].chain)
        return stored

    def keep_anew(self, incident: Incident) -> None:
        row = self._c.execute(_KEPT_AT, {"incident": incident.id}).one_or_none()
        if row is None or row.version != incident.version:
            raise conflict(incident)
        values = incident_values(incident, row.chain, from_us(row.updated_us))
        changed = {name: values[name] for name in _CHANGING}
        self._c.execute(_UPDATE, {"incident": incident.id, **changed})
        self._now_ours(incident, row.chain)

    def _now_ours(self, incident: Incident, chain: str) -> None:
        self._projections.keep({(incident.id, chain): incident})
        self._outdated.discard(incident.id)

    def _project(self, before: Incident, after: Incident, values: Values) -> None:
        if before.version == 0:
            self._open(after, values)
        else:
            changed = {name: values[name] for name in _CHANGING}
            self._c.execute(_UPDATE, {"incident": after.id, **changed})
        if before.rooms != after.rooms:
            self._keep_rooms(before, after)

    def _open(self, after: Incident, values: Values) -> None:
        key = after.policy_hash
        if key and self._c.execute(_HAS_POLICY, {"hash": key}).scalar() is None:
            raise policy_missing(key)
        if self._c.execute(self._upserts.incident, values).rowcount != 1:
            raise conflict(after)

    def _keep_rooms(self, before: Incident, after: Incident) -> None:
        old, new = room_names(before), room_names(after)
        gone = [
            {"on": platform, "called": name, "incident": after.id}
            for platform, name in sorted(old.keys() - new.keys())
        ]
        come = [
            {"platform": platform, "name": name, "incident_id": after.id}
            for platform, name in sorted(new.keys() - old.keys())
        ]
        if gone:
            self._c.execute(_DROP_ROOM, gone)
        if come:
            self._c.execute(self._upserts.room, come)

    def redact(self, incident_id: str, seq: int) -> None:
        self._c.execute(_REDACT, {"incident": incident_id, "number": seq})

    def keep_policy(self, policy_hash: str, policy: ProcessPolicy) -> None:
        if self._c.execute(_HAS_POLICY, {"hash": policy_hash}).scalar() is None:
            row = {"hash": policy_hash, "data": encode_policy(policy)}
            self._c.execute(self._upserts.policy, row)

    def set_timers(self, incident_id: str, number: int, timers: Iterable[Timer]) -> None:
        wanted = by_name(timers)
        there = {timer.name: timer for timer in self.timers(incident_id)}
        gone = [{"incident": incident_id, "called": name} for name in there if name not in wanted]
        new = [timer for name, timer in wanted.items() if there.get(name) != timer]
        if gone:
            self._c.execute(_DROP_TIMER, gone)
        if new:
            rows = [timer_values(incident_id, number, timer) for timer in new]
            self._c.execute(self._upserts.timer, rows)
            self.soonest.timer_at(*(to_us(timer.due) for timer in new))

    def claim_timer(self, incident_id: str, timer: Timer) -> bool:
        if self._busy([incident_id]):
            return False
        return timer in self.timers(incident_id)

    def _busy(self, incident_ids: Iterable[str]) -> set[str]:
        """Hold those of these incidents that are free; returns the others. Never waits."""
        ids = sorted(set(incident_ids))
        if self._dialect.busy is None or not ids:
            return set()
        return set(self._c.execute(self._dialect.busy, {"ids": ids}).scalars())

    def inbox(self, source: str, message_id: str) -> InboxRow | None:
        key = {"source": source, "message_id": message_id}
        row = self._c.execute(_INBOX, key).one_or_none()
        if row is None or row.handled_us is None:
            self._waiting.add((source, message_id))
        return None if row is None else inbox_of(row)

    def put_inbox(self, row: InboxRow) -> bool:
        put = self._c.execute(self._upserts.inbox, inbox_values(row)).rowcount == 1
        if not put and (row.source, row.message_id) in self._waiting:
            raise Again  # this unit read that it was not handled, and did what it says
        return put

    def purge_inbox(self, before: datetime, limit: int) -> int:
        return self._c.execute(_PURGE, {"before": to_us(before), "limit": limit}).rowcount

    def ref(self, incident_id: str, name: str) -> str | None:
        return self._refs.get((incident_id, name))

    def set_ref(self, incident_id: str, name: str, value: str) -> None:
        self._refs.set((incident_id, name), value)

    def fact(self, space: str, key: str) -> str | None:
        return self._facts.get((space, key))

    def set_fact(self, space: str, key: str, value: str | None) -> None:
        if value is None:
            self._facts.drop((space, key))
        else:
            self._facts.set((space, key), value)
