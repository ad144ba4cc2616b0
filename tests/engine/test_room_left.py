"""An open room whose incident becomes private is left for one that others cannot read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.given import refused, unavailable
from tests.engine.rooms_given import Room, TownWorld
from tocsin.chat import RoomRef
from tocsin.domain.titles import neutral_room

SECRET = "!incident declare salaries are public p1"
PRIVATE = "!incident INC-1 flag private it is about pay"
GOODBYE = "INC-1 goes on elsewhere; who works on it is invited there."
UPDATE = "!incident INC-1 update investigating | {0} | closing it | 1h"


@pytest.fixture
def world(tmp_path: Path) -> TownWorld:
    return TownWorld(tmp_path)


def becomes_private(world: TownWorld) -> tuple[Room, Room]:
    """The room that was left, and the one it goes on in."""
    old = world.opened(SECRET)
    world.say("!incident INC-1 assign tl @bo", room="")
    world.run(seconds=5)
    world.say(PRIVATE, room="")
    world.run(seconds=10)
    return old, world.town.own()


def test_it_goes_on_in_a_new_private_room_with_those_who_work_on_it(world: TownWorld) -> None:
    old, new = becomes_private(world)
    assert (new.private, old.private) == (True, False)
    assert neutral_room(new.name)
    assert {"U-ana", "U-bo"} <= set(new.members)
    assert len(new.cards) == len(new.pinned) == 1
    assert "salaries are public" in next(iter(new.cards.values())).as_text()
    assert "salaries" not in new.topic
    heard = "\n".join(new.posts)
    assert "INC-1 salaries are public: it goes on here." in heard
    assert "What was said before: `!incident timeline`" in heard
    assert "Paging Ana" not in heard


def test_the_old_room_says_once_that_it_goes_on_elsewhere_and_shows_no_title(
    world: TownWorld,
) -> None:
    old, _ = becomes_private(world)
    assert old.posts[-1] == GOODBYE == old.topic
    assert old.posts.count(GOODBYE) == 1
    assert old.name == "incident-2026-11-23-inc-1-moved"
    assert [one.as_text() for one in old.cards.values()] == ["INC-1 goes on elsewhere."]
    assert old.links[-1:] in ([], [()])


def test_nothing_that_follows_is_told_in_the_old_room(world: TownWorld) -> None:
    old, new = becomes_private(world)
    before = len(old.posts)
    world.say(UPDATE.format("pay slips are read"), room="")
    world.say("!incident INC-1 page @eva look at this", room="")
    world.run(hours=2)
    assert old.posts[before:] == []
    assert "pay slips are read" in "\n".join(new.posts)
    assert old.name in {"incident-2026-11-23-inc-1-moved"}


def test_nothing_that_was_not_posted_in_the_old_room_is_missing_in_the_new(
    world: TownWorld,
) -> None:
    old = world.opened(SECRET)
    world.run(seconds=5)
    world.town.broken["post"] = unavailable()
    world.say(UPDATE.format("what nobody has read yet"), room="")
    world.run(seconds=1)
    world.say(PRIVATE, room="")
    world.town.broken.clear()
    world.run(minutes=3)
    assert "what nobody has read yet" in "\n".join(world.town.own().posts)
    assert "what nobody has read yet" not in "\n".join(old.posts)


def test_who_is_not_in_it_is_shown_out_of_the_old_room_also_who_comes_later(
    world: TownWorld,
) -> None:
    old = world.opened(SECRET)
    old.members += ["mallory", "U-eva"]
    world.say(PRIVATE, room="")
    world.run(seconds=10)
    assert sorted(old.members) == ["U-ana", "U-eva"]  # Eva, the EM, may see all
    world.moved("mallory", joined=True, room=old)
    assert "mallory" not in old.members
    assert "mallory" not in world.town.own().members


@pytest.mark.parametrize("minutes", [1, 30])
def test_where_no_private_room_can_be_opened_those_in_it_hear_it_directly(
    world: TownWorld, minutes: int
) -> None:
    old = world.opened(SECRET)
    world.run(seconds=5)
    world.town.broken["open_room"] = unavailable("too many rooms")
    world.say(PRIVATE, room="")
    world.run(seconds=30)
    assert world.town.told("U-ana").count("INC-1: ") == 0
    assert old.posts[-1] == GOODBYE
    world.run(minutes=minutes)
    told = world.town.told("U-ana")
    assert told.count("No room could be made for P1 · INC-1 (private incident) on irc") == 1
    assert old.posts[-1] == GOODBYE
    assert "salaries" not in "\n".join(world.town.square.posts[1:])
    world.town.broken.clear()
    world.run(minutes=2)
    new = world.town.own()
    assert new.private
    assert "it goes on here." in "\n".join(new.posts)
    assert old.posts[-1] == GOODBYE


@pytest.mark.parametrize("what", ["set_topic", "set_links", "rename", "members", "edit"])
def test_a_platform_that_refuses_some_of_it_does_the_rest(world: TownWorld, what: str) -> None:
    old = world.opened(SECRET)
    world.run(seconds=5)
    world.town.broken[what] = refused("no right to")
    world.say(PRIVATE, room="")
    world.run(minutes=1)
    assert old.posts[-1] == GOODBYE
    assert "it goes on here." in "\n".join(world.town.own().posts)


def test_a_room_that_is_gone_by_then_holds_up_nothing(world: TownWorld) -> None:
    old = world.opened(SECRET)
    world.run(seconds=5)
    del world.town.rooms[old.id]
    world.say(PRIVATE, room="")
    world.run(minutes=1)
    assert world.town.own().private
    assert "it goes on here." in "\n".join(world.town.own().posts)
    assert world.events("effect-died") == []


@pytest.mark.parametrize("what", ["post", "put_card", "set_links"])
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_after_a_stop_at_any_step_it_ends_the_same(world: TownWorld, what: str, nth: int) -> None:
    old = world.opened(SECRET)
    world.run(seconds=5)
    left = nth

    def stop(done: str) -> None:
        nonlocal left
        left -= done == what
        if not left:
            world.town.down = unavailable()

    world.town.after = stop
    world.say(PRIVATE, room="")
    world.run(seconds=3)
    world.town.after = lambda _what: None
    world.restart()
    world.town.down = None
    world.run(minutes=6)
    new = world.town.own()
    assert new.private
    assert len([one for one in world.town.rooms.values() if one.incident]) == 2
    assert old.posts.count(GOODBYE) == 1
    assert [one.as_text() for one in old.cards.values()] == ["INC-1 goes on elsewhere."]
    assert len(new.cards) == len(new.pinned) == 1
    assert "\n".join(new.posts).count("it goes on here.") == 1


def test_a_room_that_was_being_opened_when_it_became_private_is_left_as_well(
    world: TownWorld,
) -> None:
    world.town.broken["open_room"] = unavailable()
    world.say(SECRET, room="")
    world.run(seconds=20)
    world.town.broken.clear()
    said = world.town.open_room

    def while_it_opens(name: str, incident: str, *, private: bool) -> RoomRef:
        made = said(name, incident, private=private)
        world.town.open_room = said  # type: ignore[method-assign]  # once
        world.say(PRIVATE, room="")
        return made

    world.town.open_room = while_it_opens  # type: ignore[method-assign]  # a command comes between
    world.run(minutes=2)
    old, new = world.town.own(0), world.town.own()
    assert (old.private, new.private) == (False, True)
    assert old.posts[-1] == GOODBYE
    assert "salaries" not in "\n".join((*old.posts, old.name, old.topic))
    assert "it goes on here." in "\n".join(new.posts)


def test_made_public_again_it_stays_in_its_private_room(world: TownWorld) -> None:
    old, new = becomes_private(world)
    said = len(old.posts)
    listed = world.say("!incident INC-1 unflag private all know", "eva", room="").text.as_plain()
    assert "its room stays private: who is to read there is called or invited" in listed
    reply = world.say("!incident INC-1 unflag private all know --confirm", "eva", room="")
    assert reply.text.as_plain().endswith(
        "Its room stays private: who is to read there is called or invited."
    )
    world.say(UPDATE.format("all is closed"), room="")
    world.run(minutes=2)
    assert world.town.own() is new
    assert "all is closed" in "\n".join(new.posts)
    assert old.posts[said:] == []
    world.say(PRIVATE, room="")
    world.run(minutes=2)
    assert world.town.own() is new
    assert world.events("room-left") == ["room-left"]


def test_public_and_gone_its_next_room_is_no_open_one_that_was_left(world: TownWorld) -> None:
    old, new = becomes_private(world)
    assert world.say("!incident INC-1 unflag private x --confirm", "eva", room="").accepted
    world.run(seconds=5)
    del world.town.rooms[new.id]
    world.say(UPDATE.format("once more"), room="")
    world.run(minutes=2)
    assert world.town.own().id not in {old.id, new.id}
    assert "once more" in "\n".join(world.town.own().posts)


def test_what_is_typed_in_the_old_room_is_pointed_to_the_new_one(world: TownWorld) -> None:
    old, new = becomes_private(world)
    asked = world.typed_in(old, "!incident show")
    assert asked.only_you
    assert asked.text.as_plain() == "INC-1: ask in its private room, or in a direct message."
    done = world.typed_in(old, "!incident note the payroll leaks")
    assert done.text.as_plain().splitlines()[0] == (
        "INC-1: done. More of it in its private room, or in a direct message."
    )
    never = world.typed_in(old, "!incident show", "gus")
    assert never.text.as_plain().startswith("There is no INC-1.")
    inside = world.typed_in(new, "!incident show")
    assert "salaries are public" in inside.text.as_plain()


def test_who_leads_it_may_leave_the_old_room(world: TownWorld) -> None:
    old, _ = becomes_private(world)
    world.say("!incident INC-1 ack", room="")
    world.moved("U-ana", joined=False, room=old)
    assert world.events("commander-left") == []


def test_one_that_was_private_from_the_first_has_one_room(world: TownWorld) -> None:
    world.opened(f"{SECRET} --private")
    world.run(hours=1)
    assert world.town.made == 1
    assert world.events("room-left") == []


def test_what_is_done_in_the_old_room_is_not_done_again_for_a_sentence_that_has_to_wait(
    world: TownWorld,
) -> None:
    old = world.opened(SECRET)
    world.run(seconds=5)
    world.town.broken["post"] = unavailable()
    world.say(PRIVATE, room="")
    world.run(minutes=3)
    assert GOODBYE not in old.posts
    world.town.broken.clear()
    world.run(minutes=3)
    assert old.posts.count(GOODBYE) == 1
    assert len(old.names) == 1
    assert len(old.links) <= 1


def test_what_an_older_version_made_private_keeps_its_room(
    world: TownWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It left none: the record has no room that is left, and nothing moves by itself."""
    room = world.opened(SECRET)
    with monkeypatch.context() as older:
        older.setattr("tocsin.domain.flags.decide.leave_open_rooms", lambda draft: None)
        world.say(PRIVATE, room="")
        world.run(seconds=10)
    world.restart()
    world.say(UPDATE.format("pay slips"), room="")
    world.run(seconds=10)
    assert [one for one in world.town.rooms.values() if one.incident] == [room]
    assert world.town.own() is room
    assert "pay slips" in "\n".join(room.posts)
    assert GOODBYE not in room.posts
    reply = world.typed_in(room, "!incident note what is typed here counts")
    assert reply.accepted
