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


def test_the_five_strategies_come_with_their_when(play: Play) -> None:
    told = play(P1, "until +1m", team=TEAM)
    for strategy in ("rollback (bad deploy)", "scale-up (capacity)", "disable (a feature)"):
        assert strategy in told.heard(told.room)
    assert "the IC approves before it is made" in told.heard(told.room)
