"""When the room opens it says where to look first, and how changes are made."""

from __future__ import annotations

from tests.scenarios.given import FULL, P1
from tests.simulate.conftest import Play

TEAM = FULL.replace(
    'components = ["Web shop", "Payments"]',
    'components = ["Web shop"]\ndashboards = ["https://d.example/1"]\n'
    'changes = ["https://c.example/2"]\ndependencies = ["database"]\nlogs = ["https://l.example/3"]',
)


def test_the_four_places_to_look_come_with_the_services_links(play: Play) -> None:
    told = play(P1, "until +1m", team=TEAM)
    heard = told.heard(told.room)
    assert "Stop the bleeding first." in heard
    for place in ("https://d.example/1", "https://c.example/2", "database", "https://l.example/3"):
        assert place in heard


def test_each_place_to_look_has_its_number_and_its_link(play: Play) -> None:
    told = play(P1, "until +1m", team=TEAM)
    heard = told.heard(told.room)
    numbered = "1 health dashboards, 2 recent changes, 3 dependencies, 4 logs and errors"
    assert f"Look at: {numbered}." in heard
    assert (
        "Dashboards: https://d.example/1 · Recent changes: https://c.example/2 · "
        "Dependencies: database · Logs: https://l.example/3"
    ) in heard


def test_each_strategy_comes_with_its_when(play: Play) -> None:
    told = play(P1, "until +1m", team=TEAM)
    heard = told.heard(told.room)
    assert (
        "rollback (bad deploy), scale-up (capacity), disable (a feature), "
        "failover (to the backup), circuit-break (a failing dependency)"
    ) in heard
    assert "the IC approves before it is made" in heard
