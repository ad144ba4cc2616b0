"""How providers, chat platforms and the database fare: what came of the last attempts."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from tocsin.domain.command import Outcome
from tocsin.engine.ports import Attempted, Providers
from tocsin.errors import StoreUnavailable
from tocsin.providers.kinds import KINDS
from tocsin.store.contract import EffectRow, Store

CHAT = "chat."


@dataclass(frozen=True, kw_only=True)
class AttemptRecord:
    """What came of the attempts with one instance since the start.

    `failures` in a row, the first of them at `since`; `worked` is when it last took something.
    """

    failures: int = 0
    since: datetime | None = None
    worked: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ProviderState:
    """The name of an instance, whether it works, and that in words."""

    name: str
    ok: bool
    detail: str


class Health:
    """Watches attempts. An instance is unwell from its first failure until something works."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        """The store tells whose incident an attempt was for."""
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._records: dict[str, AttemptRecord] = {}

    def committed(self, outcome: Outcome) -> None:
        """Do nothing: commands say nothing of providers."""

    def attempted(self, row: EffectRow, outcome: Attempted, error: str) -> None:
        """Remember the outcome; what was skipped was not attempted."""
        if outcome == "skipped":
            return
        try:
            name = self._name(row)
        except StoreUnavailable:
            return  # whose it was cannot be told now; the next attempt says it again
        self._note(name, worked=outcome == "sent")

    def asked(self, team: str, target: str, *, worked: bool) -> None:
        """Remember what came of asking an instance (`schedules.pd`) for what it knows."""
        self._note(f"{team}/{target}", worked=worked)

    def _note(self, name: str, *, worked: bool) -> None:
        now = self._clock()
        with self._lock:
            old = self._records.get(name, AttemptRecord())
            if worked:
                self._records[name] = AttemptRecord(worked=now)
            else:
                since = old.since or now
                self._records[name] = replace(old, failures=old.failures + 1, since=since)

    def states(self, providers: Providers) -> tuple[ProviderState, ...]:
        """Return one for every instance that can be attempted, by name."""
        with self._lock:
            records = dict(self._records)
        now = self._clock()
        return tuple(
            _state_of(name, records.get(name, AttemptRecord()), now)
            for name in sorted(_names(providers))
        )

    def _name(self, row: EffectRow) -> str:
        if row.target.startswith(CHAT):
            return row.target
        incident = self._store.read(lambda tx: tx.incident(row.incident))
        return f"{incident.team if incident else '?'}/{row.target}"


def _names(providers: Providers) -> Iterable[str]:
    """Each instance by the target its effects have; those of a team with the team before it."""
    yield from (f"{CHAT}{platform}" for platform in providers.chats)
    for kind, team, name in providers.made:
        if KINDS[kind].methods:
            yield f"{team}/{kind}.{name}"


def _state_of(name: str, record: AttemptRecord, now: datetime) -> ProviderState:
    if record.since is not None:
        worked = f"; it worked last {_ago(record.worked, now)}" if record.worked else ""
        many = "1 attempt" if record.failures == 1 else f"{record.failures} attempts in a row"
        detail = f"{many} failed, the first {_ago(record.since, now)}{worked}; the log says why"
        return ProviderState(name=name, ok=False, detail=detail)
    if record.worked is not None:
        return ProviderState(name=name, ok=True, detail=f"worked {_ago(record.worked, now)}")
    return ProviderState(name=name, ok=True, detail="not asked since the start")


def _ago(moment: datetime, now: datetime) -> str:
    return f"{max((now - moment).total_seconds(), 0.0):.0f} s ago"


log = logging.getLogger(__name__)
RECENT_S = 10.0


class StoreRefusals:
    """Hears whether what came in was kept; a refusal lasts until something is, or for a while."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        """Nothing was refused yet."""
        self._steady = steady
        self._last: float | None = None

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Note whether the store refuses what the body of the `with` keeps.

        Raises:
            StoreUnavailable: As the body does.
        """
        try:
            yield
        except StoreUnavailable as error:
            if not self.lasting:
                log.error("the database takes nothing: %s", error)
            self._last = self._steady()
            raise
        self._last = None

    @property
    def lasting(self) -> bool:
        """Whether the database refused what came last, and not long ago."""
        last = self._last
        return last is not None and self._steady() - last < RECENT_S
