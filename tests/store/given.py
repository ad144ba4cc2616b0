"""A few incidents, effects and stores to begin with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from tocsin.domain.declare import Declared
from tocsin.domain.event import Event
from tocsin.domain.evolve import fold
from tocsin.domain.incident import Incident
from tocsin.domain.notes import Noted
from tocsin.domain.obligation import Timer
from tocsin.domain.rooms.events import RoomOpened
from tocsin.store.contract import Claim, EffectKind, NewEffect, Pool, Store, StoredEvent, Tx
from tocsin.store.memory import MemoryStore
from tocsin.store.postgres import open_postgres
from tocsin.store.sqlite import open_sqlite

START = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
LEASE = timedelta(seconds=15)
POOLS: tuple[Pool, ...] = ("page", "chat", "other")


def after(seconds: float) -> datetime:
    """The start plus so many seconds."""
    return START + timedelta(seconds=seconds)


class Home(Protocol):
    """A place that keeps its rows when the store in it is opened again."""

    def open(self) -> Store: ...


@dataclass
class MemoryHome:
    store: MemoryStore | None = None

    def open(self) -> Store:
        self.store = self.store.reopened() if self.store else MemoryStore()
        return self.store


@dataclass
class SqliteHome:
    path: Path

    def open(self) -> Store:
        return open_sqlite(self.path)


@dataclass
class PostgresHome:
    """A database that other processes may be at: leases outlive whoever opened it."""

    url: str

    def open(self) -> Store:
        return open_postgres(self.url)


def declared(
    number: int = 1,
    team: str = "shop",
    at: datetime = START,
    title: str = "checkout returns 500s",
    policy_hash: str = "",
) -> Declared:
    return Declared(
        at=at,
        by="ana",
        number=number,
        team=team,
        title=title,
        timezone="Europe/Berlin",
        source="command",
        severity="P1",
        policy_hash=policy_hash,
    )


def noted(text: str = "looking", at: datetime = START) -> Noted:
    return Noted(at=at, by="bo", text=text)


def declare(store: Store, incident_id: str = "i1", number: int = 1, team: str = "shop") -> Incident:
    """Put a declared incident into the store and return it."""
    return add(store, Incident(id=incident_id), declared(number, team))


def add(store: Store, before: Incident, *events: Event) -> Incident:
    """Append events to an incident and return it."""
    store.write(appending(before, *events))
    return fold(events, before)


def appending(before: Incident, *events: Event) -> Callable[[Tx], Sequence[StoredEvent]]:
    """A unit that appends events."""
    return lambda tx: tx.append(before, events, fold(events, before))


def effect(
    key: str,
    target: str = "chat",
    *,
    incident: str = "i1",
    pool: Pool = "chat",
    kind: EffectKind = "tell",
    op: str = "post",
    needs: str = "",
    created: datetime = START,
) -> NewEffect:
    return NewEffect(
        key=key,
        lane=f"{incident}:{target}",
        pool=pool,
        incident=incident,
        kind=kind,
        op=op,
        target=target,
        payload=f'{{"text":"{key}"}}',
        needs=needs,
        created=created,
    )


def sync(key: str, target: str = "chat", op: str = "card", needs: str = "") -> NewEffect:
    return effect(key, target, kind="sync", op=op, needs=needs)


def put(store: Store, *effects: NewEffect) -> None:
    store.write(lambda tx: tx.put_effects(effects))


def claim(
    store: Store,
    now: datetime = START,
    *,
    pools: Sequence[Pool] = POOLS,
    limit: int = 10,
    without: Sequence[str] = (),
) -> Sequence[Claim]:
    return store.write(lambda tx: tx.claim(pools, now, now + LEASE, limit, without=without))


def claim_one(store: Store, now: datetime = START) -> Claim:
    (one,) = claim(store, now)
    return one


def keys(claims: Sequence[Claim]) -> list[str]:
    return [one.effect.key for one in claims]


def settle(store: Store, one: Claim, now: datetime = START) -> bool:
    return store.write(lambda tx: tx.settle(one, "done", "", now))


def drain(store: Store, now: datetime = START) -> list[str]:
    """Carry out everything that can go now; the keys in the order they went."""
    gone = []
    while claims := claim(store, now, limit=1):
        gone += keys(claims)
        assert settle(store, claims[0], now)
    return gone


def pending(store: Store) -> list[str]:
    return [row.key for row in store.read(lambda tx: tx.pending())]


def timer(name: str, seconds: float = 0, generation: int = 1, nudge: int = 0) -> Timer:
    return Timer(name=name, generation=generation, nudge=nudge, due=after(seconds))


def with_rooms(number: int, **rooms: str) -> tuple[Event, ...]:
    """A declaration and the rooms it got."""
    opened = (
        RoomOpened(at=START, by="engine", platform=platform, room=f"id-{name}", name=name)
        for platform, name in rooms.items()
    )
    return (declared(number), *opened)
