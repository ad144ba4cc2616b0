"""Which incident has an alert is kept with the rest, and let go of with the rest."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.engine.given import TEAM, Home, MemoryHome, SqliteHome, World
from tests.simulate.alert_bodies import group, one
from tocsin.engine.retention import Retention
from tocsin.engine.webhooks import WebhookResult
from tocsin.providers import RawRequest

PROM = f'{TEAM}\n[alerts.prom]\ntype = "prometheus"\ntoken = {{ env = "AM_TOKEN" }}\n'
MAPPED = PROM + 'map = { critical = "ignore" }\n'


@pytest.fixture(params=["memory", "sqlite"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    home: Home = MemoryHome() if request.param == "memory" else SqliteHome(tmp_path / "t.db")
    return World(tmp_path, home, teams={"shop": PROM, "pay": PROM})


def post(world: World, body: object, team: str = "shop") -> WebhookResult:
    request = RawRequest(
        method="POST", path="", headers={}, body=json.dumps(body).encode(), received=world.clock()
    )
    return world.system.hook(team, "prom", request, checked=True)


def test_a_firing_is_known_again_after_a_restart_and_under_another_key(world: World) -> None:
    post(world, group(one("errors")))
    world.restart()
    assert post(world, group(one("errors"), key="g2")) == WebhookResult(
        status=202, incident="INC-1"
    )
    post(world, group(one("errors", "resolved"), key="g2"))
    assert world.incident().firing == ()
    assert world.refolded() == world.incident()


def test_another_team_with_the_same_alert_has_its_own_incident(world: World) -> None:
    post(world, group(one("errors")))
    assert post(world, group(one("errors"), key="g2"), "pay").incident == "INC-2"


def test_a_group_that_repeats_what_is_known_changes_nothing(world: World) -> None:
    post(world, group(one("errors"), one("latency")))
    version = world.incident().version
    world.run(minutes=6)
    before = world.incident().version
    post(world, group(one("errors"), one("latency")))
    assert world.incident().version == before > version


def test_it_is_forgotten_long_after_the_incident_has_ended(world: World) -> None:
    post(world, group(one("errors")))
    world.tell("!incident INC-1 decline noise")
    world.run(hours=1)
    rows = world.store.read(lambda tx: len(tx.facts("firing")))
    Retention(world.store).step(world.clock() + timedelta(days=91))
    assert (rows, world.store.read(lambda tx: len(tx.facts("firing")))) == (1, 0)


def test_what_is_ignored_is_counted_by_source_and_why(world: World) -> None:
    post(world, group(one("Watchdog", severity="none")))
    post(world, group(one("errors"), key="g2"))
    world.tell("!incident INC-1 decline noise")
    world.run(minutes=6)
    assert post(world, group(one("errors"), key="g2")).status == 202
    assert dict(world.system.hooks.ignored) == {
        ("shop", "prom", "map"): 1,
        ("shop", "prom", "declined"): 1,
    }


def test_what_fired_before_it_was_ignored_still_ends(tmp_path: Path) -> None:
    world = World(tmp_path, teams={"shop": PROM})
    post(world, group(one("errors")))
    world.write_teams({"shop": MAPPED})
    world.restart()
    post(world, group(one("errors", "resolved")))
    assert world.incident().firing == ()


def test_a_clock_that_ran_ahead_hides_no_later_firing(tmp_path: Path) -> None:
    """The first start lies in the future; the clock is put right before it fires again."""
    world = World(tmp_path, teams={"shop": PROM})
    post(world, group(one("errors", started="2026-11-23T10:00:00Z")))
    world.run(minutes=10)
    post(world, group(one("errors", "resolved", started="2026-11-23T10:00:00Z")))
    world.run(minutes=10)
    post(world, group(one("errors", started="2026-11-23T09:19:00Z")))
    assert [alert.title for alert in world.incident().firing] == ["errors is high"]
