"""The Protocols of a store: what a transaction reads and writes.

A unit of work is a function of a `Tx`. `Store.write` runs it and returns after the commit is
durable; if it raises, nothing of it is kept. Many units may share one commit. A unit may be run
more than once before it is kept, since another process may be in its way: it changes nothing but
what its `Tx` writes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import Protocol, TypeVar

from tocsin.domain.event import Event
from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Timer
from tocsin.domain.policy import ProcessPolicy
from tocsin.domain.quarter_metrics import Measured
from tocsin.store.rows import (
    Claim,
    EffectEnd,
    EffectKind,
    EffectRow,
    InboxRow,
    IncidentRow,
    NewEffect,
    OwnRoom,
    Pool,
    Settled,
    StoredEvent,
    Turn,
)

__all__ = [
    "Claim",
    "EffectEnd",
    "EffectKind",
    "EffectRow",
    "InboxRow",
    "IncidentRow",
    "NewEffect",
    "OwnRoom",
    "Pool",
    "ReadTx",
    "Settled",
    "Store",
    "StoredEvent",
    "Turn",
    "Tx",
]
T = TypeVar("T")
MOST = 1_000_000_000


class ReadTx(Protocol):
    """The reads of one consistent transaction."""

    def incident(self, incident_id: str) -> Incident | None:
        """Return the projection, with its policy attached.

        Read in a unit, the incident belongs to that unit until it is committed.
        """
        ...

    def look(self, incident_id: str) -> Incident | None:
        """Return the projection without locking it for this unit, for lists of many incidents."""
        ...

    def is_outdated(self, incident_id: str) -> bool:
        """Return whether the kept state of an incident was made by another version of Tocsin.

        Only asked about an incident that this transaction has read.
        """
        ...

    def id_of(self, number: int) -> str | None:
        """Return the incident id of an `INC-` number."""
        ...

    def id_of_room(self, platform: str, room_id: str) -> str | None:
        """Return the incident of a room, by the platform's id of the room."""
        ...

    def room_named(self, platform: str, name: str) -> OwnRoom | None:
        """Return the room of an incident by its name (with `#`); the latest of several.

        Whoever may make rooms may give them any name: it proves nothing.
        """
        ...

    def rooms(self) -> Sequence[OwnRoom]:
        """Return the rooms of all incidents, by platform and id."""
        ...

    def policies(self) -> Mapping[str, str]:
        """Return the stored text of every policy by its hash."""
        ...

    def incidents(
        self, *, team: str | None = None, open_only: bool = True, limit: int = 100
    ) -> Sequence[IncidentRow]:
        """Return incidents, the newest first."""
        ...

    def measured(self, team: str, since: datetime, until: datetime) -> Sequence[Measured]:
        """Return what the metrics need of a team's incidents, in no order.

        Those declared from `since` until before `until`, and of whatever time those that have
        the same cause (as `normalised` compares them) as one of these.
        """
        ...

    def events(self, incident_id: str, after: int = 0) -> Sequence[StoredEvent]:
        """Return events with `seq` > `after`, in order."""
        ...

    def timers(self, incident_id: str) -> Sequence[Timer]:
        """Return the timers of one incident, in order of due time."""
        ...

    def timed(self) -> Sequence[str]:
        """Return the ids of all incidents that have a timer, in no order."""
        ...

    def timers_due(self, now: datetime, limit: int) -> Sequence[tuple[str, Timer]]:
        """Return (incident id, timer) with due <= now, by due, incident number and name."""
        ...

    def next_timer_at(self) -> datetime | None:
        """Return when the earliest timer is due, or None."""
        ...

    def next_lane_at(self) -> datetime | None:
        """Return when the earliest lane is due, or None."""
        ...

    def next_lane_of(self, pool: Pool, *, without: Collection[str] = ()) -> datetime | None:
        """Return when the earliest lane of a pool is due, `without` these (see `claim`)."""
        ...

    def lanes(self) -> Mapping[str, datetime | None]:
        """Return every lane with its due time (or the end of its lease); None = parked."""
        ...

    def pending(self, incident_id: str | None = None) -> Sequence[EffectRow]:
        """Return effects not yet settled, in id order."""
        ...

    def settled(self, incident_id: str) -> Sequence[Settled]:
        """Return settled effects of an incident, in order."""
        ...

    def inbox(self, source: str, message_id: str) -> InboxRow | None:
        """Return one inbox row."""
        ...

    def unhandled(self, limit: int) -> Sequence[InboxRow]:
        """Return inbox rows that wait for their replay, the oldest first."""
        ...

    def ref(self, incident_id: str, name: str) -> str | None:
        """Return a small opaque text kept beside an incident (message ids, cursors), or None."""
        ...

    def fact(self, space: str, key: str) -> str | None:
        """Return a small deployment-wide text (rosters, episodes, tokens), by space and key."""
        ...

    def facts(self, space: str, *, after: str = "", limit: int = MOST) -> Mapping[str, str]:
        """Return facts of a space by key: those after a key, at most so many."""
        ...


