"""What every store can do. Memory is the reference; SQLite and PostgreSQL share one SQL form.

A unit of work is a function of a `Tx`. `Store.write` runs it and returns after the commit is
durable; if it raises, nothing of it is kept. Many units may share one commit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeVar

from tocsin.domain.events import Event
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import Status
from tocsin.domain.obligations import Timer
from tocsin.domain.policy import ProcessPolicy

T = TypeVar("T")
Pool = Literal["page", "chat", "other"]
EffectKind = Literal["tell", "sync"]
EffectEnd = Literal["done", "dead", "skipped"]


@dataclass(frozen=True, kw_only=True)
class StoredEvent:
    """One event as it is kept. `body` is the exact text, None once redacted.

    `body_sha256` and `chain` are lower-case hex; `chain` = sha256(previous chain bytes +
    sha256(body) bytes), the chain before the first event is sha256("tocsin:" + incident id).
    """

    seq: int
    type: str
    body: str | None
    body_sha256: str
    chain: str
    event: Event | None


@dataclass(frozen=True, kw_only=True)
class EffectRow:
    """Something the world must be told, not yet settled.

    `lane` is `<incident id>:<target>`; lanes are FIFO by `id`. `payload` is JSON text.
    `ambiguous`: an earlier attempt began and its outcome is not known.
    """

    id: int
    key: str
    lane: str
    pool: Pool
    incident: str
    kind: EffectKind
    op: str
    target: str
    payload: str
    needs: str
    created: datetime
    attempts: int = 0
    first_attempt: datetime | None = None
    ambiguous: bool = False


@dataclass(frozen=True, kw_only=True)
class NewEffect:
    """An effect to be put; `coalesce` replaces a waiting sync of the same lane and op."""

    key: str
    lane: str
    pool: Pool
    incident: str
    kind: EffectKind
    op: str
    target: str
    payload: str
    needs: str
    created: datetime


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A leased lane with the head effect of it. `fence` and `seq` guard the settling."""

    lane: str
    fence: int
    seq: int
    effect: EffectRow


@dataclass(frozen=True, kw_only=True)
class Settled:
    """One settled effect, kept for history and the dead-letter view."""

    key: str
    lane: str
    op: str
    target: str
    outcome: EffectEnd
    attempts: int
    error: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class InboxRow:
    """Something that came in. `handled` None = must be replayed; `result` is JSON text."""

    source: str
    message_id: str
    body: str
    received: datetime
    attempts: int = 0
    handled: datetime | None = None
    result: str = ""
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class IncidentRow:
    """One line of a list."""

    id: str
    number: int
    team: str
    title: str
    status: Status
    severity: str
    version: int
    opened: datetime
    updated: datetime


class ReadTx(Protocol):
    """What can be read, consistently, in one transaction."""

    def incident(self, incident_id: str) -> Incident | None:
        """The projection, with its policy attached."""
        ...

    def id_of(self, number: int) -> str | None:
        """The incident id behind an `INC-` number."""
        ...

    def id_of_room(self, platform: str, room_name: str) -> str | None:
        """The incident whose room has this name (with `#`) on this platform."""
        ...

    def incidents(
        self, *, team: str | None = None, open_only: bool = True, limit: int = 100
    ) -> Sequence[IncidentRow]:
        """Incidents, the newest first."""
        ...

    def events(self, incident_id: str, after: int = 0) -> Sequence[StoredEvent]:
        """Events with `seq` > `after`, in order."""
        ...

    def timers(self, incident_id: str) -> Sequence[Timer]:
        """The timers of one incident, in order of due time."""
        ...

    def timers_due(self, now: datetime, limit: int) -> Sequence[tuple[str, Timer]]:
        """(incident id, timer) with due <= now, in due order (ties by incident number, name)."""
        ...

    def next_timer_at(self) -> datetime | None:
        """When the earliest timer is due."""
        ...

    def next_lane_at(self) -> datetime | None:
        """When the earliest lane wants work."""
        ...

    def lanes(self) -> Mapping[str, datetime | None]:
        """Every lane and when it wants work (a leased one: when its lease ends); None = parked."""
        ...

    def pending(self, incident_id: str | None = None) -> Sequence[EffectRow]:
        """Effects not yet settled, in id order."""
        ...

    def settled(self, incident_id: str) -> Sequence[Settled]:
        """Settled effects of an incident, in order."""
        ...

    def inbox(self, source: str, message_id: str) -> InboxRow | None:
        """One inbox row."""
        ...

    def unhandled(self, limit: int) -> Sequence[InboxRow]:
        """Inbox rows that wait for their replay, the oldest first."""
        ...

    def ref(self, incident_id: str, name: str) -> str | None:
        """A small piece of opaque text kept beside an incident (message ids, cursors)."""
        ...

    def fact(self, space: str, key: str) -> str | None:
        """A small deployment-wide text (rosters, episodes, tokens), by space and key."""
        ...

    def facts(self, space: str) -> Mapping[str, str]:
        """All facts of a space."""
        ...


