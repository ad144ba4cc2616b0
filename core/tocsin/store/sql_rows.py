"""Converts rows of the database to values of the contract, and back."""

from __future__ import annotations

from datetime import datetime

from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Timer
from tocsin.domain.quarter_metrics import normalised_cause
from tocsin.store.codec import encode_incident
from tocsin.store.compiled_statements import DriverRow
from tocsin.store.contract import (
    EffectEnd,
    EffectRow,
    InboxRow,
    IncidentRow,
    NewEffect,
    OwnRoom,
    Settled,
    StoredEvent,
)
from tocsin.store.projection_version import with_fold_name
from tocsin.store.shared_rules import POOLS, PRIORITY, read_event
from tocsin.store.times import from_us, to_us

Values = dict[str, object]


def timer_of(row: DriverRow) -> Timer:
    """Return the timer of a row."""
    return Timer(name=row.name, generation=row.generation, nudge=row.nudge, due=from_us(row.due_us))


def event_of(row: DriverRow) -> StoredEvent:
    """Return the event of a row; None when redacted or of a newer version's type."""
    return StoredEvent(
        seq=row.seq,
        type=row.type,
        at=from_us(row.at_us),
        by=row.by,
        body=row.data,
        body_sha256=row.body_sha256,
        chain=row.chain,
        event=read_event(row.data),
    )


def incident_row_of(row: DriverRow) -> IncidentRow:
    """Return the `IncidentRow` of a row."""
    return IncidentRow(
        id=row.id,
        number=row.number,
        team=row.team,
        title=row.title,
        status=row.status,
        is_open=bool(row.is_open),
        severity=row.severity,
        version=row.version,
        opened=from_us(row.opened_us),
        updated=from_us(row.updated_us),
        policy_hash=row.policy_hash,
        chain=row.chain,
        cause=row.cause,
    )


def inbox_of(row: DriverRow) -> InboxRow:
    """Return the `InboxRow` of a row."""
    return InboxRow(
        source=row.source,
        message_id=row.message_id,
        body=row.body,
        received=from_us(row.received_us),
        attempts=row.attempts,
        handled=_time_or_none(row.handled_us),
        result=row.result,
        error=row.error,
    )


def effect_of(row: DriverRow) -> EffectRow:
    """Return the `EffectRow` of a row."""
    return EffectRow(
        id=row.id,
        key=row.key,
        lane=row.lane,
        pool=POOLS[row.prio],
        incident=row.incident_id,
        kind=row.kind,
        op=row.op,
        target=row.target,
        payload=row.payload,
        needs=row.needs,
        created=from_us(row.created_us),
        attempts=row.attempts,
        first_attempt=_time_or_none(row.first_us),
        ambiguous=bool(row.ambiguous),
    )


def settled_of(row: DriverRow) -> Settled:
    """Return the `Settled` of a row."""
    return Settled(
        key=row.key,
        lane=row.lane,
        op=row.op,
        target=row.target,
        outcome=row.outcome,
        attempts=row.attempts,
        error=row.error,
        at=from_us(row.at_us),
    )


def own_room_of(row: DriverRow) -> OwnRoom:
    """Return the room of a row."""
    return OwnRoom(
        platform=row.platform, room_id=row.room_id, name=row.name, incident=row.incident_id
    )


def room_values(room: OwnRoom) -> Values:
    """Return the columns of a room."""
    return {
        "platform": room.platform,
        "room_id": room.room_id,
        "name": room.name,
        "incident_id": room.incident,
    }


def incident_values(incident: Incident, chain: str, updated: datetime) -> Values:
    """Return the columns of an incident."""
    return {
        "id": incident.id,
        "number": incident.number,
        "team": incident.team,
        "title": incident.title,
        "status": incident.status,
        "is_open": incident.is_open,
        "severity": incident.severity or "",
        "version": incident.version,
        "opened_us": to_us(incident.declared),
        "updated_us": to_us(updated),
        "policy_hash": incident.policy_hash,
        "chain": chain,
        "state": with_fold_name(encode_incident(incident)),
        "cause": normalised_cause(incident.cause),
    }


def event_values(incident_id: str, stored: StoredEvent, at: datetime, by: str) -> Values:
    """Return the columns of an event."""
    return {
        "incident_id": incident_id,
        "seq": stored.seq,
        "type": stored.type,
        "at_us": to_us(at),
        "by": by,
        "data": stored.body,
        "body_sha256": stored.body_sha256,
        "chain": stored.chain,
    }


def timer_values(incident_id: str, number: int, timer: Timer) -> Values:
    """Return the columns of a timer."""
    return {
        "incident_id": incident_id,
        "name": timer.name,
        "number": number,
        "generation": timer.generation,
        "nudge": timer.nudge,
        "due_us": to_us(timer.due),
    }


def inbox_values(row: InboxRow) -> Values:
    """Return the columns of an inbox row."""
    return {
        "source": row.source,
        "message_id": row.message_id,
        "body": row.body,
        "received_us": to_us(row.received),
        "attempts": row.attempts,
        "handled_us": to_us(row.handled) if row.handled else None,
        "result": row.result,
        "error": row.error,
    }


def effect_values(new: NewEffect) -> Values:
    """Return the columns of a new effect."""
    return {
        "key": new.key,
        "lane": new.lane,
        "prio": PRIORITY[new.pool],
        "incident_id": new.incident,
        "kind": new.kind,
        "op": new.op,
        "target": new.target,
        "payload": new.payload,
        "needs": new.needs,
        "created_us": to_us(new.created),
    }


def log_values(row: EffectRow, outcome: EffectEnd, error: str, at: datetime) -> Values:
    """Return the columns of a settled effect."""
    return {
        "key": row.key,
        "incident_id": row.incident,
        "lane": row.lane,
        "op": row.op,
        "target": row.target,
        "outcome": outcome,
        "attempts": row.attempts,
        "error": error,
        "at_us": to_us(at),
    }


def _time_or_none(us: int | None) -> datetime | None:
    return None if us is None else from_us(us)
