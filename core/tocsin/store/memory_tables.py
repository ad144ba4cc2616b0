"""The rows of the memory store: plain dictionaries of frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tocsin.domain.incident import Incident
from tocsin.domain.metrics import normalised
from tocsin.domain.obligation import Timer
from tocsin.domain.policy import ProcessPolicy
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
        cause=normalised(incident.cause),
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
