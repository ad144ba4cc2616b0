"""A paging tool that cannot be told to stop was not asked, so nothing is learnt of how it fares."""

from __future__ import annotations

from tests.engine.given import P1, World
from tocsin.errors import ProviderError


def test_a_bell_that_failed_is_not_well_because_somebody_answered(world: World) -> None:
    bell = world.bell()
    bell.capabilities = frozenset()
    bell.broken = ProviderError("timeout", "no answer")
    world.say(P1)
    world.run(seconds=40)
    world.say("!incident INC-1 ack")
    world.run(seconds=10)

    assert bell.of("page")
    (one,) = (
        one for one in world.system.readiness.conditions() if one.name.endswith("paging.tower")
    )
    assert not one.ok
    assert "failed" in one.detail
