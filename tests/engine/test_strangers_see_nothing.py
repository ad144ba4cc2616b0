"""A stranger on a platform where anybody makes rooms, joins by link, and reads names and topics."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.given import unavailable
from tests.engine.rooms_given import Room, TownWorld
from tocsin.chat import Account, RoomRef, Said

MALLORY = "mallory"
WORDS = ("salar", "pay slip", "folder", "ana", "bo")
LINES = (
    "ack",
    "assign tl @bo",
    "update investigating | pay slips in a folder | closing it | 1h",
    "finding the folder is open",
    "mitigate disable the folder",
    "approve 1",
    "task add close the folder @bo",
    "resolve --override the folder is closed",
)


@pytest.fixture
def world(tmp_path: Path) -> TownWorld:
    return TownWorld(tmp_path)


def seen(world: TownWorld) -> str:
    """All that a stranger reads: names and topics of rooms, and open rooms whole."""
    found: list[str] = []
    for room in world.town.rooms.values():
        found += [room.name, *room.names, room.topic]
        if not room.private or MALLORY in room.members:
            found += [*room.posts, *(one.as_text() for one in room.cards.values())]
    found += [text for account, text in world.town.directs if account == MALLORY]
    return "\n".join(found).lower()


def gives_nothing_away(world: TownWorld) -> None:
    text = seen(world)
    assert not [word for word in WORDS[:3] if word in text]


def typed(world: TownWorld, text: str, room: Room, *, by: str = MALLORY) -> None:
    world.system.hear(
        Said(
            event_id=f"{world.clock()}-{text}-{room.id}",
            account=Account(platform="irc", id=by, name="Ana"),
            room=RoomRef(platform="irc", id=room.id, name=f"#{room.name}"),
            text=text,
        )
    )
    world.run(seconds=20)


def test_a_whole_life_gives_nothing_away(world: TownWorld) -> None:
    room = world.opened("!incident declare salaries are public p1 --private")
    assert room.private
    for line in LINES:
        world.say(f"!incident INC-1 {line}", room="")
        world.run(minutes=3)
        gives_nothing_away(world)
    assert "INC-1 (private incident)" in world.town.told("U-ana")
    assert "salaries" in world.say("!incident INC-1 show", room="").text.as_plain()
    assert [one for one in world.town.directs if one[0] == MALLORY] == []


def test_a_room_of_the_same_name_is_told_nothing_and_commands_nothing(world: TownWorld) -> None:
    own = world.opened("!incident declare salaries are public p1 --private")
    fake = Room(id="F", name=own.name, members=[MALLORY, "U-ana"])
    world.town.rooms["F"] = fake
    version = world.incident().version
    for line in ("show", "timeline", "INC-1 show", "note look", "INC-1 take ic", "export"):
        typed(world, f"!incident {line}", fake)
    assert world.incident().version == version
    typed(world, "!incident show", fake, by="U-ana")  # lured there
    typed(world, "!incident INC-1 timeline", fake, by="U-ana")
    gives_nothing_away(world)


def test_who_joins_by_a_link_is_shown_out_and_answered_nothing(world: TownWorld) -> None:
    room = world.opened("!incident declare salaries are public p1 --private")
    world.moved(MALLORY, joined=True)
    assert MALLORY not in room.members
    typed(world, "!incident show", room)
    gives_nothing_away(world)


def test_a_room_that_cannot_be_opened_or_is_deleted_gives_nothing_away(world: TownWorld) -> None:
    world.town.broken["open_room"] = unavailable()
    world.say("!incident declare salaries are public p1 --private", room="")
    world.run(minutes=5)
    gives_nothing_away(world)
    world.town.broken.clear()
    world.run(minutes=2)
    room = world.town.own()
    del world.town.rooms[room.id]
    world.say("!incident INC-1 finding the folder is open", room="")
    world.run(minutes=2)
    assert world.town.own().private
    gives_nothing_away(world)


def test_what_becomes_private_is_named_nowhere_from_then_on(world: TownWorld) -> None:
    room = world.opened("!incident declare salaries are public p1")
    room.members.append(MALLORY)
    heard = len(world.town.square.posts)
    world.say("!incident INC-1 flag private a matter of few", room="")
    world.run(minutes=1)
    assert MALLORY not in room.members
    (card,) = room.cards.values()
    now = "\n".join((room.name, room.topic, card.as_text(), *world.town.square.posts[heard:]))
    assert "salaries" not in now.lower()
    assert room.name == "incident-2026-11-23-inc-1-moved"
    assert world.incident().rooms["irc"].name == "#incident-2026-11-23-private"
    assert room.pinned == list(room.cards)
    assert MALLORY not in world.town.own().members


def test_what_waited_for_the_platform_names_nothing_that_became_private_meanwhile(
    world: TownWorld,
) -> None:
    world.town.broken["post"] = unavailable()
    world.say("!incident declare salaries are public p1", room="")
    world.run(seconds=5)
    world.say("!incident INC-1 flag private a matter of few", room="")
    world.run(seconds=5)
    world.town.broken.clear()
    world.run(minutes=3)
    assert "salaries" not in "\n".join(world.town.square.posts).lower()


def test_an_alarm_that_waited_while_its_incident_became_private_still_calls_by_its_number(
    world: TownWorld,
) -> None:
    world.town.broken["post"] = unavailable()
    world.say("!incident declare salaries are public p1", room="")
    world.run(minutes=180)
    assert world.events("ladder-exhausted")
    world.say("!incident INC-1 flag private a matter of few", room="")
    assert not world.town.square.posts
    world.town.broken.clear()
    world.run(minutes=10)
    assert "salaries" not in "\n".join(world.town.square.posts).lower()
    assert [one for one in world.town.square.posts if "ALARM: nobody has answered" in one]
