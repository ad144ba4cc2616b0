"""One replica between a boot and its death."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from tests.chaos.book import Attempt
from tests.chaos.doubles import Line, Other, Platform, Tool
from tests.chaos.moments import ZERO
from tests.chaos.plan import Capability
from tests.chaos.strands import Strand
from tests.chaos.team import TEAM, TOOLS, Kit
from tests.chaos.vendors import Vendors
from tocsin.bootstrap import System, Wiring
from tocsin.bootstrap.delivery_workers import SIZES
from tocsin.bootstrap.provider_instances import Instances
from tocsin.deadlines import InlineCalls
from tocsin.engine.ports import Ids, Providers
from tocsin.engine.sweeper import EVERY, Sweeper
from tocsin.providers import Inbound, PageRequest
from tocsin.providers.paging import PagingCapability
from tocsin.store.contract import Store

PUBLIC_URL = "https://tocsin.test"
NOWHERE = Path("/nonexistent/tocsin-chaos")
THREADS: Mapping[str, int] = {
    "delivery": sum(size.always for size in SIZES.values()),
    "timers": 1,
    "sweeper": 1,
}
BASIC: frozenset[PagingCapability] = frozenset({"acknowledge", "resolve"})


class Outside(Protocol):
    """What the doubles of a process need of the run."""

    vendors: Vendors

    def rang(self, tool: str, request: PageRequest) -> None:
        """A person was rung."""
        ...

    def found(self) -> None:
        """A tool knew the page already."""
        ...


@dataclass
class Process:
    """A replica that runs. Once dead it never does anything again."""

    name: str
    replica: int
    skew: timedelta
    clock: Callable[[], datetime]
    alive: bool = True
    sleeps_until: timedelta = ZERO
    sweeps_at: datetime | None = None
    busy: Counter[str] = field(default_factory=Counter)
    system: System = field(init=False)
    sweeper: Sweeper = field(init=False)

    def free(self, loop: str) -> bool:
        """Whether one of its threads of this name has nothing to do."""
        return self.busy[loop] < THREADS[loop]

    def sweep(self) -> int:
        """One look of the sweeper, at most every half minute of its clock."""
        now = self.clock()
        if self.sweeps_at is not None and now < self.sweeps_at:
            return 0
        self.sweeps_at = now + EVERY
        return self.sweeper.step(now)


@dataclass
class Task:
    """One thing a process is at, and the attempts it makes meanwhile.

    Args:
        strand: What it runs on; None = it cannot park, and time just passes.
        yields: Whether others may run between its transactions.
        wake: While it is parked: when it goes on.
        result: What it came to, None also when its process died or had no database.
    """

    process: Process
    strand: Strand | None = None
    yields: bool = False
    attempts: list[Attempt] = field(default_factory=list)
    wake: timedelta = ZERO
    result: object = None

    @property
    def attempt(self) -> Attempt | None:
        """The attempt that is being made."""
        return self.attempts[-1] if self.attempts else None


def wire(
    process: Process,
    *,
    kit: Kit,
    store: Store,
    line: Line,
    outside: Outside,
    tools: tuple[frozenset[Capability], frozenset[Capability]],
    platforms: tuple[str, ...],
    chance: Callable[[], float],
    ids: Ids,
) -> None:
    """Build the system of a process on a store, with doubles for everything outside."""
    vendors = outside.vendors
    chats = {name: Platform(platform=name, line=line, vendors=vendors) for name in platforms}
    paging: Mapping[tuple[str, str, str], object] = {
        ("paging", TEAM, name): Tool(
            name=name,
            capabilities=BASIC | able,
            line=line,
            vendors=vendors,
            rings=outside.rang,
            finds=outside.found,
        )
        for name, able in zip(TOOLS, tools, strict=True)
    }

    def wrap(made: Instances) -> Instances:
        """Doubles in place of all that is called; what comes in is read as it is."""
        others = {
            (kind, team, name): one if isinstance(one, Inbound) else _other(kind, name, one, line)
            for (kind, team, name), one in made.providers.made.items()
            if kind != "paging"
        }
        return replace(made, providers=Providers(chats=chats, made={**others, **paging}))

    process.system = Wiring(
        teams=kit.teams,
        plugins=kit.plugins,
        store=store,
        chats=chats,
        data_dir=NOWHERE,
        clock=process.clock,
        chance=chance,
        ids=ids,
        public_url=PUBLIC_URL,
        wrap=wrap,
        crew=InlineCalls,
    ).system
    process.sweeper = Sweeper(store, process.system.execute)


def _other(kind: str, instance: str, real: object, line: Line) -> Other:
    able: object = getattr(real, "capabilities", frozenset())
    return Other(target=f"{kind}.{instance}", line=line, capabilities=able)
