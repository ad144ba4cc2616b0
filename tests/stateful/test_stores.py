"""Whatever is done to a store, and whenever its process dies: it does as plain lists do."""

from __future__ import annotations

import pytest

from tests.stateful.grounds import GROUNDS
from tests.stateful.lane_machine import LaneMachine
from tests.stateful.record_machine import RecordMachine
from tests.stateful.running import examples, explore

# PostgreSQL is asked over a socket: a story takes several times as long as in memory.
PART = {"memory": 1, "sqlite": 1, "postgres": 20}
STEPS = 15


@pytest.mark.timeout(900)
@pytest.mark.parametrize("store", GROUNDS)
def test_the_lanes_of_a_store_do_as_plain_lists_do(store: str) -> None:
    with GROUNDS[store]() as ground:
        explore(lambda: LaneMachine(ground), most=examples(PART[store]), steps=STEPS)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("store", GROUNDS)
def test_what_a_store_was_told_it_tells(store: str) -> None:
    with GROUNDS[store]() as ground:
        explore(lambda: RecordMachine(ground), most=examples(PART[store]), steps=STEPS)
