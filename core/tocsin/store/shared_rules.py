"""Rules that all stores share: chains, rooms, timers and pools. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tocsin.domain.event import Event
from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Timer
from tocsin.domain.policy import DEFAULT_POLICY
from tocsin.errors import InvalidValue, VersionConflict
from tocsin.store.codec import decode_event, encode_event
from tocsin.store.contract import EffectRow, NewEffect, OwnRoom, Pool, StoredEvent
from tocsin.store.hash_chain import chain_next

PRIORITY: dict[Pool, int] = {"page": 0, "chat": 1, "other": 2}
POOLS: dict[int, Pool] = {prio: pool for pool, prio in PRIORITY.items()}
REPLACED = "replaced by a later one"


def chain_events(previous: str, version: int, events: Sequence[Event]) -> tuple[StoredEvent, ...]:
    """Return the stored events after `version`; `previous` is the chain hash before them."""
    stored = []
    for seq, event in enumerate(events, start=version + 1):
        body = encode_event(event)
        hashed, previous = chain_next(previous, body)
        stored.append(
            StoredEvent(
                seq=seq,
                type=event.type,
                at=event.at,
                by=event.by,
                body=body,
                body_sha256=hashed,
                chain=previous,
                event=event,
            )
        )
    return tuple(stored)


def read_event(body: str | None) -> Event | None:
    """Return the event of a body; None when redacted or of a newer version's type."""
    if body is None:
        return None
    try:
        return decode_event(body)
    except InvalidValue:
        return None


def check_append(before: Incident, events: Sequence[Event], after: Incident) -> None:
    """Refuse a projection that is not `before` plus these events.

    Raises:
        ValueError: A caller's mistake; nothing a person can mend.
    """
    if before.id != after.id or after.version != before.version + len(events):
        raise ValueError("append: `after` must be `before` with exactly these events")
    if not after.policy_hash and after.policy != DEFAULT_POLICY:
        raise ValueError("append: a policy of a team's own needs its hash in the incident")


def policy_missing(policy_hash: str) -> ValueError:
    """Return the error of a policy that was not kept before its incident."""
    return ValueError(f"append: policy {policy_hash} was never kept; call keep_policy before it")


def conflict(incident: Incident) -> VersionConflict:
    """Return the error of `append` when the incident was changed meanwhile."""
    return VersionConflict(f"{incident.key} was changed by somebody else meanwhile; try again.")


def rooms_of_incident(incident: Incident) -> frozenset[OwnRoom]:
    """Return an incident's rooms, with those it left.

    The announce room, where it goes on without one, is nobody's.
    """
    left = ((on, room) for on, rooms in incident.rooms_left.items() for room in rooms)
    return frozenset(
        OwnRoom(
            platform=platform, room_id=room.id, name=bare_room_name(room.name), incident=incident.id
        )
        for platform, room in (*incident.rooms.items(), *left)
        if room.id and not room.thread
    )


def bare_room_name(room_name: str) -> str:
    """Return a room's name without its leading `#`."""
    return room_name.removeprefix("#")


def by_name(timers: Iterable[Timer]) -> dict[str, Timer]:
    """Return timers by the name of their obligation.

    Raises:
        ValueError: Two timers for one obligation.
    """
    given = tuple(timers)
    named = {timer.name: timer for timer in given}
    if len(named) != len(given):
        raise ValueError("set_timers: an obligation has one next timer, two were given")
    return named


def fresh_keys(effects: Iterable[NewEffect], known: set[str]) -> list[NewEffect]:
    """Return the effects whose key is new, each key once."""
    chosen: dict[str, NewEffect] = {}
    for effect in effects:
        if effect.key not in known:
            chosen.setdefault(effect.key, effect)
    return list(chosen.values())


def effect_row(number: int, new: NewEffect) -> EffectRow:
    """Return a new effect as a row."""
    return EffectRow(
        id=number,
        key=new.key,
        lane=new.lane,
        pool=new.pool,
        incident=new.incident,
        kind=new.kind,
        op=new.op,
        target=new.target,
        payload=new.payload,
        needs=new.needs,
        created=new.created,
    )