class Tx(ReadTx, Protocol):
    """What a unit of work can write."""

    def next_number(self) -> int:
        """The next `INC-` number, deployment-wide; gaps are fine."""
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

    def redact(self, incident_id: str, seq: int) -> None:
        """Drop the body of one event, keeping its hashes."""
        ...

    def keep_policy(self, policy_hash: str, policy: ProcessPolicy) -> None:
        """Keep a policy under its content hash (a second time changes nothing)."""
        ...

    def set_timers(self, incident_id: str, number: int, timers: Iterable[Timer]) -> None:
        """Make these the only timers of the incident (diffed, so that little is written).

        Raises:
            ValueError: Two timers for one obligation.
        """
        ...

    def claim_timer(self, incident_id: str, timer: Timer) -> bool:
        """Whether this very timer is still there and nobody else is at its incident. Never waits.

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
        """What needed this can go now; keeps the order of ids."""
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
        """Record that an attempt begins (attempts + 1, first_attempt).

        From now on the stored row is ambiguous, until `retry` says what came of it. Returns the
        row with this attempt counted, its `ambiguous` telling of the attempts before; None if
        the lease was lost.
        """
        ...

    def settle(self, claim: Claim, outcome: EffectEnd, error: str, now: datetime) -> bool:
        """Move the head effect to history and free the lane; False if the lease was lost."""
        ...

    def retry(self, claim: Claim, due: datetime, error: str, *, ambiguous: bool) -> bool:
        """Give the lane back, to be tried at `due`; False if the lease was lost."""
        ...

    def put_inbox(self, row: InboxRow) -> bool:
        """Insert or replace a row; returns False when (source, message_id) was there, handled."""
        ...

    def set_ref(self, incident_id: str, name: str, value: str) -> None:
        """Keep a ref."""
        ...

    def set_fact(self, space: str, key: str, value: str | None) -> None:
        """Keep a fact, or drop it with None."""
        ...


class Store(Protocol):
    """A store. `write` and `read` may be called from any thread."""

    def write(self, unit: Callable[[Tx], T], *, urgent: bool = False) -> T:
        """Run a unit and return its result once it is durable.

        An urgent unit goes before those that wait: settling what the world has already seen.

        A unit uses the `Tx` it is given and never the store.

        Raises:
            StoreUnavailable: The database cannot be written; nothing of the unit is kept.
            RuntimeError: Called from inside a unit.
        """
        ...

    def submit(self, unit: Callable[[Tx], T]) -> Future[T]:
        """Like `write`, but returns at once."""
        ...

    def read(self, query: Callable[[ReadTx], T]) -> T:
        """Run a query on a consistent snapshot of what is committed."""
        ...

    def close(self) -> None:
        """Finish what was submitted and let go of the database."""
        ...
