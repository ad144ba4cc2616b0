"""The invariants of a database; a breach is a `Breach` with what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from itertools import chain
from typing import Protocol, TypeVar

from tocsin.domain.evolve import fold
from tocsin.domain.incident import Incident
from tocsin.domain.obligations import timers
from tocsin.engine.column_checks import odd_columns, odd_event
from tocsin.engine.export_verification import broken_seq, emptied_seq
from tocsin.error_location import error_location
from tocsin.errors import StoreUnavailable
from tocsin.store.contract import EffectRow, IncidentRow, ReadTx, StoredEvent
from tocsin.store.hash_chain import body_hash
from tocsin.store.shared_rules import rooms_of_incident
from tocsin.wording.clean import clean

T = TypeVar("T")
Names = Mapping[str, str]  # incident id -> INC-4
Lanes = Mapping[str, datetime | None]
LATE = timedelta(seconds=60)
MOST = 1_000_000
COMPARE = "somebody changed the database outside the bot: compare an export or a backup for"
ANEW = "another version wrote them: `tocsin db upgrade`, then start the bot"
RESTORE = "stop the bot, keep a copy of the database, and restore the last good backup"


class Readable(Protocol):
    """Protocol of what can be read: a store, or a database beside the process that writes it."""

    def read(self, query: Callable[[ReadTx], T]) -> T:
        """Run a query on one snapshot."""
        ...


@dataclass(frozen=True, kw_only=True)
class Breach:
    """One breach: of which incident ("" = of none), what is wrong, and what to do."""

    incident: str = ""
    what: str
    do: str

    def __str__(self) -> str:
        """`INC-4: what is wrong: what to do`."""
        return f"{self.incident + ': ' if self.incident else ''}{self.what}: {self.do}"


@dataclass(frozen=True, kw_only=True)
class InvariantReport:
    """How many incidents were checked, and the findings."""

    findings: tuple[Breach, ...]
    incidents: int
    events: int
    waiting: int
    outdated: int = 0


def check_invariants(database: Readable, now: datetime) -> InvariantReport:
    """Check every incident, each in a short snapshot of its own; changes nothing.

    Raises:
        StoreUnavailable: It cannot be read.
    """
    findings, waiting = database.read(lambda tx: _of_queues(tx, now))
    findings += database.read(lambda tx: [*_policies(tx), *_rooms(tx)])
    rows = database.read(lambda tx: tx.incidents(open_only=False, limit=MOST))
    events = outdated = 0
    for row in reversed(rows):
        found, count, old = database.read(lambda tx, checked=row: _of_incident(tx, checked, now))  # type: ignore[misc]  # a lambda's default has no type
        findings += found
        events += count
        outdated += old
    return InvariantReport(
        findings=tuple(findings),
        incidents=len(rows),
        events=events,
        waiting=waiting,
        outdated=outdated,
    )


def _of_queues(tx: ReadTx, now: datetime) -> tuple[list[Breach], int]:
    rows = tx.incidents(open_only=False, limit=MOST)
    names = {row.id: f"INC-{row.number}" for row in rows}
    waiting, lanes = tx.pending(), tx.lanes()
    found = chain(
        _lanes(names, waiting, lanes), _overdue(names, waiting, lanes, now), _inbox(tx, now)
    )
    return list(found), len(waiting)


def _lanes(names: Names, waiting: Sequence[EffectRow], lanes: Lanes) -> Iterator[Breach]:
    for row in waiting:
        if row.lane not in lanes:
            what = f"`{row.op}` to {row.target} is in no lane and will never go out"
            yield Breach(
                incident=names.get(row.incident, row.incident),
                what=what,
                do=f"tell them yourself; then {RESTORE}",
            )
    for lane in sorted(lanes.keys() - {row.lane for row in waiting}):
        incident, _, target = lane.partition(":")
        what = f"the lane to {target} is empty, which stops every delivery"
        yield Breach(incident=names.get(incident, incident), what=what, do=RESTORE)


def _overdue(
    names: Names, waiting: Sequence[EffectRow], lanes: Lanes, now: datetime
) -> Iterator[Breach]:
    heads = {row.lane: row for row in reversed(waiting)}
    for lane, due in lanes.items():
        if due is not None and now - due > LATE and lane in heads:
            head = heads[lane]
            what = f"`{head.op}` to {head.target} waits since {_at(due)}"
            do = "is the bot running? See /readyz and the log"
            yield Breach(incident=names.get(head.incident, head.incident), what=what, do=do)


def _inbox(tx: ReadTx, now: datetime) -> Iterator[Breach]:
    for row in tx.unhandled(MOST):
        if now - row.received > LATE:
            what = (
                f"a message from {row.source} of {_at(row.received)} is not handled "
                f"({row.error or 'nobody tried'})"
            )
            do = "restart the bot, which tries it again; if it stays, the log says where it fails"
            yield Breach(what=what, do=do)


def _policies(tx: ReadTx) -> Iterator[Breach]:
    """Who may do what, and who is in what is private: events hold its hash, not its text."""
    odd = {name for name, text in tx.policies().items() if body_hash(text) != name}
    for row in tx.incidents(open_only=False, limit=MOST) if odd else ():
        if row.policy_hash in odd:
            what = "the process it was declared with has another text than its events say"
            yield Breach(incident=f"INC-{row.number}", what=what, do=RESTORE)


def _rooms(tx: ReadTx) -> Iterator[Breach]:
    """A room is an incident's by its events: what is typed there is about it."""
    for room in tx.rooms():
        told = f"#{clean(room.name, 60)} on {clean(room.platform, 20)}"
        try:
            incident = tx.look(room.incident)
        except StoreUnavailable:
            raise
        except Exception:  # noqa: BLE001 - that it cannot be read is told where it is looked at
            continue
        if incident is None:
            yield Breach(what=f"{told} belongs to no incident", do=RESTORE)
        elif room not in rooms_of_incident(incident):
            what = f"{told} counts as its room, and is not"
            yield Breach(incident=incident.key, what=what, do=RESTORE)


