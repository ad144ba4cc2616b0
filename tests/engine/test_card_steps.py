"""The card is posted once, pinned once, and shows what is so; whatever fails in between."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.given import P1, Crash, forbidden, unavailable
from tests.engine.rooms_given import TownWorld
from tocsin.wording.card import card, elsewhere

P0 = "!incident declare all is down p0"


@pytest.fixture
def world(tmp_path: Path) -> TownWorld:
    return TownWorld(tmp_path)


@pytest.mark.parametrize("step", ["put_card", "pin"])
def test_a_step_that_fails_makes_no_second_card(world: TownWorld, step: str) -> None:
    world.town.broken[step] = unavailable()
    room = world.opened()
    world.run(minutes=2)
    world.town.broken.clear()
    world.run(minutes=6)
    assert (len(room.cards), len(room.pinned)) == (1, 1)


def test_an_edit_that_fails_is_made_again(world: TownWorld) -> None:
    room = world.opened()
    world.town.broken["edit"] = unavailable()
    world.say("!incident INC-1 ack", room="")
    world.run(minutes=1)
    world.town.broken.clear()
    world.run(minutes=1)
    (shown,) = room.cards.values()
    assert "Acknowledged by Ana" in shown.as_text()


def test_who_dies_behind_the_post_pins_the_one_that_is_there(world: TownWorld) -> None:
    def die(what: str) -> None:
        if what == "put_card":
            world.town.after = lambda _what: None
            raise Crash

    world.town.after = die
    world.say(P1, room="")
    with pytest.raises(Crash):
        world.run(seconds=1)
    world.restart()
    world.run(minutes=1)
    room = world.town.own()
    assert (len(room.cards), len(room.pinned)) == (1, 1)


def test_who_may_not_pin_says_so_once_and_goes_on_without(world: TownWorld) -> None:
    world.town.broken["pin"] = forbidden("no right to pin")
    room = world.opened()
    world.say("!incident INC-1 ack", room="")
    world.run(hours=1)
    assert sum("(pin)" in one for one in room.posts) == 1
    (shown,) = room.cards.values()
    assert "Acknowledged by Ana" in shown.as_text()


def test_a_card_that_somebody_deleted_is_posted_and_pinned_again(world: TownWorld) -> None:
    room = world.opened()
    room.cards.clear()
    room.pinned.clear()
    world.say("!incident INC-1 ack", room="")
    world.run(seconds=5)
    assert (len(room.cards), len(room.pinned)) == (1, 1)
    assert world.events("room-gone") == []


def test_a_card_left_behind_says_where_it_goes_on_though_its_platform_was_away_then(
    world: TownWorld,
) -> None:
    world.town.broken["open_room"] = unavailable()
    world.say(P1, room="")
    world.run(minutes=2)
    (left,) = world.town.square.cards
    world.town.broken = {"edit": unavailable()}
    world.run(minutes=2)
    world.town.broken.clear()
    world.run(minutes=2)
    assert world.town.square.cards[left].as_text() == elsewhere(world.incident()).as_text()
    assert len(world.town.own().cards) == 1


@pytest.mark.parametrize("line", [P0, P1, "!incident declare slow p2"])
def test_the_card_never_lies(world: TownWorld, line: str) -> None:
    """Nobody says a word: at each moment it shows what a card drawn at that moment shows."""
    room = world.opened(line)
    for _ in range(180):
        world.run(seconds=60)
        (shown,) = room.cards.values()
        people = world.system.teams.people
        now = card(world.incident(), people, world.clock(), prefix="!", fixed=True)
        assert shown.as_text() == now.as_text()


def test_what_an_hour_costs(world: TownWorld) -> None:
    """A P0 at which people work: far below what any platform takes in an hour."""
    world.opened(P0)
    lines = {
        1: "ack",
        2: "assign tl @bo",
        3: "assign comms @bo",
        5: "update investigating | all | look | 1h",
        8: "finding the disk is full",
        10: "mitigate rollback to 812",
        11: "approve 1",
        12: "done 1",
        20: "update mitigating | less | watch | 30m",
        25: "mitigated",
        35: "update monitoring | none | watch | unknown",
    }
    for minute in range(60):
        if minute in lines:
            reply = world.say(f"!incident INC-1 {lines[minute]}", room="")
            assert reply.accepted, reply.text.as_plain()
        world.run(minutes=1)
    assert 15 <= world.town.edits <= 30
