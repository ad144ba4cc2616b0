"""The statements that differ between SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Table, bindparam, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert
from sqlalchemy.sql.expression import ClauseElement

from tocsin.store import tables as t

Either = sqlite.Insert | postgresql.Insert
CHANNEL = "tocsin"
_INSERTS: dict[str, Callable[[Table], Either]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
_I = t.INCIDENTS.c

# A new lane begins with the first effect its maker put into it.
_ID_OF_KEY = (
    select(t.EFFECTS.c.id).where(t.EFFECTS.c.key == bindparam("first_key")).scalar_subquery()
)
_TEAM = select(t.INCIDENTS.c.team).where(t.INCIDENTS.c.id == bindparam("of")).scalar_subquery()
_PLACE = func.coalesce(_TEAM, "") + bindparam("to")

# Locks those of these incidents that are free, and gives of each where its chain ends; of the
# others nothing. It never waits.
_among = _I.id.in_(bindparam("ids", expanding=True))
_held = (
    select(_I.id, _I.version, _I.chain)
    .where(_among)
    .order_by(_I.id)
    .with_for_update(skip_locked=True)
    .cte("held")
)
_BUSY = (
    select(_I.id, _held.c.version, _held.c.chain)
    .outerjoin(_held, _held.c.id == _I.id)
    .where(_among)
)

# Tells the other processes, if what this one wrote is due before everything else.
_SOONEST_LANE = select(func.min(t.LANES.c.due_us)).scalar_subquery()
_SOONEST_TIMER = select(func.min(t.TIMERS.c.due_us)).scalar_subquery()
_SOONER = select(func.pg_notify(CHANNEL, "")).where(
    or_(
        bindparam("lane", type_=t.LANES.c.due_us.type) <= _SOONEST_LANE,
        bindparam("timer", type_=t.TIMERS.c.due_us.type) <= _SOONEST_TIMER,
    )
)


@dataclass(frozen=True, kw_only=True)
class Upserts:
    """Every `INSERT … ON CONFLICT` the store needs, built once for a dialect."""

    incident: Insert
    policy: Insert
    room: Insert
    timer: Insert
    inbox: Insert
    lane: Insert
    ref: Insert
    first_ref: Insert
    fact: Insert
    first_fact: Insert
    counter: ClauseElement


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """What differs between databases.

    Args:
        begin: Begins a transaction after one was taken back; "" where the driver does it.
        busy: Locks incidents without waiting and tells of each its version and chain, or neither
            where somebody else is at it; None where there is nobody else.
        hurry: Said before the second unit of a transaction: who holds rows must not wait long.
        sooner: Wakes the other processes; None where there are none.
    """

    upserts: Upserts
    begin: str = ""
    busy: ClauseElement | None = None
    hurry: str = ""
    sooner: ClauseElement | None = None


def dialect_of(name: str) -> Dialect:
    """Return the dialect of `sqlite` or `postgresql`."""
    made = _upserts(_INSERTS[name])
    if name == "sqlite":
        return Dialect(upserts=made, begin="BEGIN IMMEDIATE")
    return Dialect(
        upserts=made, busy=_BUSY, hurry="SET LOCAL lock_timeout = '25ms'", sooner=_SOONER
    )


def _upserts(insert: Callable[[Table], Either]) -> Upserts:
    lane, counter = insert(t.LANES), insert(t.COUNTERS).values(value=1)
    return Upserts(
        incident=insert(t.INCIDENTS).on_conflict_do_nothing(),
        policy=insert(t.POLICIES).on_conflict_do_nothing(),
        room=_replace(insert(t.ROOMS), "platform", "room_id"),
        timer=_replace(insert(t.TIMERS), "incident_id", "name"),
        inbox=_inbox(insert(t.INBOX)),
        lane=lane.values(head=_ID_OF_KEY, place=_PLACE).on_conflict_do_update(
            index_elements=["lane"], set_={"seq": t.LANES.c.seq + lane.excluded.seq}
        ),
        ref=_replace(insert(t.REFS), "incident_id", "name"),
        first_ref=insert(t.REFS).on_conflict_do_nothing(),
        fact=_replace(insert(t.FACTS), "space", "key"),
        first_fact=insert(t.FACTS).on_conflict_do_nothing(),
        counter=counter.on_conflict_do_update(
            index_elements=["name"], set_={"value": t.COUNTERS.c.value + 1}
        ).returning(t.COUNTERS.c.value),
    )


def _replace(statement: Either, *keys: str) -> Insert:
    columns = {c.name: c for c in statement.excluded if c.name not in keys}
    return statement.on_conflict_do_update(index_elements=list(keys), set_=columns)


def _inbox(statement: Either) -> Insert:
    """A row that was handled stays as it is; then no row is written."""
    keys = ("source", "message_id")
    columns = {c.name: c for c in statement.excluded if c.name not in (*keys, "id")}
    return statement.on_conflict_do_update(
        index_elements=list(keys), set_=columns, where=t.INBOX.c.handled_us.is_(None)
    )
