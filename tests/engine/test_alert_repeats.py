"""Sources that repeat what fires, and never say since when."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest

from tests.engine.given import TEAM, Home, MemoryHome, SqliteHome, World
from tocsin.engine.retention import Retention
from tocsin.providers import (
    AlertEvent,
    AlertGroup,
    ProviderConfig,
    ProviderType,
    RawRequest,
    Received,
)

REPEATS = f'{TEAM}\n[alerts.watch]\ntype = "watch"\n'


class Watch:
    """Says at each call that one alert fires, or is over; the body says which."""

    def authenticate(self, request: RawRequest) -> None:
        """Anybody comes in."""

    def receive(self, request: RawRequest) -> Received:
        over = request.body == b"resolved"
        status: Literal["firing", "resolved"] = "resolved" if over else "firing"
        alert = AlertEvent(
            fingerprint="disk",
            status=status,
            title="Disk",
            starts_at=request.received,
            ends_at=request.received if over else None,
            repeats=not over,
        )
        group = AlertGroup(
            key="disk", title="Disk", severity="P2", alerts=(alert,), fingerprints="source"
        )
        return Received(groups=(group,))


WATCH: ProviderType[ProviderConfig] = ProviderType(
    kind="alerts",
    name="watch",
    summary="a watch",
    config=ProviderConfig,
    factory=lambda _config, _context: Watch(),
)


@pytest.fixture(params=["memory", "sqlite"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    home: Home = MemoryHome() if request.param == "memory" else SqliteHome(tmp_path / "t.db")
    return World(tmp_path, home, teams={"shop": REPEATS}, types=(WATCH,))


def says(world: World, what: str) -> str | None:
    """The incident of what the source says at this moment."""
    request = RawRequest(
        method="POST", path="", headers={}, body=what.encode(), received=world.clock()
    )
    return world.system.hook("shop", "watch", request, checked=True).incident


def test_what_was_declined_stays_so_while_it_fires_on(world: World) -> None:
    assert says(world, "fires") == "INC-1"
    world.tell("!incident INC-1 decline noise")
    for _ in range(3):
        world.run(hours=1)
        assert says(world, "fires") == "INC-1"


def test_once_it_was_over_what_fires_is_new(world: World) -> None:
    says(world, "fires")
    world.tell("!incident INC-1 decline noise")
    world.run(hours=1)
    says(world, "resolved")
    world.restart()
    world.run(hours=1)
    assert says(world, "fires") == "INC-2"
    world.run(hours=1)
    assert says(world, "fires") == "INC-2"
    assert says(world, "resolved") == "INC-2"


def test_that_it_was_over_is_forgotten_long_after_the_incident_has_ended(world: World) -> None:
    says(world, "fires")
    world.tell("!incident INC-1 decline noise")
    world.run(hours=1)
    says(world, "resolved")
    kept = world.store.read(lambda tx: len(tx.facts("alert-over")))
    Retention(world.store).step(world.clock() + timedelta(days=91))
    assert (kept, world.store.read(lambda tx: len(tx.facts("alert-over")))) == (1, 0)
