"""A store that can be struck: between any two statements, before a commit and after it.

What a unit did is noted and handed on only once it is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeVar, cast

from tocsin.domain.event import Event
from tocsin.domain.incident import Incident
from tocsin.store.contract import (
    Claim,
    EffectEnd,
    EffectRow,
    InboxRow,
    Pool,
    ReadTx,
    Store,
    StoredEvent,
    Turn,
    Tx,
)

T = TypeVar("T")
Place = Literal["read", "write", "commit", "committed", "call", "called"]
Wrap = Callable[[Tx], Tx]
READS = frozenset(name for name in vars(ReadTx) if not name.startswith("_"))


class Crash(BaseException):
    """The process dies at this point."""


@dataclass(frozen=True)
class Claimed:
    """A lane was leased, by a clock that showed `now`."""

    claim: Claim
    now: datetime
    until: datetime


@dataclass(frozen=True)
class Begun:
    """An attempt begins."""

    claim: Claim
    row: EffectRow
    now: datetime


@dataclass(frozen=True)
class Ended:
    """An attempt was settled, or given back; `held`: the store agreed."""

    claim: Claim
    outcome: EffectEnd | Literal["retry"]
    held: bool
    now: datetime | None


@dataclass(frozen=True)
class Appended:
    """Events of one incident."""

    incident: Incident
    stored: tuple[StoredEvent, ...]


@dataclass(frozen=True)
class Handled:
    """A message was kept together with its answer."""

    source: str
    message_id: str


Note = Claimed | Begun | Ended | Appended | Handled


class Struck(Protocol):
    """Where points are counted; called at each, it may raise."""

    def __call__(self, place: Place, tx: Tx | ReadTx | None = None) -> None:
        """Go on, or raise. `tx` is the transaction at hand, without anything around it."""
        ...


class Passing:
    """Hands every statement on, whatever statements a transaction has."""

    def __init__(self, tx: Tx | ReadTx) -> None:
        """The transaction below. Who only reads never calls what only a `Tx` has."""
        self._tx = cast(Tx, tx)

    def __getattr__(self, name: str) -> Callable[..., object]:
        """The statement of the transaction below."""
        found: Callable[..., object] = getattr(self._tx, name)
        return found


class StruckTx(Passing):
    """Every statement is a point; what matters later is noted."""

    def __init__(
        self, tx: Tx | ReadTx, bare: Tx | ReadTx, strike: Struck, notes: list[Note]
    ) -> None:
        """Notes are appended to `notes`; `bare` is the store's own transaction."""
        super().__init__(tx)
        self._at: Callable[[Place], None] = lambda place: strike(place, bare)
        self._notes = notes

    def __getattr__(self, name: str) -> Callable[..., object]:
        """The statement, after the point before it."""
        self._at("read" if name in READS else "write")
        return super().__getattr__(name)

    def append(
        self, before: Incident, events: Sequence[Event], after: Incident
    ) -> Sequence[StoredEvent]:
        """Noted: the events."""
        self._at("write")
        stored = tuple(self._tx.append(before, events, after))
        self._notes.append(Appended(after, stored))
        return stored

    def claim(
        self,
        pools: Iterable[Pool],
        now: datetime,
        until: datetime,
        limit: int,
        **more: Collection[str],
    ) -> Sequence[Claim]:
        """Noted: each lease."""
        self._at("write")
        claims = self._tx.claim(pools, now, until, limit, **more)
        self._notes += [Claimed(claim, now, until) for claim in claims]
        return claims

    def begin(self, claim: Claim, now: datetime) -> EffectRow | None:
        """Noted: the attempt."""
        self._at("write")
        row = self._tx.begin(claim, now)
        if row is not None:
            self._notes.append(Begun(claim, row, now))
        return row

    def settle(self, claim: Claim, outcome: EffectEnd, error: str, now: datetime) -> bool:
        """Noted: the end."""
        self._at("write")
        held = self._tx.settle(claim, outcome, error, now)
        self._notes.append(Ended(claim, outcome, held, now))
        return held

    def retry(
        self,
        claim: Claim,
        due: datetime,
        error: str,
        *,
        ambiguous: bool,
        attempts: int | None = None,
    ) -> bool:
        """Noted: that it will be tried again."""
        self._at("write")
        held = self._tx.retry(claim, due, error, ambiguous=ambiguous, attempts=attempts)
        self._notes.append(Ended(claim, "retry", held, None))
        return held

    def put_inbox(self, row: InboxRow) -> bool:
        """Noted: a message that is handled."""
        self._at("write")
        fresh = self._tx.put_inbox(row)
        if row.handled is not None and fresh:
            self._notes.append(Handled(row.source, row.message_id))
        return fresh


class StruckStore:
    """A `Store` for one process that may die in it."""

    def __init__(
        self,
        store: Store,
        strike: Struck,
        *,
        meanwhile: Callable[[], None],
        committed: Callable[[list[Note]], None],
        wrap: Wrap,
    ) -> None:
        """Wire it.

        Args:
            meanwhile: Called between transactions: others may run.
            committed: Gets the notes of each unit after its commit.
            wrap: Something broken on purpose around every writing transaction.
        """
        self._store = store
        self._strike = strike
        self._meanwhile = meanwhile
        self._committed = committed
        self._wrap = wrap

    def write(self, unit: Callable[[Tx], T], *, urgent: bool = False, turn: Turn = "rest") -> T:
        """Run a unit, and tell of it once it is committed."""
        notes: list[Note] = []

        def struck(tx: Tx) -> T:
            notes.clear()
            result = unit(cast(Tx, StruckTx(self._wrap(tx), tx, self._strike, notes)))
            self._strike("commit", tx)
            return result

        self._meanwhile()
        result = self._store.write(struck, urgent=urgent, turn=turn)
        self._committed(notes)
        self._strike("committed")
        return result

    def submit(self, unit: Callable[[Tx], T]) -> Future[T]:
        """Run it at once: there is one thread."""
        future: Future[T] = Future()
        try:
            future.set_result(self.write(unit))
        except Exception as error:  # noqa: BLE001 - whatever it is belongs to the caller
            future.set_exception(error)
        return future

    def read(self, query: Callable[[ReadTx], T]) -> T:
        """Run a query; its statements are points too."""
        self._meanwhile()
        return self._store.read(lambda tx: query(cast(ReadTx, StruckTx(tx, tx, self._strike, []))))

    def listen(self, heard: Callable[[], None]) -> None:
        """Nobody listens: everything is in one thread."""

    def clock_offset(self) -> float | None:
        """There is one clock."""
        return None

    def close(self) -> None:
        """The home closes what is below."""
