"""Faults as data: runs Tocsin through seeded disasters and checks what must always hold.

    python -m tests.chaos --seeds 10000 --store memory

A seed becomes a `Plan` (plain data), a plan becomes a run on the virtual clock, and a run is judged
by the rules of `RULES`; `docs/delivery.md` says what is promised. Exit code 0 when every rule held,
1 on a breach, 2 on wrong use.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import get_args

from tests.chaos.many import Order, run
from tests.chaos.mutants import MUTANTS
from tests.chaos.report import breach, table
from tests.chaos.rules import RULES
from tests.chaos.trial import StoreName
from tocsin.errors import StoreUnavailable

URL = "TOCSIN_CHAOS_URL"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for and print the figures."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.list:
        print(_listed())
        return 0
    if given.seeds < 1 or given.jobs < 1:
        parser.error("--seeds and --jobs are at least 1")
    if given.mutant and MUTANTS[given.mutant].memory_only and given.store != "memory":
        parser.error(f"{given.mutant} works on --store memory only")
    if given.store == "postgresql" and not given.url:
        parser.error("--store postgresql needs --url postgresql://… of a role that makes databases")
    order = Order(
        store=given.store,
        first=given.first,
        seeds=given.seeds,
        jobs=given.jobs,
        mutant=given.mutant,
        url=given.url,
    )
    try:
        outcome = run(order, _progress(order))
    except StoreUnavailable as error:
        parser.error(str(error))
    print(table(order, outcome))
    if outcome.breach is None:
        return 0
    print()
    print(breach(order, outcome.breach))
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.chaos",
        description="Runs Tocsin through seeded disasters and checks what must always hold.",
    )
    parser.add_argument("--seeds", type=int, default=200, help="how many (default: 200)")
    parser.add_argument("--first", type=int, default=1, help="the first seed (default: 1)")
    parser.add_argument("--store", choices=get_args(StoreName), default="memory")
    parser.add_argument("--url", default=os.environ.get(URL, ""), help=f"or {URL}: a server")
    parser.add_argument("--jobs", type=int, default=1, help="processes at once (default: 1)")
    parser.add_argument("--mutant", choices=MUTANTS, default="", help="a build broken on purpose")
    parser.add_argument("--list", action="store_true", help="the rules and the mutants")
    return parser


def _progress(order: Order) -> Callable[[int], None]:
    """Every tenth of the way a line on stderr, when somebody looks."""
    told = [0]

    def said(done: int) -> None:
        part = 10 * done // order.seeds
        if part > told[0] and sys.stderr.isatty():
            told[0] = part
            print(f"{done} of {order.seeds} seeds", file=sys.stderr)

    return said


def _listed() -> str:
    rules = [f"  {rule.name}: {rule.sentence}" for rule in RULES]
    mutants = [f"  {name}: {mutant.sentence}" for name, mutant in MUTANTS.items()]
    return "\n".join(["Rules", *rules, "", "Mutants", *mutants])


if __name__ == "__main__":
    sys.exit(main())
