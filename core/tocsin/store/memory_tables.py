"""The rows of the memory store: plain dictionaries of frozen values, and how to undo changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Timer
from tocsin.domain.policy import ProcessPolicy
from tocsin.domain.quarter_metrics import normalised_cause
from tocsin.store.contract import (
    EffectEnd,
    EffectRow,
    InboxRow,
    IncidentRow,
    OwnRoom,
    Settled,
    StoredEvent,
)


@dataclass(frozen=True, kw_only=True)
class StoredProjection:
    """The projection of an incident, the end of its chain, and when it last changed."""

    incident: Incident
    chain: str
    updated: datetime


@dataclass(frozen=True, kw_only=True)
class MemoryLane:
    """A lane. `due` None: its head is parked. `claimed`: the leased effect's id or 0."""

    seq: int
    fence: int = 0
    due: datetime | None
    claimed: int = 0


@dataclass(frozen=True, kw_only=True)
class Tables:
    """All tables; only a `Journal` writes here."""

    incidents: dict[str, StoredProjection] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
    rooms: dict[tuple[str, str], OwnRoom] = field(default_factory=dict)
    events: dict[tuple[str, int], StoredEvent] = field(default_factory=dict)
    policies: dict[str, ProcessPolicy] = field(default_factory=dict)
    timers: dict[str, tuple[int, dict[str, Timer]]] = field(default_factory=dict)
    inbox: dict[tuple[str, str], InboxRow] = field(default_factory=dict)
    effects: dict[int, EffectRow] = field(default_factory=dict)
    queues: dict[str, tuple[int, ...]] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    lanes: dict[str, MemoryLane] = field(default_factory=dict)
    log: dict[str, tuple[str, Settled]] = field(default_factory=dict)
    refs: dict[tuple[str, str], str] = field(default_factory=dict)
    facts: dict[tuple[str, str], str] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)


def row_of(kept: StoredProjection) -> IncidentRow:
    """Return the list row of an incident."""
    incident = kept.incident
    return IncidentRow(
        id=incident.id,
        number=incident.number,
        team=incident.team,
        title=incident.title,
        status=incident.status,
        is_open=incident.is_open,
        severity=incident.severity or "",
        version=incident.version,
        opened=incident.declared,
        updated=kept.updated,
        policy_hash=incident.policy_hash,
        chain=kept.chain,
        cause=normalised_cause(incident.cause),
    )


def settled_row(row: EffectRow, outcome: EffectEnd, error: str, at: datetime) -> Settled:
    """Return the `Settled` row of an effect."""
    return Settled(
        key=row.key,
        lane=row.lane,
        op=row.op,
        target=row.target,
        outcome=outcome,
        attempts=row.attempts,
        error=error,
        at=at,
    )


K = TypeVar("K")
V = TypeVar("V")


class Journal:
    """Writes to dictionaries and remembers how to undo them, latest first."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []

    def put(self, table: dict[K, V], key: K, value: V) -> None:
        """Set an entry."""
        self._remember(table, key)
        table[key] = value

    def drop(self, table: dict[K, V], key: K) -> None:
        """Remove an entry if it is there."""
        if key in table:
            self._remember(table, key)
            del table[key]

    def undo(self) -> None:
        """Undo everything."""
        while self._undo:
            self._undo.pop()()

    def _remember(self, table: dict[K, V], key: K) -> None:
        if key in table:
            old = table[key]
            self._undo.append(lambda: table.__setitem__(key, old))
        else:
            self._undo.append(lambda: table.pop(key))
