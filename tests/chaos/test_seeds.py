"""Whatever a seed does to it, Tocsin keeps its promises.

`python -m tests.chaos` runs as many seeds as one likes.
"""

from __future__ import annotations

import os

import pytest

from tests.chaos.many import Order, Outcome, run
from tests.chaos.report import breach
from tests.chaos.trial import StoreName
from tests.postgres import Cluster

MORE = 2 if os.environ.get("TOCSIN_CI") else 1


def outcome(store: StoreName, seeds: int, url: str = "") -> Outcome:
    """What so many seeds led to; a breach is told as the command line tells it."""
    order = Order(store=store, first=1, seeds=seeds, url=url)
    found = run(order)
    assert found.breach is None, breach(order, found.breach)
    return found


@pytest.fixture(scope="module")
def on_memory() -> Outcome:
    return outcome("memory", 150 * MORE)


@pytest.mark.timeout(900)
def test_every_rule_holds_on_memory(on_memory: Outcome) -> None:
    assert on_memory.counts["seeds"] == 150 * MORE


@pytest.mark.parametrize(
    "what",
    [
        "crashes", "clock jumps", "leases lost", "repeated", "rings", "database lost",
        "database full", "database read-only", "database locked", "database unknown", "late",
        "429", "5xx", "timeout-before", "timeout-after", "broken-before", "broken-after",
        "stalled", "refused",
    ],
)  # fmt: skip
def test_every_kind_of_trouble_happens_in_them(on_memory: Outcome, what: str) -> None:
    assert on_memory.counts[what] > 0


def test_no_call_is_repeated_oftener_than_explained(on_memory: Outcome) -> None:
    assert on_memory.counts["repeated"] <= on_memory.counts["repeats allowed"]


@pytest.mark.timeout(900)
def test_every_rule_holds_on_sqlite() -> None:
    outcome("sqlite", 40 * MORE)


@pytest.mark.e2e
@pytest.mark.timeout(900)
def test_every_rule_holds_on_postgresql(postgres: Cluster) -> None:
    outcome("postgresql", 10 + 2 * MORE, postgres.url("postgres"))
