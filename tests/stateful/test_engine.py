"""Whoever does the next step, and whatever breaks before it: the engine keeps its promises."""

from __future__ import annotations

import pytest

from tests.stateful.engine_machine import EngineMachine
from tests.stateful.grounds import GROUNDS
from tests.stateful.running import examples, explore

PART = {"memory": 1, "sqlite": 5, "postgres": 10}
STEPS = 30


@pytest.mark.timeout(900)
@pytest.mark.parametrize("store", GROUNDS)
def test_the_engine_keeps_its_promises(store: str) -> None:
    with GROUNDS[store]() as ground:
        explore(lambda: EngineMachine(ground), most=examples(PART[store]), steps=STEPS)
