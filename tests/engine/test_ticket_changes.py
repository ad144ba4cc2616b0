"""What trackers tell of our tickets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.desk_phone import BANK, SHOP, Towers, post
from tests.engine.given import P1, World
from tocsin.engine.refs import TICKETS
from tocsin.store.contract import Tx


@pytest.fixture
def tracked(tmp_path: Path) -> World:
    """A P1 with its ticket, answered by Ana."""
    world = Towers(tmp_path)
    world.tell(P1)
    world.tell("!incident INC-1 ack")
    return world


def told(action: str, ref: str = "T-INC-1", **more: object) -> dict[str, object]:
    return {"ref": ref, "action": action, **more}


def lines(world: World) -> str:
    return world.say("!incident INC-1 timeline").text.as_plain()


def test_who_closes_reopens_and_assigns_a_ticket_is_told_in_the_timeline(tracked: World) -> None:
    said = post(
        tracked,
        "desk",
        tickets=[
            told("closed", user={"name": "Kim Lee"}),
            told("reopened", user={"id": "bo"}),
            told("assigned", to={"email": "ANA@shop.example"}),
        ],
    )
    assert (said.status, said.incident) == (202, "INC-1")
    assert "Kim Lee closed ticket T-INC-1 in desk." in lines(tracked)
    assert "Bo reopened ticket T-INC-1 in desk." in lines(tracked)
    assert "Somebody assigned ticket T-INC-1 to Ana in desk." in lines(tracked)
    assert tracked.incident().status == "investigating"


def test_what_is_no_news_is_not_told(tracked: World) -> None:
    for _ in range(2):
        post(tracked, "desk", tickets=[told("closed")])
    post(tracked, "desk", tickets=[told("reopened")])
    post(tracked, "desk", tickets=[told("closed")])
    post(tracked, "desk", tickets=[told("assigned")])
    assert tracked.events("ticket-changed") == ["ticket-changed"] * 3


@pytest.mark.parametrize("ref", ["T-INC-2", "", "INC-1", "x" * 9999])
def test_a_ticket_of_no_incident_is_left_alone(tracked: World, ref: str) -> None:
    assert post(tracked, "desk", tickets=[told("closed", ref)]).incident is None
    assert tracked.events("ticket-changed") == []


def test_only_the_tracker_that_has_a_ticket_tells_of_it(tmp_path: Path) -> None:
    world = Towers(tmp_path, {"shop": SHOP, "bank": BANK})
    world.tell(f"{P1} --team shop")
    assert post(world, "tower", tickets=[told("closed")]).incident is None
    assert post(world, "desk", team="bank", tickets=[told("closed")]).incident is None
    assert post(world, "desk", tickets=[told("closed")]).incident == "INC-1"


def test_a_ticket_from_before_its_place_was_kept_is_known_after_a_start(tracked: World) -> None:
    def forget(tx: Tx) -> None:
        for key in list(tx.facts(TICKETS)):
            tx.set_fact(TICKETS, key, None)

    tracked.store.write(forget)
    assert post(tracked, "desk", tickets=[told("closed")]).incident is None
    tracked.restart()
    tracked.run(seconds=1)
    assert post(tracked, "desk", tickets=[told("closed")]).incident == "INC-1"
