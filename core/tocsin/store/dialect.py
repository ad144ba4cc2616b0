"""What SQLite and PostgreSQL spell alike but SQLAlchemy gives to each by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Executable, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from tocsin.store import tables as t

Either = sqlite.Insert | postgresql.Insert
_INSERTS: dict[str, Callable[[Table], Either]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}

# A new lane begins with the first effect its maker put into it.
_ID_OF_KEY = (
    select(t.EFFECTS.c.id).where(t.EFFECTS.c.key == bindparam("first_key")).scalar_subquery()
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
    fact: Insert
    counter: Executable


def upserts(dialect: str) -> Upserts:
    """The upserts of a dialect (`sqlite` or `postgresql`)."""
    insert = _INSERTS[dialect]
    lane, counter = insert(t.LANES), insert(t.COUNTERS).values(value=1)
    return Upserts(
        incident=insert(t.INCIDENTS).on_conflict_do_nothing(),
        policy=insert(t.POLICIES).on_conflict_do_nothing(),
        room=_replace(insert(t.ROOMS), "platform", "name"),
        timer=_replace(insert(t.TIMERS), "incident_id", "name"),
        inbox=_inbox(insert(t.INBOX)),
        lane=lane.values(head=_ID_OF_KEY).on_conflict_do_update(
            index_elements=["lane"], set_={"seq": t.LANES.c.seq + lane.excluded.seq}
        ),
        ref=_replace(insert(t.REFS), "incident_id", "name"),
        fact=_replace(insert(t.FACTS), "space", "key"),
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
