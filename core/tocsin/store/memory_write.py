"""Writes of the memory store, without the lanes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from tocsin.domain.event import Event
from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Timer
from tocsin.domain.policy import ProcessPolicy
from tocsin.store.contract import InboxRow, StoredEvent
from tocsin.store.hash_chain import chain_start
from tocsin.store.memory_read import MemoryRead
from tocsin.store.memory_tables import Journal, StoredProjection, Tables
from tocsin.store.shared_rules import (
    by_name,
    chain_events,
    check_append,
    conflict,
    policy_missing,
    rooms_of_incident,
)


class MemoryWrite(MemoryRead):
    """Writes events, projections, timers, inbox, refs and facts."""

    def __init__(self, tables: Tables, journal: Journal) -> None:
        super().__init__(tables)
        self._j = journal

    def next_number(self) -> int:
        number = self._t.counters.get("incident", 0) + 1
        self._j.put(self._t.counters, "incident", number)
        return number

    def append(
        self, before: Incident, events: Sequence[Event], after: Incident
    ) -> Sequence[StoredEvent]:
        check_append(before, events, after)
        kept = self._t.incidents.get(before.id)
        if (kept.incident.version if kept else 0) != before.version:
            raise conflict(before)
        if not events:
            return ()
        if kept is None:
            self._open(after)
        stored = chain_events(
            kept.chain if kept else chain_start(before.id), before.version, events
        )
        for row in stored:
            self._j.put(self._t.events, (before.id, row.seq), row)
        now = StoredProjection(incident=after, chain=stored[-1].chain, updated=events[-1].at)
        self._j.put(self._t.incidents, before.id, now)
        self._keep_rooms(kept.incident if kept else before, after)
        return stored

    def _open(self, after: Incident) -> None:
        if after.policy_hash and after.policy_hash not in self._t.policies:
            raise policy_missing(after.policy_hash)
        if after.number in self._t.numbers:
            raise conflict(after)
        self._j.put(self._t.numbers, after.number, after.id)

    def _keep_rooms(self, before: Incident, after: Incident) -> None:
        if before.rooms == after.rooms:
            return
        old, new = rooms_of_incident(before), rooms_of_incident(after)
        for room in old - new:
            key = (room.platform, room.room_id)
            if self._t.rooms.get(key) == room:
                self._j.drop(self._t.rooms, key)
        for room in new - old:
            self._j.put(self._t.rooms, (room.platform, room.room_id), room)

    def keep_anew(self, incident: Incident) -> None:
        kept = self._t.incidents.get(incident.id)
        if kept is None or kept.incident.version != incident.version:
            raise conflict(incident)
        self._j.put(self._t.incidents, incident.id, replace(kept, incident=incident))

    def redact(self, incident_id: str, seq: int) -> None:
        row = self._t.events.get((incident_id, seq))
        if row is not None:
            self._j.put(self._t.events, (incident_id, seq), replace(row, body=None, event=None))

    def keep_policy(self, policy_hash: str, policy: ProcessPolicy) -> None:
        if policy_hash not in self._t.policies:
            self._j.put(self._t.policies, policy_hash, policy)

    def set_timers(self, incident_id: str, number: int, timers: Iterable[Timer]) -> None:
        named = by_name(timers)
        if named:
            self._j.put(self._t.timers, incident_id, (number, named))
        else:
            self._j.drop(self._t.timers, incident_id)

    def claim_timer(self, incident_id: str, timer: Timer) -> bool:
        return timer in self.timers(incident_id)

    def put_inbox(self, row: InboxRow) -> bool:
        key = (row.source, row.message_id)
        there = self._t.inbox.get(key)
        if there is not None and there.handled is not None:
            return False
        self._j.put(self._t.inbox, key, row)
        return True

    def purge_inbox(self, before: datetime, limit: int) -> int:
        rows = self._t.inbox.items()
        gone = [key for key, row in rows if row.handled is not None and row.handled < before]
        for key in gone[:limit]:
            self._j.drop(self._t.inbox, key)
        return len(gone[:limit])

    def set_ref(self, incident_id: str, name: str, value: str) -> None:
        self._j.put(self._t.refs, (incident_id, name), value)

    def set_fact(self, space: str, key: str, value: str | None) -> None:
        if value is None:
            self._j.drop(self._t.facts, (space, key))
        else:
            self._j.put(self._t.facts, (space, key), value)