def _of_incident(tx: ReadTx, row: IncidentRow, now: datetime) -> tuple[list[Breach], int, bool]:
    events = tx.events(row.id)
    key = f"INC-{row.number}"
    found = [*_chain(key, row.id, events), *_unknown(key, events), *_event_columns(key, events)]
    if not found:
        found += _projection(tx, key, row, events)
    found += _late_timers(tx, key, row.id, now)
    return found, len(events), tx.is_outdated(row.id)


def _chain(key: str, incident_id: str, events: Sequence[StoredEvent]) -> Iterator[Breach]:
    rows = [
        {"seq": record.seq, "body": record.body, "body_sha256": record.body_sha256}
        for record in events
    ]
    seq = broken_seq(
        {"id": incident_id, "events": rows, "chain": [record.chain for record in events]}
    )
    if seq is not None:
        what = f"event {seq} was changed outside the bot, the chain is broken there"
        do = "compare it with an export or a backup; nothing of it proves itself from there on"
        yield Breach(incident=key, what=what, do=do)
    emptied = emptied_seq(
        [record.body is None for record in events], [record.event for record in events]
    )
    if seq is None and emptied is not None:
        what = f"the text of event {emptied} is gone, and no later event says who removed it"
        yield Breach(incident=key, what=what, do=f"{COMPARE} what it said")


def _event_columns(key: str, events: Sequence[StoredEvent]) -> Iterator[Breach]:
    odd = odd_event(events)
    if odd is not None:
        what = f"event {odd[0]} has other columns than its text ({', '.join(odd[1])})"
        yield Breach(incident=key, what=what, do=f"{COMPARE} it; the text is what is proved")


def _unknown(key: str, events: Sequence[StoredEvent]) -> Iterator[Breach]:
    types = {record.type for record in events if record.event is None and record.body is not None}
    if types:
        what = f"this version does not know its events {', '.join(sorted(types))}"
        do = "run the newer version that wrote them; until then leave the incident alone"
        yield Breach(incident=key, what=what, do=do)


def _projection(
    tx: ReadTx, key: str, row: IncidentRow, events: Sequence[StoredEvent]
) -> Iterator[Breach]:
    """Projection and timers are what the events make of them (a redacted one makes nothing)."""
    try:
        kept = tx.incident(row.id)
        made = _folded(kept, events) if kept is not None else None
    except StoreUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - whatever stands there, it must be told
        yield Breach(incident=key, what=f"it cannot be read ({error_location(error)})", do=RESTORE)
        return
    if kept is None or made is None or {kept.version, row.version} != {len(events)}:
        yield Breach(incident=key, what="its version is not the number of its events", do=RESTORE)
    elif made != kept:
        names = [field.name for field in fields(made) if _differs(made, kept, field.name)]
        what = f"it is not what its events say ({', '.join(names)})"
        yield Breach(incident=key, what=what, do=RESTORE)
    elif odd_columns(row, kept, events):
        what = (
            f"its columns are not what its events say ({', '.join(odd_columns(row, kept, events))})"
        )
        yield Breach(incident=key, what=what, do=ANEW if tx.is_outdated(row.id) else RESTORE)
    elif tx.is_outdated(row.id):
        return  # its timers are written anew when this version starts
    elif made.is_open and set(tx.timers(row.id)) != set(timers(made)):
        what = "its timers are not those it should have, so somebody may not be called"
        do = "the running bot mends that within a minute; if it stays, restart the bot"
        yield Breach(incident=key, what=what, do=do)


def _differs(made: Incident, kept: Incident, name: str) -> bool:
    return bool(getattr(made, name) != getattr(kept, name))


def _folded(kept: Incident, events: Sequence[StoredEvent]) -> Incident:
    """What the events make of it; with a redacted one among them nobody can tell any more."""
    if any(record.event is None for record in events):
        return kept
    blank = Incident(id=kept.id, policy=kept.policy)
    return fold((record.event for record in events if record.event is not None), blank)


def _late_timers(tx: ReadTx, key: str, incident_id: str, now: datetime) -> Iterator[Breach]:
    for timer in tx.timers(incident_id):
        if now - timer.due > LATE:
            what = f"`{timer.name}` was due {_at(timer.due)} and nothing happened"
            do = "look after it yourself; is the bot running? See /readyz and the log"
            yield Breach(incident=key, what=what, do=do)


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%SZ}"
