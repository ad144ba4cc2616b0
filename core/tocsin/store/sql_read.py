"""Reads of the SQL store: one transaction, any dialect."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, func, not_, select

from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Timer
from tocsin.domain.policy import DEFAULT_POLICY, ProcessPolicy
from tocsin.domain.quarter_metrics import Measured
from tocsin.errors import NotFound
from tocsin.store import tables as t
from tocsin.store.codec import decode_incident, decode_measured, decode_policy
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
from tocsin.store.driver_calls import DriverCalls
from tocsin.store.projection_cache import ProjectionCache, UncommittedLayer
from tocsin.store.projection_version import fold_again, is_of_another_version
from tocsin.store.shared_rules import PRIORITY, bare_room_name
from tocsin.store.sql_rows import (
    Values,
    effect_of,
    event_of,
    inbox_of,
    incident_row_of,
    own_room_of,
    settled_of,
    timer_of,
)
from tocsin.store.times import from_us, to_us

ANEW = "anew:"  # in the cache: before the end of the chain of what we folded anew
_I, _E, _TI, _IN = t.INCIDENTS.c, t.EVENTS.c, t.TIMERS.c, t.INBOX.c
_LISTED = tuple(column for column in _I if column.name != "state")
_CHAIN = select(_I.chain).where(_I.id == bindparam("id"))
_STATE = select(_I.chain, _I.policy_hash, _I.state).where(_I.id == bindparam("id"))
_POLICY = select(t.POLICIES.c.data).where(t.POLICIES.c.hash == bindparam("hash"))
_DECLARED = and_(
    _I.team == bindparam("team"),
    _I.opened_us >= bindparam("since"),
    _I.opened_us < bindparam("until"),
)
_SAME_CAUSE = and_(
    _I.team == bindparam("team"),
    _I.cause != "",
    _I.cause.in_(select(_I.cause).where(_DECLARED, _I.cause != "")),
)
_MEASURED = (
    select(_I.state)
    .where(_DECLARED)
    .union_all(select(_I.state).where(_SAME_CAUSE, not_(_DECLARED)))
)
_ID_OF = select(_I.id).where(_I.number == bindparam("number"))
_R = t.ROOMS.c
_ROOM = select(_R.incident_id).where(
    _R.platform == bindparam("platform"), _R.room_id == bindparam("room_id")
)
_ROOM_NAMED = (
    select(t.ROOMS)
    .where(_R.platform == bindparam("platform"), _R.name == bindparam("name"))
    .order_by(_R.incident_id.desc())
    .limit(1)
)
_ROOMS = select(t.ROOMS)
_POLICIES = select(t.POLICIES.c.hash, t.POLICIES.c.data)
_EVENTS = (
    select(t.EVENTS)
    .where(_E.incident_id == bindparam("id"), _E.seq > bindparam("after"))
    .order_by(_E.seq)
)
TIMERS = select(t.TIMERS).where(_TI.incident_id == bindparam("id")).order_by(_TI.due_us, _TI.name)
_DUE = (
    select(t.TIMERS)
    .where(_TI.due_us <= bindparam("now"))
    .order_by(_TI.due_us, _TI.number, _TI.name)
    .limit(bindparam("limit"))
)
_TIMED = select(_TI.incident_id).distinct()
_NEXT_TIMER = select(func.min(_TI.due_us))
_NEXT_LANE = select(func.min(t.LANES.c.due_us))
_NEXT_OF_POOL = (
    select(t.LANES.c.due_us)
    .where(t.LANES.c.prio == bindparam("prio"), t.LANES.c.due_us.is_not(None))
    .order_by(t.LANES.c.due_us, t.LANES.c.head)
    .limit(1)
)
_NEXT_ELSEWHERE = _NEXT_OF_POOL.where(t.LANES.c.place.not_in(bindparam("busy", expanding=True)))
_LANES = select(t.LANES.c.lane, t.LANES.c.due_us)
_PENDING = select(t.EFFECTS).order_by(t.EFFECTS.c.id)
_PENDING_OF = _PENDING.where(t.EFFECTS.c.incident_id == bindparam("id"))
_NEWEST = select(*_LISTED).order_by(_I.number.desc()).limit(bindparam("limit"))
_OF_TEAM = _NEWEST.where(_I.team == bindparam("team"))
# (of one team, open only)
_INCIDENTS = {
    (False, False): _NEWEST,
    (False, True): _NEWEST.where(_I.is_open),
    (True, False): _OF_TEAM,
    (True, True): _OF_TEAM.where(_I.is_open),
}
_SETTLED = (
    select(t.EFFECT_LOG)
    .where(t.EFFECT_LOG.c.incident_id == bindparam("id"))
    .order_by(t.EFFECT_LOG.c.id)
)
INBOX_ROW = select(t.INBOX).where(
    _IN.source == bindparam("source"), _IN.message_id == bindparam("message_id")
)
_UNHANDLED = (
    select(t.INBOX)
    .where(_IN.handled_us.is_(None))
    .order_by(_IN.received_us, _IN.id)
    .limit(bindparam("limit"))
)
_REF = select(t.REFS.c.value).where(
    t.REFS.c.incident_id == bindparam("id"), t.REFS.c.name == bindparam("name")
)
_FACT = select(t.FACTS.c.value).where(
    t.FACTS.c.space == bindparam("space"), t.FACTS.c.key == bindparam("key")
)
_FACTS = (
    select(t.FACTS.c.key, t.FACTS.c.value)
    .where(t.FACTS.c.space == bindparam("space"), t.FACTS.c.key > bindparam("after"))
    .order_by(t.FACTS.c.key)
    .limit(bindparam("limit"))
)


class SqlRead:
    """`ReadTx` over one connection inside a transaction."""

    def __init__(
        self,
        connection: DriverCalls,
        projections: ProjectionCache | UncommittedLayer,
        *,
        shift: int = 0,
    ) -> None:
        """`shift`: microseconds from our clock to the one leases are kept by."""
        self._c = connection
        self._projections = projections
        self._shift = shift
        self._outdated: set[str] = set()

    def incident(self, incident_id: str) -> Incident | None:
        return self._projection(incident_id, self._chain(incident_id))

    def look(self, incident_id: str) -> Incident | None:
        return self._projection(incident_id, SqlRead._chain(self, incident_id))

    def _projection(self, incident_id: str, chain: str | None) -> Incident | None:
        if chain is None:
            return None
        return self._projections.get((incident_id, chain)) or self._from_text(incident_id, chain)

    def is_outdated(self, incident_id: str) -> bool:
        return incident_id in self._outdated

    def _chain(self, incident_id: str) -> str | None:
        """The end of its chain now: the cache is asked for exactly that."""
        chain: str | None = self._c.execute(_CHAIN, {"id": incident_id}).scalar()
        return chain

    def _from_text(self, incident_id: str, chain: str) -> Incident:
        """What is kept of it; what another version folded is folded anew."""
        made = self._projections.get((incident_id, f"{ANEW}{chain}"))
        return self._parsed(incident_id) if made is None else self._noted(made)

    def _parsed(self, incident_id: str) -> Incident:
        row = self._c.execute(_STATE, {"id": incident_id}).one()
        policy = self._policy(row.policy_hash)
        if is_of_another_version(row.state):
            made = fold_again(incident_id, policy, SqlRead.events(self, incident_id))
            if made is not None:
                self._projections.keep({(incident_id, f"{ANEW}{row.chain}"): made})
                return self._noted(made)
        incident = decode_incident(row.state, policy)
        self._projections.keep({(incident_id, row.chain): incident})
        return incident

    def _noted(self, made: Incident) -> Incident:
        self._outdated.add(made.id)
        return made

    def _policy(self, policy_hash: str) -> ProcessPolicy:
        if not policy_hash:
            return DEFAULT_POLICY
        text = self._c.execute(_POLICY, {"hash": policy_hash}).scalar()
        if text is None:
            raise NotFound(f"The policy {policy_hash} is missing from the database; restore it.")
        return decode_policy(text)

    def id_of(self, number: int) -> str | None:
        return self._text(self._c.execute(_ID_OF, {"number": number}).scalar())

    def id_of_room(self, platform: str, room_id: str) -> str | None:
        room = {"platform": platform, "room_id": room_id}
        return self._text(self._c.execute(_ROOM, room).scalar())

    def room_named(self, platform: str, name: str) -> OwnRoom | None:
        room = {"platform": platform, "name": bare_room_name(name)}
        row = self._c.execute(_ROOM_NAMED, room).one_or_none()
        return None if row is None else own_room_of(row)

    def rooms(self) -> Sequence[OwnRoom]:
        return sorted(own_room_of(row) for row in self._c.execute(_ROOMS, {}))

    def policies(self) -> Mapping[str, str]:
        return {row.hash: row.data for row in self._c.execute(_POLICIES, {})}

    def incidents(
        self, *, team: str | None = None, open_only: bool = True, limit: int = 100
    ) -> Sequence[IncidentRow]:
        asked = {"limit": limit, **({} if team is None else {"team": team})}
        query = _INCIDENTS[team is not None, open_only]
        return [incident_row_of(row) for row in self._c.execute(query, asked)]

    def measured(self, team: str, since: datetime, until: datetime) -> Sequence[Measured]:
        asked = {"team": team, "since": to_us(since), "until": to_us(until)}
        return [decode_measured(row.state) for row in self._c.execute(_MEASURED, asked)]

    def events(self, incident_id: str, after: int = 0) -> Sequence[StoredEvent]:
        rows = self._c.execute(_EVENTS, {"id": incident_id, "after": after})
        return [event_of(row) for row in rows]

    def timers(self, incident_id: str) -> Sequence[Timer]:
        return [timer_of(row) for row in self._c.execute(TIMERS, {"id": incident_id})]

    def timed(self) -> Sequence[str]:
        return self._c.execute(_TIMED).scalars()

    def timers_due(self, now: datetime, limit: int) -> Sequence[tuple[str, Timer]]:
        rows = self._c.execute(_DUE, {"now": to_us(now), "limit": limit})
        return [(row.incident_id, timer_of(row)) for row in rows]

    def next_timer_at(self) -> datetime | None:
        return self._time(self._c.execute(_NEXT_TIMER).scalar())

    def next_lane_at(self) -> datetime | None:
        return self._lane_time(self._c.execute(_NEXT_LANE).scalar())

    def next_lane_of(self, pool: Pool, *, without: Collection[str] = ()) -> datetime | None:
        asked: Values = {"prio": PRIORITY[pool]}
        if not without:
            return self._lane_time(self._c.execute(_NEXT_OF_POOL, asked).scalar())
        asked["busy"] = sorted(without)
        return self._lane_time(self._c.execute(_NEXT_ELSEWHERE, asked).scalar())

    def lanes(self) -> Mapping[str, datetime | None]:
        return {row.lane: self._lane_time(row.due_us) for row in self._c.execute(_LANES)}

    def pending(self, incident_id: str | None = None) -> Sequence[EffectRow]:
        if incident_id is None:
            return [effect_of(row) for row in self._c.execute(_PENDING)]
        return [effect_of(row) for row in self._c.execute(_PENDING_OF, {"id": incident_id})]

    def settled(self, incident_id: str) -> Sequence[Settled]:
        return [settled_of(row) for row in self._c.execute(_SETTLED, {"id": incident_id})]

    def inbox(self, source: str, message_id: str) -> InboxRow | None:
        key = {"source": source, "message_id": message_id}
        row = self._c.execute(INBOX_ROW, key).one_or_none()
        return None if row is None else inbox_of(row)

    def unhandled(self, limit: int) -> Sequence[InboxRow]:
        return [inbox_of(row) for row in self._c.execute(_UNHANDLED, {"limit": limit})]

    def ref(self, incident_id: str, name: str) -> str | None:
        return self._text(self._c.execute(_REF, {"id": incident_id, "name": name}).scalar())

    def fact(self, space: str, key: str) -> str | None:
        return self._text(self._c.execute(_FACT, {"space": space, "key": key}).scalar())

    def facts(self, space: str, *, after: str = "", limit: int = MOST) -> Mapping[str, str]:
        asked = {"space": space, "after": after, "limit": limit}
        return {row.key: row.value for row in self._c.execute(_FACTS, asked)}

    def _lane_time(self, us: int | None) -> datetime | None:
        return None if us is None else from_us(us - self._shift)

    @staticmethod
    def _text(value: str | None) -> str | None:
        return value

    @staticmethod
    def _time(us: int | None) -> datetime | None:
        return None if us is None else from_us(us)
