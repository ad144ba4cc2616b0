"""A platform that takes our token no more: what is owed waits for a good one, and pages do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.given import P1, refused
from tests.engine.rooms_given import TownWorld
from tocsin.chat import Account
from tocsin.domain.undelivered import EffectDied
from tocsin.engine.replies import QueuedReply, reply_effect

REVOKED = refused("that token is not taken any more: install the app again")
ROOM_GONE = {"feed", "card", "topic", "members", "announce", "direct", "reply"}


@pytest.fixture
def world(tmp_path: Path) -> TownWorld:
    return TownWorld(tmp_path)


def revoked(world: TownWorld, minutes: float) -> None:
    """It lives through this time with a token that nobody takes, and through ten minutes after."""
    world.town.down = REVOKED
    world.run(minutes=minutes)
    world.town.down = None
    world.run(minutes=10)


def died(world: TownWorld) -> list[str]:
    """What the incident heard is given up for the token."""
    incident = world.incident().id
    told = world.store.read(lambda tx: tx.events(incident))
    found = [one.event for one in told if isinstance(one.event, EffectDied)]
    return [one.effect for one in found if "token" in one.reason]


def test_what_was_owed_while_a_token_was_bad_goes_out_once_and_in_order(world: TownWorld) -> None:
    room = world.opened()
    world.run(minutes=1)
    world.town.directs.clear()
    world.town.down = REVOKED
    for number in range(10):
        line = f"!incident INC-1 update investigating | note-{number} | a | unknown"
        assert world.say(line, room="").accepted
        world.run(minutes=2)
    assert world.say("!incident INC-1 assign tl @bo", room="").accepted
    assert world.say("!incident INC-1 severity p0 worse", room="").accepted
    world.run(minutes=1)
    assert "note-" not in "\n".join(room.posts)
    world.town.down = None
    world.run(minutes=6)
    said = "\n".join(room.posts)
    found = [said.index(f"note-{number}") for number in range(10)]
    assert found == sorted(found)
    assert [said.count(f"note-{number}") for number in range(10)] == [1] * 10
    assert len(world.town.keys) == len(set(world.town.keys))
    assert sum("INC-1" in words for who, words in world.town.directs if who == "U-bo") >= 1
    (shown,) = room.cards.values()
    assert "P0" in shown.as_text()
    assert died(world) == []
    assert not [row for row in world.pending() if row.op in ROOM_GONE]


def test_a_good_token_is_tried_within_a_minute_however_long_the_bad_one_was_there(
    world: TownWorld,
) -> None:
    room = world.opened()
    world.run(minutes=1)
    world.town.down = REVOKED
    assert world.say("!incident INC-1 assign tl @bo", room="").accepted
    assert world.say("!incident INC-1 severity p0 worse", room="").accepted
    world.run(hours=5)
    world.town.directs.clear()
    world.town.down = None
    world.run(minutes=1)
    assert "P0" in "\n".join(room.posts)
    assert any(who == "U-bo" for who, _ in world.town.directs)
    assert not [row.op for row in world.pending() if row.op in ROOM_GONE]


def test_what_is_declared_while_a_token_is_bad_is_announced_and_gets_its_room(
    world: TownWorld,
) -> None:
    world.town.down = REVOKED
    world.say(P1, room="")
    world.run(minutes=20)
    assert world.bell("tower").of("page")
    world.town.down = None
    world.run(minutes=10)
    announced = [one for one in world.town.square.posts if "checkout returns 500s" in one]
    assert announced
    assert len(announced) == len(set(announced))
    own = world.town.own()
    assert (len(own.cards), len(own.pinned)) == (1, 1)
    assert "Paging Ana" in "\n".join(own.posts)


def test_a_page_by_another_tool_does_not_wait_for_it(world: TownWorld) -> None:
    world.opened()
    world.run(minutes=1)
    world.town.down = REVOKED
    before = len(world.bell("tower").of("page"))
    world.say("!incident INC-1 page @bo hello", room="")
    world.run(seconds=1)
    assert len(world.bell("tower").of("page")) == before + 1


@pytest.mark.parametrize("step", ["pin", "set_links", "edit", "announced", "put_card", "invite"])
def test_no_step_of_a_room_is_given_up_for_a_token(world: TownWorld, step: str) -> None:
    """What is refused for good is left out for ever; this is not."""
    world.town.broken[step] = REVOKED
    room = world.opened()
    world.say("!incident INC-1 severity p0 worse", room="")
    world.run(minutes=3)
    world.town.broken.clear()
    world.say("!incident INC-1 ack", room="")
    world.run(minutes=10)
    (shown,) = room.cards.values()
    assert "P0" in shown.as_text()
    assert room.pinned == list(room.cards)
    assert "P0" in world.town.rewritten[-1][2].as_text()
    assert "U-ana" in room.members
    assert died(world) == []


def test_a_reply_waits_for_a_good_token(world: TownWorld) -> None:
    world.opened()
    ana = Account(platform="irc", id="U-ana")
    for number in range(3):
        answer = QueuedReply(
            key=f"reply:irc:{number}", account=ana, room=None, words=f"yes-{number}"
        )
        row = reply_effect(answer, world.clock())
        world.store.write(lambda tx, row=row: tx.put_effects([row]))  # type: ignore[misc]  # a lambda
    revoked(world, minutes=20)
    assert [words for _, words in world.town.directs if "yes-" in words] == [
        "yes-0", "yes-1", "yes-2",
    ]  # fmt: skip


def test_whoever_asks_how_it_fares_hears_of_the_token(world: TownWorld) -> None:
    world.opened()
    world.town.down = REVOKED
    world.say("!incident INC-1 ack", room="")
    world.run(minutes=1)
    told = [one.detail for one in world.system.readiness.conditions() if one.name == "chat irc"]
    assert "token" in " ".join(told)
    world.town.down = None
    world.run(minutes=6)
    assert not [one for one in world.system.readiness.conditions() if one.name == "chat irc"]


class Moved(TownWorld):
    """A town whose announce room is under another name for a while."""

    def away(self) -> None:
        self.town.square.name = "attic"

    def back(self) -> None:
        self.town.square.name = "incidents"


@pytest.mark.parametrize("hours", [1, 30])
def test_an_announce_room_that_is_missing_is_waited_for_while_the_incident_is_open(
    tmp_path: Path, hours: int
) -> None:
    world = Moved(tmp_path)
    world.away()
    room = world.opened()
    world.say("!incident INC-1 severity p0 worse", room="")
    world.run(hours=hours)
    told = [one for one in room.posts if "#incidents" in one]
    assert len(told) == 1
    assert "there is no #incidents" in told[0]
    assert "Please see that #incidents is there" in told[0]
    assert "until INC-1 is over" in told[0]
    assert "by hand" not in told[0]
    tries = [one for one in world.seen.attempts if one == "announce:failed"]
    assert len(tries) <= 31 * hours + 5
    world.back()
    world.run(minutes=6)
    assert [one for one in world.town.square.posts if "checkout returns 500s" in one]
    assert len(world.town.keys) == len(set(world.town.keys))


def test_one_that_is_over_waits_for_no_room(tmp_path: Path) -> None:
    world = Moved(tmp_path)
    world.away()
    world.opened()
    world.opened("!incident declare search is slow p1")
    assert world.say("!incident INC-2 merge INC-1", room="").accepted
    world.run(hours=1)
    assert not world.incident(2).is_open
    waits = [row.incident for row in world.pending() if row.op == "announce"]
    assert set(waits) == {world.incident(1).id}
