"""Measuring side by side: every contender once a round, in turns, and the median of all rounds.

A shared machine changes its pace within minutes, so what is compared is measured interleaved.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median

Contender = Callable[[], float]


def medians(contenders: Mapping[str, Contender], rounds: int) -> dict[str, float]:
    """The median of each contender; the order turns around with every round."""
    seen: dict[str, list[float]] = {name: [] for name in contenders}
    names = list(contenders)
    for number in range(rounds):
        for name in names if number % 2 == 0 else reversed(names):
            seen[name].append(contenders[name]())
    return {name: median(values) for name, values in seen.items()}


def rate(work: Sequence[Callable[[], object]]) -> float:
    """Pieces of work done per second, one after the other."""
    began = time.perf_counter()
    for piece in work:
        piece()
    return len(work) / (time.perf_counter() - began)


def rate_of_callers(callers: Sequence[Sequence[Callable[[], object]]]) -> float:
    """Pieces of work done per second by several threads at once, each with its own."""
    begin = threading.Barrier(len(callers) + 1)

    def run(work: Sequence[Callable[[], object]]) -> None:
        begin.wait()
        for piece in work:
            piece()

    threads = [threading.Thread(target=run, args=(work,), daemon=True) for work in callers]
    for thread in threads:
        thread.start()
    begin.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return sum(map(len, callers)) / (time.perf_counter() - began)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share of all values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
