"""Many seeds, in several processes, until all are done or one breaches a rule."""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass

from tests.chaos.guard import Wrap
from tests.chaos.mutants import MUTANTS, healthy
from tests.chaos.trial import StoreName, Trials, Verdict, opened, quiet

SMALLEST, PIECES = 50, 8


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be run. `mutant` "" = Tocsin as it is; `url` of a server for PostgreSQL."""

    store: StoreName
    first: int
    seeds: int
    jobs: int = 1
    mutant: str = ""
    url: str = ""

    def chunks(self) -> list[range]:
        """The seeds in pieces, one for a process at a time."""
        end, size = self.first + self.seeds, max(SMALLEST, self.seeds // (self.jobs * PIECES))
        return [range(at, min(end, at + size)) for at in range(self.first, end, size)]

    def command(self, seed: int) -> str:
        """What a person types to see one seed again."""
        mutant = f" --mutant {self.mutant}" if self.mutant else ""
        return f"python -m tests.chaos --store {self.store} --first {seed} --seeds 1{mutant}"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The figures of all seeds, and the breach of the lowest seed if there was one."""

    counts: Counter[str]
    took_s: float
    breach: Verdict | None = None


def run(order: Order, said: Callable[[int], None] = lambda _done: None) -> Outcome:
    """Run an order; `said` hears how many seeds are done. The first breach ends it."""
    began = time.monotonic()
    counts: Counter[str] = Counter()
    breach: Verdict | None = None
    for found, verdict in _results(order):
        counts += found
        said(counts["seeds"])
        if verdict is not None and (breach is None or verdict.plan.seed < breach.plan.seed):
            breach = verdict
        if breach is not None:
            break
    if breach is not None:
        breach = _shrunk(order, breach)
    return Outcome(counts=counts, took_s=time.monotonic() - began, breach=breach)


Piece = tuple[Counter[str], Verdict | None]


def _results(order: Order) -> Iterator[Piece]:
    chunks = order.chunks()
    if order.jobs == 1 or len(chunks) == 1:
        yield from _alone(order, chunks)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(order.jobs, mp_context=context) as pool:
        waiting: list[Future[list[Piece]]] = [pool.submit(_work, order, chunk) for chunk in chunks]
        try:
            for future in as_completed(waiting):
                yield from future.result()
        finally:
            for future in waiting:
                future.cancel()


def _alone(order: Order, chunks: Sequence[range]) -> Iterator[Piece]:
    with quiet(), opened(order.store, order.url) as homes:
        trials = Trials(homes, _make(order))
        for chunk in chunks:
            yield _chunk(trials, chunk)


def _work(order: Order, chunk: range) -> list[Piece]:
    """In a process of its own."""
    return list(_alone(order, [chunk]))


def _chunk(trials: Trials, chunk: range) -> Piece:
    counts: Counter[str] = Counter()
    for seed in chunk:
        verdict = trials.seed(seed)
        counts += verdict.counts
        if verdict.breaches:
            return counts, verdict
    return counts, None


def _shrunk(order: Order, verdict: Verdict) -> Verdict:
    with quiet(), opened(order.store, order.url) as homes:
        return Trials(homes, _make(order)).smaller(verdict)


def _make(order: Order) -> Callable[[], Wrap]:
    return MUTANTS[order.mutant].make if order.mutant else healthy