class Tx(ReadTx, Protocol):
    """The writes of one unit of work."""

    def next_number(self) -> int:
        """Return the next `INC-` number, deployment-wide; gaps are fine."""
        ...

    def append(
        self, before: Incident, events: Sequence[Event], after: Incident
    ) -> Sequence[StoredEvent]:
        """Append events at versions before.version + 1 …, and keep the projection `after`.

        Raises:
            VersionConflict: Somebody appended since `before` was read.
            InvalidValue: A text or time cannot be kept (half a character, no time zone).
            ValueError: `after` is not `before` with these events, or its policy was not kept.
        """
        ...

    def keep_anew(self, incident: Incident) -> None:
        """Keep the projection of an incident that another version had folded.

        Raises:
            VersionConflict: Somebody appended since it was read.
        """
        ...

    def redact(self, incident_id: str, seq: int) -> None:
        """Drop the body of one event, keeping its hashes."""
        ...

    def keep_policy(self, policy_hash: str, policy: ProcessPolicy) -> None:
        """Keep a policy under its content hash (a second time changes nothing)."""
        ...

    def set_timers(self, incident_id: str, number: int, timers: Iterable[Timer]) -> None:
        """Replace the timers of the incident; only differences are written.

        Raises:
            ValueError: Two timers for one obligation.
        """
        ...

    def claim_timer(self, incident_id: str, timer: Timer) -> bool:
        """Return whether the timer still exists and nobody else locks its incident. Never waits.

        The incident belongs to this unit then: no other process fires the timer.
        """
        ...

    def put_effects(self, effects: Iterable[NewEffect]) -> None:
        """Queue effects in order and wake their lanes.

        A sync replaces a waiting, unclaimed sync of the same lane, op and needs (latest wins, in
        the place of the earlier, which is kept as `skipped`).
        Effects with `needs` other than "" stay parked until `unpark`.
        A key that was put before is ignored.
        """
        ...

    def unpark(self, incident_id: str, need: str) -> None:
        """Make due the effects that needed this; the order of ids is kept."""
        ...

    def claim(
        self,
        pools: Iterable[Pool],
        now: datetime,
        until: datetime,
        limit: int,
        *,
        without: Collection[str] = (),
    ) -> Sequence[Claim]:
        """Lease up to `limit` due lanes (pages first, then by due, then in put order).

        Lanes whose head is for one of the targets in `without` (`<team>/<target>`) are left.
        """
        ...

    def begin(self, claim: Claim, now: datetime) -> EffectRow | None:
        """Count an attempt that begins (attempts + 1, first_attempt).

        From now on the stored row is ambiguous, until `retry` says what came of it. Returns the
        row with this attempt counted, its `ambiguous` telling of the attempts before; None if
        the lease was lost.
        """
        ...

    def settle(self, claim: Claim, outcome: EffectEnd, error: str, now: datetime) -> bool:
        """Move the head effect to history and free the lane; False if the lease was lost."""
        ...

    def retry(
        self,
        claim: Claim,
        due: datetime,
        error: str,
        *,
        ambiguous: bool,
        attempts: int | None = None,
    ) -> bool:
        """Give the lane back, to be tried at `due`; False if the lease was lost.

        Args:
            attempts: So many count from now on; None = those that began.
        """
        ...

    def put_inbox(self, row: InboxRow) -> bool:
        """Insert or replace a row; return False when (source, message_id) was handled already."""
        ...

    def purge_inbox(self, before: datetime, limit: int) -> int:
        """Delete up to `limit` rows handled before a moment; return how many."""
        ...

    def set_ref(self, incident_id: str, name: str, value: str) -> None:
        """Keep a ref."""
        ...

    def set_fact(self, space: str, key: str, value: str | None) -> None:
        """Keep a fact, or drop it with None."""
        ...


class Store(Protocol):
    """A store. `write` and `read` may be called from any thread."""

    def write(self, unit: Callable[[Tx], T], *, urgent: bool = False, turn: Turn = "rest") -> T:
        """Run a unit and return its result once it is durable.

        Units go by their turn: calling people, then what people say, then the rest, of which
        the urgent ones first. An urgent unit settles what the world has already seen. It does no
        harm when it is done twice: what it does is fenced by its claim.

        A unit uses the `Tx` it is given and never the store.

        Raises:
            StoreUnavailable: The database cannot be written; nothing of the unit is kept, but
                where a connection broke at the commit: then the sentence says that nobody knows.
            RuntimeError: Called from inside a unit.
        """
        ...

    def submit(self, unit: Callable[[Tx], T]) -> Future[T]:
        """Queue a unit and return a future of its result."""
        ...

    def read(self, query: Callable[[ReadTx], T]) -> T:
        """Run a query on a consistent snapshot of what is committed."""
        ...

    def listen(self, heard: Callable[[], None]) -> None:
        """Call `heard` when another process made something due soon; a call may be lost.

        It is called from a thread of the store's own, until `close`. Where one process has the
        store to itself, never.
        """
        ...

    def clock_offset(self) -> float | None:
        """Return the seconds the database's clock is ahead of ours; None for one clock."""
        ...

    def close(self) -> None:
        """Finish what was submitted and close the database."""
        ...
