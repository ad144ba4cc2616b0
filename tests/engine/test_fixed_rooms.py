"""The announce room is the one of its id, whoever makes another of its name."""

from __future__ import annotations

from pathlib import Path

from tests.engine.given import P1, TEAM, refused
from tests.engine.rooms_given import Room, TownWorld, with_accounts

BY_ID = with_accounts(TEAM) + '[chat]\nannounce_id = { irc = "A" }\n'


def squatted(folder: Path, team: str) -> TownWorld:
    """Mallory has a room that is called like the announce room, and it is found first."""
    world = TownWorld(folder)
    world.town.rooms = {"M": Room(id="M", name="incidents"), **world.town.rooms}
    world.write_teams({"shop": team})
    world.restart()
    return world


def test_by_its_name_it_may_be_a_strangers(tmp_path: Path) -> None:
    world = squatted(tmp_path, with_accounts(TEAM))
    world.say(P1, room="")
    world.run(seconds=5)
    assert world.town.rooms["M"].posts


def test_by_its_id_it_is_ours(tmp_path: Path) -> None:
    world = squatted(tmp_path, BY_ID)
    world.say(P1, room="")
    world.run(seconds=5)
    assert world.town.rooms["M"].posts == []
    assert any("checkout returns 500s" in one for one in world.town.square.posts)


def test_an_incident_without_a_room_goes_on_there(tmp_path: Path) -> None:
    world = squatted(tmp_path, BY_ID)
    world.town.broken["open_room"] = refused("no rooms here")
    world.say(P1, room="")
    world.run(minutes=3)
    assert world.town.rooms["M"].posts == []
    assert world.town.square.cards
