"""A room that cannot be opened yet, comes late, or is deleted or archived under us."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.given import P1, refused, unavailable
from tests.engine.rooms_given import TownWorld

UPDATE = "!incident INC-1 update investigating | {0} | rolling back | unknown"


@pytest.fixture
def world(tmp_path: Path) -> TownWorld:
    return TownWorld(tmp_path)


@pytest.mark.parametrize("minutes", [3, 30])
def test_a_platform_that_is_away_gets_its_room_when_it_is_back(
    world: TownWorld, minutes: int
) -> None:
    world.town.down = unavailable()
    world.say(P1, room="")
    for n in range(minutes // 3):
        world.run(minutes=2)
        world.say(UPDATE.format(f"step {n} of it"), room="")
        world.run(minutes=1)
    assert world.town.made == 0
    world.town.down = None
    world.run(minutes=6)

    assert world.town.made == 1
    posts = world.town.own().posts
    first, *rest = posts
    assert first.startswith("This room could not be opened before; INC-1 went on in #incidents.")
    heard = "\n".join(rest)
    places = [heard.index(f"step {n} of it") for n in range(minutes // 3)]
    assert heard.index("Paging Ana") < places[0]
    assert places == sorted(places)
    assert len(set(world.town.keys)) == len(world.town.keys)
    assert world.events("room-failed") == ["room-failed"]


def test_where_the_platform_is_back_nothing_is_poured_into_the_announce_room(
    world: TownWorld,
) -> None:
    world.town.down = unavailable()
    world.say(P1, room="")
    world.run(minutes=30)
    world.town.down = None
    world.run(minutes=6)
    assert [one for one in world.town.square.posts if "No room could be made" in one] == []
    assert any(
        "INC-1 has its room now and goes on in #incident-2026-11-23-checkout-returns-500s." in one
        for one in world.town.square.posts
    )


@pytest.mark.parametrize("why", [unavailable("too many rooms"), refused("no right to make rooms")])
def test_where_rooms_alone_fail_it_goes_on_in_the_announce_room_and_says_so_once(
    world: TownWorld, why: Exception
) -> None:
    world.town.broken["open_room"] = why  # type: ignore[assignment]
    world.say(P1, room="")
    world.run(minutes=2)
    world.say(UPDATE.format("search is slow"), room="")
    world.run(hours=26)
    heard = "\n".join(world.town.square.posts)
    assert heard.count("No room could be made on irc") == 1
    assert "INC-1 goes on in #incidents until there is one; it is tried again." in heard
    assert "search is slow" in heard

    world.town.broken.clear()
    world.run(minutes=6)
    posts = world.town.own().posts
    assert posts[0].startswith("This room could not be opened before")
    assert "search is slow" in "\n".join(posts)
    card = next(iter(world.town.square.cards.values()))
    assert card.as_text() == f"INC-1 goes on in #{world.town.own().name}."
    assert len(world.town.own().cards) == len(world.town.own().pinned) == 1


def test_a_private_one_whose_room_comes_late_is_never_spoken_of_elsewhere(
    world: TownWorld,
) -> None:
    world.town.broken["open_room"] = refused("no right to make rooms")
    world.say("!incident declare salaries are public p1 --private", room="")
    world.run(minutes=10)
    assert "INC-1: " in world.town.told("U-ana")
    world.town.broken.clear()
    world.run(minutes=6)
    own = world.town.own()
    assert own.private
    assert own.posts[0].startswith(
        "This room could not be opened before; INC-1 went on in direct messages."
    )
    assert world.town.square.posts == []
    assert world.town.square.cards == {}


@pytest.mark.parametrize("how", ["post", "card", "topic"])
def test_a_room_that_is_gone_is_said_and_another_one_is_opened(world: TownWorld, how: str) -> None:
    gone = world.opened()
    del world.town.rooms[gone.id]
    line = {
        "post": UPDATE.format("all of it"),
        "card": "!incident INC-1 finding it is the disk",
        "topic": "!incident INC-1 take tl",
    }
    world.say(line[how], room="")
    world.run(minutes=2)

    assert world.events("room-gone") == ["room-gone"]
    heard = "\n".join(world.town.square.posts)
    assert f"is gone (deleted or archived); it goes on in #{gone.name}-2." in heard
    new = world.town.own()
    assert new.id != gone.id
    assert new.name == f"{gone.name}-2"
    assert any("it goes on here." in one for one in new.posts)
    assert len(new.cards) == len(new.pinned) == 1
    assert new.topic
    assert "U-ana" in new.members
    world.say("!incident INC-1 page @bo look at this", room="")
    world.run(minutes=1)
    assert "look at this" in "\n".join(new.posts)
    ident = world.incident().id
    assert world.store.read(lambda tx: tx.id_of_room("irc", new.id)) == ident
    assert world.store.read(lambda tx: tx.id_of_room("irc", gone.id)) is None


def test_nothing_that_was_not_posted_in_the_old_room_is_missing_in_the_new(
    world: TownWorld,
) -> None:
    gone = world.opened()
    del world.town.rooms[gone.id]
    world.say(UPDATE.format("what nobody has read yet"), room="")
    world.run(minutes=2)
    assert "what nobody has read yet" in "\n".join(world.town.own().posts)
    assert "Paging Ana" not in "\n".join(world.town.own().posts)


def test_a_platform_on_which_every_room_vanishes_gets_no_further_ones(world: TownWorld) -> None:
    world.opened()
    for n in range(8):
        for room in [one for one in world.town.rooms.values() if one.incident]:
            del world.town.rooms[room.id]
        world.say(UPDATE.format(f"try {n}"), room="")
        world.run(minutes=3)
    assert world.town.made == 6
    assert "no room stays there" in "\n".join(world.town.square.posts)
    assert "try 7" in "\n".join(world.town.square.posts)


def test_after_a_restart_the_late_room_is_greeted_once(world: TownWorld) -> None:
    world.town.broken["open_room"] = unavailable()
    world.say(P1, room="")
    world.run(minutes=3)
    world.town.broken.clear()

    def stop(_what: str) -> None:
        if world.town.made and world.town.own().posts:
            world.town.after = lambda _what: None
            world.town.down = unavailable()

    world.town.after = stop
    world.run(minutes=1)
    world.town.down = None
    world.restart()
    world.run(minutes=6)
    posts = world.town.own().posts
    assert sum(one.startswith("This room could not be opened") for one in posts) <= 2
    assert len(set(world.town.keys)) >= len(world.town.keys) - 1
