"""Rooms: opened once, fed in order by a cursor, and never a reason to stop."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.given import P1, Crash, World, forbidden, refused, unavailable

ROOM = "#incident-2026-11-23-checkout-returns-500s"


def test_a_room_is_opened_once(anywhere: World) -> None:
    anywhere.tell(P1)
    anywhere.run(hours=1)
    assert anywhere.chat.opened == [ROOM.removeprefix("#")]
    assert anywhere.events("room-opened") == ["room-opened"]


def test_what_was_said_before_the_room_was_there_follows_in_order(anywhere: World) -> None:
    anywhere.chat.rooms_down = unavailable()
    anywhere.tell(P1)
    anywhere.tell("!incident INC-1 update investigating | first | a | unknown")
    anywhere.tell("!incident INC-1 update | second | |")
    assert anywhere.chat.heard(ROOM) == ""
    anywhere.chat.rooms_down = None
    anywhere.run(minutes=1)
    heard = anywhere.chat.heard(ROOM)
    assert heard.index("Paging Ana") < heard.index("first") < heard.index("second")


def test_where_no_room_can_be_made_the_incident_goes_on_in_the_announce_room(
    anywhere: World,
) -> None:
    anywhere.chat.rooms_down = refused("rooms are full")
    anywhere.tell(P1)
    anywhere.tell("!incident INC-1 page @bo still here")
    heard = anywhere.chat.heard("#incidents")
    assert "No room could be made on irc" in heard
    assert "INC-1: " in heard
    assert "still here" in heard


def test_a_room_that_cannot_be_made_for_long_is_waited_for_elsewhere(world: World) -> None:
    world.chat.rooms_down = unavailable()
    world.tell(P1)
    world.run(minutes=5)
    assert world.events("room-failed") == ["room-failed"]
    heard = world.chat.heard("#incidents")
    assert "INC-1 goes on in #incidents until there is one; it is tried again." in heard
    assert [row.op for row in world.pending()] == ["open-room"]


def notes(world: World, room: str = ROOM) -> list[int]:
    heard = world.chat.heard(room)
    return [heard.count(f"note-{n}x") for n in range(6)]


def test_no_message_is_lost_or_doubled_over_an_outage(anywhere: World) -> None:
    anywhere.tell(P1)
    for n in range(6):
        anywhere.chat.down = unavailable() if 1 <= n <= 4 else None
        anywhere.tell(f"!incident INC-1 update investigating | note-{n}x | a | unknown")
        anywhere.run(seconds=20)
    anywhere.run(minutes=2)
    assert notes(anywhere) == [1] * 6


def test_a_restart_doubles_nothing(anywhere: World) -> None:
    anywhere.tell(P1)
    anywhere.tell("!incident INC-1 update investigating | note-0x | a | unknown")
    anywhere.restart()
    anywhere.tell("!incident INC-1 update investigating | note-1x | a | unknown")
    assert notes(anywhere)[:2] == [1, 1]


def test_a_crash_between_post_and_cursor_loses_nothing(anywhere: World) -> None:
    def die() -> None:
        anywhere.chat.post_hook = lambda: None
        raise Crash

    anywhere.tell(P1)
    anywhere.chat.post_hook = die
    anywhere.say("!incident INC-1 update investigating | note-0x | a | unknown")
    with pytest.raises(Crash):
        anywhere.system.settle_now()
    anywhere.restart()
    anywhere.tell("!incident INC-1 update investigating | note-1x | a | unknown")
    anywhere.run(minutes=1)
    assert 1 <= notes(anywhere)[0] <= 2
    assert notes(anywhere)[1] == 1


def test_a_message_that_may_be_out_is_posted_again_as_it_was(anywhere: World) -> None:
    """What has happened since goes into the next one: the same key never has other words."""

    def die() -> None:
        anywhere.chat.post_hook = lambda: None
        raise Crash

    anywhere.tell(P1)
    anywhere.chat.post_hook = die
    anywhere.say("!incident INC-1 flag media")
    with pytest.raises(Crash):
        anywhere.system.settle_now()
    anywhere.restart()
    anywhere.say("!incident INC-1 flag legal")
    anywhere.run(minutes=1)
    said = [text for _, text in anywhere.chat.posts if "Flag" in text]
    assert said == [*["Flag media set by Ana."] * 2, "Flag legal set by Ana."]


def test_what_a_reply_in_the_room_has_said_its_feed_says_no_more(anywhere: World) -> None:
    anywhere.tell(P1)
    first = anywhere.say("!incident flag customer-impact", room=ROOM, message="m-1")
    anywhere.restart()
    again = anywhere.say("!incident flag customer-impact", room=ROOM, message="m-1")
    anywhere.run(minutes=1)
    assert first == again
    assert first.text.as_plain() == "Flag customer-impact set by Ana."
    assert "Flag customer-impact" not in anywhere.chat.heard(ROOM)


def test_an_outage_in_the_middle_of_catching_up_doubles_nothing(world: World) -> None:
    def fail() -> None:
        if "note-2x" in world.chat.posts[-1][1]:
            world.chat.down = unavailable()

    world.tell(P1)
    world.chat.down = unavailable()
    for n in range(6):
        world.tell(f"!incident INC-1 update investigating | note-{n}x | a | unknown")
        world.run(seconds=1)
    world.chat.down, world.chat.post_hook = None, fail
    world.run(minutes=1)
    world.chat.down, world.chat.post_hook = None, lambda: None
    world.run(minutes=2)
    assert notes(world) == [1] * 6


def test_the_cursor_never_moves_back(world: World) -> None:
    """A worker that lost its lease still holds the place it had reached."""
    late: list[int] = []

    def overtaken() -> None:
        world.chat.post_hook = lambda: None
        late.append(len(world.events()))
        ident = world.incident().id
        world.store.write(lambda tx: tx.set_ref(ident, "posted:irc", "9999"))

    world.tell(P1)
    world.chat.post_hook = overtaken
    world.tell("!incident INC-1 page @bo hello")
    ident = world.incident().id
    assert late
    assert world.store.read(lambda tx: tx.ref(ident, "posted:irc")) == "9999"


def test_each_platform_waits_for_its_own_room(tmp_path: Path) -> None:
    world = World(tmp_path, chats=("irc", "mesh"))
    world.chats["mesh"].rooms_down = unavailable()
    world.tell(P1)
    assert "Paging Ana" in world.chats["irc"].heard(ROOM)
    assert "Paging Ana" not in world.chats["mesh"].heard()
    world.chats["mesh"].rooms_down = None
    world.run(minutes=1)
    assert "Paging Ana" in world.chats["mesh"].heard(ROOM)
    assert "Paging Ana" not in world.chats["mesh"].heard("#incidents")


def test_one_platform_down_does_not_hold_up_the_other(tmp_path: Path) -> None:
    world = World(tmp_path, chats=("irc", "mesh"))
    world.chats["mesh"].down = unavailable()
    world.tell(P1)
    world.tell("!incident INC-1 page @bo hello")
    assert "hello" in world.chats["irc"].heard(ROOM)


def test_a_platform_that_refuses_every_post_says_so_once(world: World) -> None:
    """The feed of the bad news must not feed itself for ever."""
    world.tell(P1)
    world.chat.down = forbidden("the bot was thrown out")
    world.tell("!incident INC-1 page @bo hello")
    died = [row for row in world.settled("feed") if row.outcome == "dead"]
    assert died
    assert len(world.events("effect-died")) <= 4


def test_a_platform_that_left_the_deployment_ends_nothing(tmp_path: Path) -> None:
    world = World(tmp_path, chats=("irc", "mesh"))
    world.tell(P1)
    del world.chats["mesh"]
    world.restart()
    world.tell("!incident INC-1 page @bo hello")
    world.run(minutes=10)
    assert "hello" in world.chats["irc"].heard(ROOM)
    assert [row.target for row in world.pending()] == []


def test_a_person_who_left_the_team_file_ends_no_direct_message_in_a_loop(world: World) -> None:
    world.chat.down = unavailable()
    world.tell("!incident declare slow page p2")
    text = (world.folder / "teams" / "shop.toml").read_text()
    without = text.replace('[people.ana]\nname = "Ana"\nphone = "+49 1"\n', "")
    world.write_teams({"shop": without.replace('["ana"]', '["bo"]')})
    world.chat.down = None
    world.restart()
    world.run(minutes=5)
    assert [row.outcome for row in world.settled("direct")][:1] == ["dead"]


def test_where_no_room_can_be_made_what_is_private_goes_on_in_direct_messages(
    anywhere: World,
) -> None:
    anywhere.chat.rooms_down = refused("rooms are full")
    anywhere.tell("!incident declare salaries are public p1 --private")
    anywhere.say("!incident INC-1 note the folder is open", room="")
    anywhere.run(minutes=1)
    assert anywhere.chat.heard("#incidents") == ""
    told = "\n".join(text for person, text in anywhere.chat.directs if person == "ana")
    assert "No room could be made for P1 · INC-1 (private incident)" in told
    assert "INC-1: " in told
