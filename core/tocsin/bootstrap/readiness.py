"""How a running system fares, part by part: for `/readyz`, and for the heartbeat."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tocsin.bootstrap.health import Health, StoreRefusals
from tocsin.bootstrap.listeners import SILENT_S, Listening
from tocsin.bootstrap.loops import Loop
from tocsin.bootstrap.observers import Observers
from tocsin.bootstrap.provider_instances import Instances
from tocsin.engine.ports import Clock
from tocsin.engine.rate_limited_chat import is_refused
from tocsin.plugin_manager import Plugins
from tocsin.store.contract import Store

STALE = 0.5
LATE_S = 60.0
APART_S = 2.0
TIMERS = "timers"
TOKEN = "it does not take our token: mend it as the log says; what is owed goes out then"
REFUSES = "it can be read and takes nothing; the log says why"


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One part. `vital`: while it is unwell nobody should rely on this process."""

    name: str
    ok: bool
    detail: str
    vital: bool


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """What is looked at. `loops` is empty until the start, `guards` are beside them."""

    store: Store
    clock: Clock
    loops: Sequence[Loop]
    guards: Sequence[Loop]
    refusals: StoreRefusals
    health: Health
    instances: Instances
    plugins: Plugins
    observers: Observers = field(default_factory=Observers)
    heard: Callable[[], Iterable[Listening]] = tuple

    def conditions(self) -> tuple[Condition, ...]:
        """Return every part, the vital ones first."""
        return (*self._core(), *self._others())

    @property
    def refuses(self) -> bool:
        """Whether the database takes nothing, for all that is known here."""
        return self.refusals.lasting or any(loop.waits for loop in self.loops)

    def trouble(self) -> str:
        """Return the first failure for which people may not be paged now, or ""."""
        core = self._core()
        unwell = (part for part in core if not part.ok and (part.vital or part.name == TIMERS))
        return next((f"{part.name}: {part.detail}" for part in unwell), "")

    def _core(self) -> tuple[Condition, ...]:
        return (*self._database(), *self._loops())

    def _database(self) -> Iterator[Condition]:
        """It answers and takes what comes; whether what fell due was left, no start would mend."""
        began = time.monotonic()
        try:
            due = self.store.read(lambda tx: tx.next_timer_at())
        except Exception as error:  # noqa: BLE001 - whatever it is, the database is not well
            yield Condition(name="database", ok=False, detail=type(error).__name__, vital=True)
            return
        took = f"{time.monotonic() - began:.3f} s"
        detail = REFUSES if self.refuses else took
        yield Condition(name="database", ok=not self.refuses, detail=detail, vital=True)
        offset = self.store.clock_offset()
        if offset is not None:
            detail = f"the database is {offset:+.3f} s from here"
            yield Condition(name="clock", ok=abs(offset) < APART_S, detail=detail, vital=False)
        late = _late(due, self.clock())
        detail = f"the earliest is {late:.0f} s late"
        yield Condition(name=TIMERS, ok=late < LATE_S, detail=detail, vital=False)

    def _loops(self) -> Iterator[Condition]:
        """A loop is unwell at half the time after which the watchdog ends the process."""
        if not self.loops:
            yield Condition(name="start", ok=False, detail="the loops do not run yet", vital=True)
        for loop in (*self.loops, *self.guards):
            age = loop.age()
            yield Condition(
                name=f"loop {loop.name}",
                ok=age < STALE * loop.longest_s,
                detail=f"last step {age:.1f} s ago",
                vital=loop in self.loops,
            )

    def _others(self) -> Iterator[Condition]:
        """Providers and plugins: starting again would not mend them."""
        stuck = dict(self.instances.stuck())
        for state in self.health.states(self.instances.providers):
            name, hangs = f"provider {state.name}", stuck.pop(state.name, None)
            detail = f"{hangs}; {state.detail}" if hangs else state.detail
            yield Condition(name=name, ok=state.ok and not hangs, detail=detail, vital=False)
        for platform, chat in self.instances.providers.chats.items():
            if is_refused(chat):
                yield Condition(name=f"chat {platform}", ok=False, detail=TOKEN, vital=False)
        for key, hangs in stuck.items():
            yield Condition(name=f"provider {key}", ok=False, detail=str(hangs), vital=False)
        yield from (_platform(listening, self.clock()) for listening in self.heard())
        for fault in self.instances.faults:
            yield Condition(name="provider", ok=False, detail=fault, vital=False)
        for observer, trouble in self.observers.troubles().items():
            detail = trouble or "it hears"
            yield Condition(name=f"observer {observer}", ok=not trouble, detail=detail, vital=False)
        for plugin in self.plugins.faults:
            name = f"plugin {plugin.name}"
            yield Condition(name=name, ok=False, detail="; ".join(plugin.faults), vital=False)


def _platform(listening: Listening, now: datetime) -> Condition:
    """A chat platform: who hears it, and when it last gave a sign of life. People are paged still.

    One that another process hears says nothing of itself here.
    """
    name = f"chat {listening.platform}"
    if not listening.held:
        return Condition(name=name, ok=True, detail="another process listens", vital=False)
    seen = listening.fitness.heard_at
    silent = max((now - seen).total_seconds(), 0.0) if seen is not None else None
    told = [
        "" if listening.hears or not listening.due else "nobody listens",
        listening.detail,
        listening.fitness.detail,
        "" if silent is None else f"last sign of life {silent:.0f} s ago",
    ]
    alive = silent is None or silent < SILENT_S
    well = listening.fitness.ok and ((alive and listening.hears) or not listening.due)
    detail = "; ".join(row for row in told if row) or (
        "it listens" if listening.hears else "it is over"
    )
    return Condition(name=name, ok=well, detail=detail, vital=False)


def _late(due: datetime | None, now: datetime) -> float:
    return max(0.0, (now - due).total_seconds()) if due is not None else 0.0
