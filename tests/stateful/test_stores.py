"""Whatever is done to a store, and whenever its process dies: it does as plain lists do."""

from __future__ import annotations

import pytest

from tests.stateful.grounds import GROUNDS
from tests.stateful.lane_machine import LaneMachine
from tests.stateful.record_machine import RecordMachine
from tests.stateful.running import PROVING, examples, explore

STEPS = 15
# At home a story on PostgreSQL, which is asked over a socket, takes too long for all of them.
HOME = {"memory": 1, "sqlite": 1, "postgres": 20}


def stories(store: str) -> int:
    """As many on every store where all is proved."""
    return examples(1 if PROVING else HOME[store])


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("store", GROUNDS)
def test_the_lanes_of_a_store_do_as_plain_lists_do(store: str) -> None:
    with GROUNDS[store]() as ground:
        explore(lambda: LaneMachine(ground), most=stories(store), steps=STEPS)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("store", GROUNDS)
def test_what_a_store_was_told_it_tells(store: str) -> None:
    with GROUNDS[store]() as ground:
        explore(lambda: RecordMachine(ground), most=stories(store), steps=STEPS)
