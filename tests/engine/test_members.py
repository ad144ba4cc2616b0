"""Who is in the room: all who are needed, and where it is private nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.given import unavailable
from tests.engine.rooms_given import ALL, TownWorld
from tocsin.chat import Account, Moved, RoomRef
from tocsin.store.contract import NewEffect

SECRET = "!incident declare salaries are public p1 --private"


@pytest.fixture
def world(tmp_path: Path) -> TownWorld:
    return TownWorld(tmp_path)


@pytest.mark.parametrize(
    "line",
    ["page @bo look", "assign tl @bo", "task add look at it @bo", "handoff ic @bo"],
)
def test_whoever_is_needed_is_brought_into_the_room(world: TownWorld, line: str) -> None:
    room = world.opened()
    assert room.members == ["U-ana"]
    world.say("!incident INC-1 ack", room="")
    world.say(f"!incident INC-1 {line}", room="")
    world.run(seconds=5)
    assert room.members == ["U-ana", "U-bo"]


def test_whoever_has_no_account_there_keeps_nobody_else_out(world: TownWorld) -> None:
    room = world.opened("!incident declare all is down p0")
    world.run(minutes=11)  # Cyrus, who has none, is called too
    assert "cyrus" in {page.person for page in world.incident().pages.values()}
    assert {"U-ana", "U-bo", "U-eva"} <= set(room.members)


def test_whoever_leaves_is_brought_back_for_something_new_only(world: TownWorld) -> None:
    room = world.opened()
    world.say("!incident INC-1 assign tl @bo", room="")
    world.run(seconds=5)
    world.moved("U-bo", joined=False)
    world.say("!incident INC-1 assign comms @eva", room="")
    world.run(seconds=5)
    assert "U-bo" not in room.members
    world.say("!incident INC-1 page @bo where are you", room="")
    world.run(seconds=5)
    assert "U-bo" in room.members


def test_an_invitation_that_fails_is_made_again(world: TownWorld) -> None:
    world.town.broken["invite"] = unavailable()
    room = world.opened()
    assert room.members == []
    world.town.broken.clear()
    world.run(minutes=1)
    assert room.members == ["U-ana"]


def test_an_invitation_of_the_version_before_is_done(world: TownWorld) -> None:
    room = world.opened()
    room.members.clear()
    ident = world.incident().id
    world.store.write(lambda tx: tx.set_ref(ident, f"members:irc:{room.id}", "{}"))
    old = NewEffect(
        key="old", lane=f"{ident}:chat.irc:members", pool="chat", incident=ident, kind="sync",
        op="invite", target="chat.irc", payload="{}", needs="", created=world.clock(),
    )  # fmt: skip
    world.store.write(lambda tx: tx.put_effects([old]))
    world.run(seconds=1)
    assert room.members == ["U-ana"]


def test_who_is_not_in_it_is_shown_out_when_it_becomes_private(world: TownWorld) -> None:
    room = world.opened()
    room.members += ["mallory", "U-eva", "U-bo"]
    world.say("!incident INC-1 assign tl @bo", room="")
    world.say("!incident INC-1 flag private a matter of few", room="")
    world.run(seconds=5)
    assert sorted(room.members) == ["U-ana", "U-bo", "U-eva"]  # Eva, the EM, may see all


def test_of_one_that_is_not_private_nobody_is_shown_out(world: TownWorld) -> None:
    room = world.opened()
    room.members.append("mallory")
    world.say("!incident INC-1 assign tl @bo", room="")
    world.run(minutes=20)
    assert "mallory" in room.members


def test_who_comes_into_a_private_room_is_shown_out(world: TownWorld) -> None:
    room = world.opened(SECRET)
    world.moved("mallory", joined=True)
    assert room.members == ["U-ana"]
    world.moved("U-eva", joined=True)
    assert room.members == ["U-ana", "U-eva"]
    assert world.events("outsider-came") == ["outsider-came"]


def test_where_nobody_can_be_shown_out_the_room_hears_it_and_the_names_only_its_ic(
    tmp_path: Path,
) -> None:
    world = TownWorld(tmp_path, ALL - {"remove"})
    room = world.opened(SECRET)
    world.say("!incident INC-1 ack", room="")
    room.members.append("mallory")
    world.moved("trudy", joined=True)
    world.run(minutes=3)
    said = [one for one in room.posts if "not part of it" in one]
    assert len(said) == 1
    assert "2 accounts in this room are not part of it" in said[0]
    assert "mallory" not in "\n".join(room.posts)
    assert "mallory, trudy" in world.town.told("U-ana")
    assert world.town.square.posts == []


def test_the_ic_who_leaves_stays_ic_and_is_told_to_hand_over(world: TownWorld) -> None:
    room = world.opened()
    world.say("!incident INC-1 ack", room="")
    world.run(seconds=1)
    world.moved("U-ana", joined=False)
    assert world.incident().holder("ic") == "ana"
    assert room.posts[-1] == (
        "Ana left this room on irc and is still Incident Commander.\n"
        "Ana: `!incident handoff ic @who`\n"
        "If nobody hears from Ana, whoever takes over: `!incident take ic`"
    )
    assert "`!incident INC-1 handoff ic @who`" in world.town.told("U-ana")
    assert "left this room" not in world.town.told("U-ana")
    world.moved("U-ana", joined=True)
    world.moved("U-ana", joined=False)
    assert world.events("commander-left") == ["commander-left"]


def test_whoever_else_leaves_and_whoever_leaves_when_it_is_over_is_let_go(
    world: TownWorld,
) -> None:
    world.opened()
    world.say("!incident INC-1 ack", room="")
    world.say("!incident INC-1 assign tl @bo", room="")
    world.run(seconds=5)
    world.moved("U-bo", joined=False)
    world.say("!incident INC-1 resolve --override it was the test", room="")
    world.run(seconds=5)
    world.moved("U-ana", joined=False)
    assert world.events("commander-left") == []


def test_who_comes_and_goes_elsewhere_is_nobodys_business(world: TownWorld) -> None:
    world.opened()
    told = Moved(
        event_id="1",
        account=Account(platform="irc", id="U-ana"),
        room=RoomRef(platform="irc", id="A", name="#incidents"),
        joined=False,
    )
    assert not world.system.hear(told).taken
