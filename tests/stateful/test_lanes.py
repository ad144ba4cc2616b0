"""Whatever is done to a queue, and whenever its process dies: what must always hold, holds."""

from __future__ import annotations

import pytest

from tests.stateful.grounds import GROUNDS
from tests.stateful.lane_machine import LaneMachine
from tests.stateful.running import examples, explore


@pytest.mark.timeout(900)
@pytest.mark.parametrize("store", GROUNDS)
def test_the_lanes_of_a_store_do_as_plain_lists_do(store: str) -> None:
    with GROUNDS[store]() as ground:
        explore(LaneMachine, ground, most=examples(), steps=20)
