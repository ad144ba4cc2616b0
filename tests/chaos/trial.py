"""One seed from plan to verdict, and a smaller plan that breaches the same rule."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from tests.chaos.draw import draw
from tests.chaos.evidence import Evidence, gather
from tests.chaos.guard import Wrap
from tests.chaos.homes import Home, MemoryHome
from tests.chaos.homes.sqlite import SqliteFiles, scratch
from tests.chaos.mutants import healthy
from tests.chaos.plan import Plan
from tests.chaos.rules import Breach, judge
from tests.chaos.run import Run
from tests.chaos.team import Kit

T = TypeVar("T")
StoreName = Literal["memory", "sqlite", "postgresql"]
MOST_TRIES = 300
Homes = Callable[[], AbstractContextManager[Home]]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What one plan led to."""

    plan: Plan
    breaches: tuple[Breach, ...]
    log: tuple[str, ...]
    counts: Counter[str]


class Trials:
    """Runs plans, one after the other, on one kind of store."""

    def __init__(self, homes: Homes, make: Callable[[], Wrap] = healthy) -> None:
        """`make` breaks the build on purpose."""
        self._homes = homes
        self._make = make
        self._kit = Kit.load()

    def seed(self, seed: int) -> Verdict:
        """The verdict on a seed."""
        return self.plan(draw(seed))

    def plan(self, plan: Plan) -> Verdict:
        """The verdict on a plan."""
        with self._homes() as home:
            run = Run(plan, home, self._kit, self._make())
            run.play()
            seen = gather(run)
        return Verdict(
            plan=plan,
            breaches=tuple(judge(seen)),
            log=tuple(run.book.log),
            counts=_counted(seen, run.starts),
        )

    def smaller(self, verdict: Verdict) -> Verdict:
        """The smallest plan found that still breaches the same rule."""
        rule, tries = verdict.breaches[0].rule, 0
        changed = True
        while changed:
            changed = False
            for plan in _simpler(verdict.plan):
                tries += 1
                if tries > MOST_TRIES:
                    return verdict
                found = self.plan(plan)
                if any(breach.rule == rule for breach in found.breaches):
                    verdict, changed = found, True
                    break
        return verdict


def _simpler(plan: Plan) -> Iterator[Plan]:
    """Plans with a little less in them, the boldest first."""
    yield from (replace(plan, steps=rest) for rest in _fewer(plan.steps) if rest)
    yield from (replace(plan, behaviours=rest) for rest in _fewer(plan.behaviours))
    yield from (replace(plan, trips=rest) for rest in _fewer(plan.trips))
    if plan.replicas > 1:
        yield replace(plan, replicas=1, skew=0.0)
    if plan.skew:
        yield replace(plan, skew=0.0)
    if plan.nosy:
        yield replace(plan, nosy=0.0)
    if plan.platforms:
        yield replace(plan, platforms=())
    if any(plan.tools):
        yield replace(plan, tools=(frozenset(), frozenset()))


def _fewer(rows: Sequence[T]) -> Iterator[tuple[T, ...]]:
    """Without the second half, without the first, then without one."""
    half = len(rows) // 2
    if half > 1:
        yield tuple(rows[:half])
        yield tuple(rows[half:])
    for number in range(len(rows)):
        yield (*rows[:number], *rows[number + 1 :])


def _counted(seen: Evidence, starts: int) -> Counter[str]:
    """The figures of one run."""
    counts = Counter(seen.book.counts)
    pages = [page for case in seen.cases for page in case.incident.pages.values()]
    acted = Counter(
        attempt.key
        for attempt in seen.book.attempts
        if attempt.op == "page"
        for _ in range(attempt.acted)
    )
    unsure = [
        one for one in seen.book.attempts if one.op == "page" and _unsure(one.end, one.failed)
    ]
    counts.update(
        {
            "seeds": 1,
            "starts": starts,
            "incidents": len(seen.cases),
            "events": len(seen.book.events),
            "commits": seen.book.commit,
            "calls": seen.vendors.calls.total(),
            "accepted": sum(one.answer is not None and one.answer.accepted for one in seen.sent),
            "pages": len(pages),
            "rings": len(seen.vendors.rings),
            "repeated": sum(times - 1 for times in acted.values()),
            "repeats allowed": len(unsure),
        }
    )
    return counts


def _unsure(end: str, failed: str) -> bool:
    """An attempt whose call may have rung without that being written down as done."""
    return end != "done" and failed in ("", "timeout-after", "broken-after", "timeout-before")


@contextmanager
def opened(store: StoreName, url: str = "") -> Iterator[Homes]:
    """Where runs on this store find their rows; `url` of a server for PostgreSQL.

    Raises:
        StoreUnavailable: There is no such server, or it takes no databases from this role.
    """
    if store == "memory":
        yield lambda: nullcontext(MemoryHome())
    elif store == "sqlite":
        with scratch() as folder:
            yield SqliteFiles(folder).home
    else:
        from tests.chaos.homes.postgres import PostgresServer

        with closing(PostgresServer(url, str(os.getpid()))) as server:
            yield server.home


@contextmanager
def quiet() -> Iterator[None]:
    """Faults are the point here: what they log is no news."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
