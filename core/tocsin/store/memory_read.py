"""Reading the memory store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Timer
from tocsin.domain.quarter_metrics import Measured, measure, normalised_cause
from tocsin.store.codec import encode_policy
from tocsin.store.contract import (
    MOST,
    EffectRow,
    InboxRow,
    IncidentRow,
    OwnRoom,
    Pool,
    Settled,
    StoredEvent,
)
from tocsin.store.memory_tables import Tables, row_of
from tocsin.store.shared_rules import bare_room_name


class MemoryRead:
    """`ReadTx` over plain dictionaries."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def incident(self, incident_id: str) -> Incident | None:
        kept = self._t.incidents.get(incident_id)
        return kept.incident if kept else None

    def look(self, incident_id: str) -> Incident | None:
        return self.incident(incident_id)

    def is_outdated(self, incident_id: str) -> bool:
        return False  # what is in memory was folded by this process

    def id_of(self, number: int) -> str | None:
        return self._t.numbers.get(number)

    def id_of_room(self, platform: str, room_id: str) -> str | None:
        found = self._t.rooms.get((platform, room_id))
        return found.incident if found else None

    def room_named(self, platform: str, name: str) -> OwnRoom | None:
        named = (platform, bare_room_name(name))
        found = (room for room in self._t.rooms.values() if (room.platform, room.name) == named)
        return max(found, key=lambda room: room.incident, default=None)

    def rooms(self) -> Sequence[OwnRoom]:
        return sorted(self._t.rooms.values())

    def policies(self) -> Mapping[str, str]:
        return {name: encode_policy(policy) for name, policy in self._t.policies.items()}

    def incidents(
        self, *, team: str | None = None, open_only: bool = True, limit: int = 100
    ) -> Sequence[IncidentRow]:
        rows = [
            row_of(kept)
            for kept in self._t.incidents.values()
            if team in (None, kept.incident.team) and (kept.incident.is_open or not open_only)
        ]
        return sorted(rows, key=lambda row: -row.number)[:limit]

    def measured(self, team: str, since: datetime, until: datetime) -> Sequence[Measured]:
        kept = (kept.incident for kept in self._t.incidents.values())
        every = [measure(incident) for incident in kept if incident.team == team]
        causes = {normalised_cause(row.cause) for row in every if since <= row.declared < until} - {
            ""
        }
        return [
            row
            for row in every
            if since <= row.declared < until or normalised_cause(row.cause) in causes
        ]

    def events(self, incident_id: str, after: int = 0) -> Sequence[StoredEvent]:
        kept = self._t.incidents.get(incident_id)
        last = kept.incident.version if kept else 0
        return [self._t.events[incident_id, seq] for seq in range(max(after, 0) + 1, last + 1)]

    def timers(self, incident_id: str) -> Sequence[Timer]:
        _, timers = self._t.timers.get(incident_id, (0, {}))
        return sorted(timers.values(), key=lambda timer: (timer.due, timer.name))

    def timed(self) -> Sequence[str]:
        return list(self._t.timers)

    def timers_due(self, now: datetime, limit: int) -> Sequence[tuple[str, Timer]]:
        due = [
            (timer.due, number, timer.name, incident_id, timer)
            for incident_id, (number, timers) in self._t.timers.items()
            for timer in timers.values()
            if timer.due <= now
        ]
        due.sort(key=lambda row: row[:3])
        return [(incident_id, timer) for *_, incident_id, timer in due[:limit]]

    def next_timer_at(self) -> datetime | None:
        every = (t.due for _, timers in self._t.timers.values() for t in timers.values())
        return min(every, default=None)

    def next_lane_at(self) -> datetime | None:
        return min((lane.due for lane in self._t.lanes.values() if lane.due), default=None)

    def next_lane_of(self, pool: Pool, *, without: Collection[str] = ()) -> datetime | None:
        heads = {name: self._t.effects[ids[0]] for name, ids in self._t.queues.items() if ids}
        wanted = (
            self._t.lanes[name].due
            for name, head in heads.items()
            if head.pool == pool and self._place(head) not in without
        )
        return min((due for due in wanted if due), default=None)

    def _place(self, head: EffectRow) -> str:
        """`<team>/<target>` of an effect."""
        kept = self._t.incidents.get(head.incident)
        return f"{kept.incident.team if kept else ''}/{head.target}"

    def lanes(self) -> Mapping[str, datetime | None]:
        return {name: lane.due for name, lane in self._t.lanes.items()}

    def pending(self, incident_id: str | None = None) -> Sequence[EffectRow]:
        rows = (self._t.effects[number] for number in sorted(self._t.effects))
        return [row for row in rows if incident_id in (None, row.incident)]

    def settled(self, incident_id: str) -> Sequence[Settled]:
        return [row for incident, row in self._t.log.values() if incident == incident_id]

    def inbox(self, source: str, message_id: str) -> InboxRow | None:
        return self._t.inbox.get((source, message_id))

    def unhandled(self, limit: int) -> Sequence[InboxRow]:
        waiting = [row for row in self._t.inbox.values() if row.handled is None]
        return sorted(waiting, key=lambda row: row.received)[:limit]

    def ref(self, incident_id: str, name: str) -> str | None:
        return self._t.refs.get((incident_id, name))

    def fact(self, space: str, key: str) -> str | None:
        return self._t.facts.get((space, key))

    def facts(self, space: str, *, after: str = "", limit: int = MOST) -> Mapping[str, str]:
        found = {key: text for (where, key), text in self._t.facts.items() if where == space}
        return dict([row for row in sorted(found.items()) if row[0] > after][:limit])
