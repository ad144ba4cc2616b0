"""Whoever does the next step, and whatever breaks before it: the engine keeps its promises."""

from __future__ import annotations

import pytest

from tests.stateful.engine_machine import EngineMachine, SqliteEngineMachine
from tests.stateful.running import examples, explore


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("machine", "part"), [(EngineMachine, 4), (SqliteEngineMachine, 20)])
def test_the_engine_keeps_its_promises(machine: type[EngineMachine], part: int) -> None:
    explore(machine, most=max(examples() // part, 5), steps=30)
