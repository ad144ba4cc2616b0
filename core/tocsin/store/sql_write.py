"""Writing the SQL store: everything but the lanes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from tocsin.domain.event import Event
from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Timer
from tocsin.domain.policy import ProcessPolicy
from tocsin.store import tables as t
from tocsin.store.codec import encode_policy
from tocsin.store.contract import InboxRow, StoredEvent
from tocsin.store.database_errors import RunAgain
from tocsin.store.dialect import Dialect
from tocsin.store.driver_calls import DriverCalls, DriverRows
from tocsin.store.hash_chain import chain_start
from tocsin.store.projection_cache import UncommittedLayer
from tocsin.store.shared_rules import (
    by_name,
    chain_events,
    check_append,
    conflict,
    policy_missing,
    rooms_of_incident,
)
from tocsin.store.sql_keyed_texts import FACT, REF, KeyedTexts
from tocsin.store.sql_pending_writes import ChangedIncident, EarliestDue, PendingWrites
from tocsin.store.sql_read import INBOX_ROW, TIMERS, SqlRead
from tocsin.store.sql_rows import (
    Values,
    event_values,
    inbox_of,
    inbox_values,
    incident_values,
    room_values,
    timer_of,
    timer_values,
)
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
    _R.room_id == bindparam("ident"),
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

    What a unit decides is written at its end, or before something is read that may show it. Who
    changes anything of an incident holds its row, from the moment it is read to the commit:
    its timers and lanes belong to whoever holds the incident.
    """

    def __init__(
        self,
        connection: DriverCalls,
        projections: UncommittedLayer,
        dialect: Dialect,
        *,
        shift: int = 0,
    ) -> None:
        super().__init__(connection, projections, shift=shift)
        self._dialect = dialect
        self._upserts = put = dialect.upserts
        self._refs = KeyedTexts(connection, REF, put=put.ref, first=put.first_ref)
        self._facts = KeyedTexts(connection, FACT, put=put.fact, first=put.first_fact)
        self._ends: dict[str, tuple[int, str]] = {}
        self._waiting: set[Key] = set()
        self._policies: set[str] = set()  # hashes known to be kept
        self._unwritten = PendingWrites()
        self._timers_held: dict[str, Sequence[Timer]] = {}
        self._timers_there: dict[str, DriverRows] = {}
        self.soonest = EarliestDue()

    def _chain(self, incident_id: str) -> str | None:
        version, chain = self._end(incident_id)
        return chain if version else None

    def _end(self, incident_id: str) -> tuple[int, str]:
        """(version, chain) of an incident as this unit sees it; (0, …) if there is none."""
        if incident_id not in self._ends:
            row = self._c.aside(_END, {"incident": incident_id}).one_or_none()
            self._ends[incident_id] = (
                (row.version, row.chain) if row else (0, chain_start(incident_id))
            )
        return self._ends[incident_id]

    def next_number(self) -> int:
        counted = self._c.aside(self._upserts.counter, {"name": "incident"})
        number: int = counted.scalar_one()
        return number

    def append(
        self, before: Incident, events: Sequence[Event], after: Incident
    ) -> Sequence[StoredEvent]:
        check_append(before, events, after)
        version, chain = self._start_of(before)
        if version != before.version:
            raise conflict(before)
        if not events:
            return ()
        if version == 0:
            self._require_policy(after.policy_hash)
        stored = chain_events(chain, version, events)
        rows = [
            event_values(before.id, kept, event.at, event.by)
            for kept, event in zip(stored, events, strict=True)
        ]
        self._unwritten.change(before, after, stored[-1].chain, events[-1].at, rows)
        self._c.owe(self.flush)
        self._now_ours(after, stored[-1].chain)
        self._ends[after.id] = (after.version, stored[-1].chain)
        return stored

    def _start_of(self, before: Incident) -> tuple[int, str]:
        """Where the chain goes on. Whether a new one is there already, its first row will tell."""
        if before.version == 0 and before.id not in self._ends:
            return 0, chain_start(before.id)
        return self._end(before.id)

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

    def flush(self) -> None:
        """Write what this unit has decided so far.

        Raises:
            VersionConflict: An incident it opens is there already.
            Again: A text or a message is not what this unit has read any more.
        """
        with self._c.together():
            changed = self._write_incidents()
            self._ask()
        for change, rows in changed:
            if rows.rowcount != 1:
                raise conflict(change.after)
        with self._c.together():
            self._write_rest([change for change, _ in changed])
            found = [*self._facts.write(), *self._refs.write(), *self._write_inbox()]
        if any(rows.rowcount != 1 for rows in found):
            raise RunAgain

    def _ask(self) -> None:
        """What has to be known before anything is written; the answers are there afterwards."""
        for incident_id in self._unwritten.timers:
            if incident_id not in self._timers_held:
                self._timers_there[incident_id] = self._c.aside(TIMERS, {"id": incident_id})

    def _write_incidents(self) -> list[tuple[ChangedIncident, DriverRows]]:
        """What became of incidents; each must have found its row, or a free place for it."""
        changed, self._unwritten.changed = self._unwritten.changed, {}
        written = []
        for change in changed.values():
            values = incident_values(change.after, change.chain, change.at)
            if change.is_new:
                rows = self._c.aside(self._upserts.incident, values)
            else:
                fresh = {name: values[name] for name in _CHANGING}
                rows = self._c.aside(_UPDATE, {"incident": change.after.id, **fresh})
            written.append((change, rows))
        return written

    def _write_rest(self, changed: Sequence[ChangedIncident]) -> None:
        """What the answers to `_ask` were needed for, and what belongs to the incidents."""
        for incident in changed:
            if incident.before.rooms != incident.after.rooms:
                self._keep_rooms(incident.before, incident.after)
        events, self._unwritten.events = self._unwritten.events, []
        if events:
            self._c.aside(_INSERT_EVENTS, events)
        self._write_timers()

    def _require_policy(self, key: str) -> None:
        if key and not self._is_kept(key):
            raise policy_missing(key)

    def _is_kept(self, policy_hash: str) -> bool:
        if policy_hash not in self._policies:
            if self._c.aside(_HAS_POLICY, {"hash": policy_hash}).scalar() is None:
                return False
            self._policies.add(policy_hash)
        return True

    def _keep_rooms(self, before: Incident, after: Incident) -> None:
        old, new = rooms_of_incident(before), rooms_of_incident(after)
        gone = [
            {"on": room.platform, "ident": room.room_id, "incident": after.id}
            for room in sorted(old - new)
        ]
        come = [room_values(room) for room in sorted(new - old)]
        if gone:
            self._c.aside(_DROP_ROOM, gone)
        if come:
            self._c.aside(self._upserts.room, come)

    def redact(self, incident_id: str, seq: int) -> None:
        self._c.execute(_REDACT, {"incident": incident_id, "number": seq})

    def keep_policy(self, policy_hash: str, policy: ProcessPolicy) -> None:
        if not self._is_kept(policy_hash):
            row = {"hash": policy_hash, "data": encode_policy(policy)}
            self._c.aside(self._upserts.policy, row)
            self._policies.add(policy_hash)

    def set_timers(self, incident_id: str, number: int, timers: Iterable[Timer]) -> None:
        self._unwritten.timers[incident_id] = number, by_name(timers)
        self._c.owe(self.flush)

    def _write_timers(self) -> None:
        unwritten, self._unwritten.timers = self._unwritten.timers, {}
        gone: list[Values] = []
        new: list[Values] = []
        for incident_id, (number, wanted) in unwritten.items():
            there = {timer.name: timer for timer in self._timers_of(incident_id)}
            gone += [
                {"incident": incident_id, "called": name} for name in there if name not in wanted
            ]
            fresh = [timer for name, timer in wanted.items() if there.get(name) != timer]
            new += [timer_values(incident_id, number, timer) for timer in fresh]
            self.soonest.timer_at(*(to_us(timer.due) for timer in fresh))
        if gone:
            self._c.aside(_DROP_TIMER, gone)
        if new:
            self._c.aside(self._upserts.timer, new)

    def _timers_of(self, incident_id: str) -> Sequence[Timer]:
        """What was there before this unit set others."""
        held = self._timers_held.pop(incident_id, None)
        if held is not None:
            return held
        there = self._timers_there.pop(incident_id, ())
        return [timer_of(row) for row in there]

    def claim_timer(self, incident_id: str, timer: Timer) -> bool:
        if self._busy([incident_id]):
            return False
        self._timers_held[incident_id] = self.timers(incident_id)
        return timer in self._timers_held[incident_id]

    def _busy(self, incident_ids: Iterable[str]) -> set[str]:
        """Hold those of these incidents that are free; returns the others. Never waits."""
        ids = sorted(set(incident_ids))
        if self._dialect.busy is None or not ids:
            return set()
        found = self._c.aside(self._dialect.busy, {"ids": ids}).all()
        free = [row for row in found if row.version is not None]
        self._ends |= {row.id: (row.version, row.chain) for row in free if row.id not in self._ends}
        return {row.id for row in found if row.version is None}

    def inbox(self, source: str, message_id: str) -> InboxRow | None:
        key = {"source": source, "message_id": message_id}
        row = self._c.execute(_INBOX, key).one_or_none()
        if row is None or row.handled_us is None:
            self._waiting.add((source, message_id))
        return None if row is None else inbox_of(row)

    def put_inbox(self, row: InboxRow) -> bool:
        if (row.source, row.message_id) not in self._waiting:
            return self._c.execute(self._upserts.inbox, inbox_values(row)).rowcount == 1
        # This unit read that it was not handled, and did what it says.
        self._unwritten.inbox.append(inbox_values(row))
        self._c.owe(self.flush)
        if row.handled is not None:
            self._waiting.discard((row.source, row.message_id))
        return True

    def _write_inbox(self) -> list[DriverRows]:
        unwritten, self._unwritten.inbox = self._unwritten.inbox, []
        return [self._c.aside(self._upserts.inbox, values) for values in unwritten]

    def purge_inbox(self, before: datetime, limit: int) -> int:
        return self._c.execute(_PURGE, {"before": to_us(before), "limit": limit}).rowcount

    def ref(self, incident_id: str, name: str) -> str | None:
        return self._refs.get((incident_id, name))

    def set_ref(self, incident_id: str, name: str, value: str) -> None:
        self._refs.set((incident_id, name), value)
        self._c.owe(self.flush)

    def fact(self, space: str, key: str) -> str | None:
        return self._facts.get((space, key))

    def set_fact(self, space: str, key: str, value: str | None) -> None:
        if value is None:
            self._facts.drop((space, key))
        else:
            self._facts.set((space, key), value)
        self._c.owe(self.flush)
