"""An emoji under a message in an incident's room is a command said by whoever put it there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.engine.given import P1, START, TEAM, World
from tocsin.chat import Account, Edited, MessageRef, Moved, Reacted, RoomRef

ANA = Account(platform="irc", id="U-ANA", name="Ana")
BO = Account(platform="irc", id="U-BO", name="somebody")
SHOP = TEAM.replace('phone = "+49 1"', 'phone = "+49 1"\naccounts = {irc = "U-ANA"}').replace(
    'phone = "+49 2"', 'phone = "+49 2"\naccounts = {irc = "U-BO"}'
)
ANYWHERE = RoomRef(platform="irc", id="C1", name="#incidents")


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path, teams={"shop": SHOP})
    made.tell(P1)
    made.chat.posts.clear()
    return made


def room_of(world: World) -> RoomRef:
    own = world.incident().rooms["irc"]
    return RoomRef(platform="irc", id=own.id, name=own.name)


def reacted(world: World, emoji: str, **more: object) -> Reacted:
    one = Reacted(
        event_id=f"r-{emoji}",
        account=ANA,
        room=room_of(world),
        emoji=emoji,
        message=MessageRef(platform="irc", room=room_of(world).id, id="m1"),
        text="the deploy of 08:50 broke it",
        author=BO,
        written_at=START + timedelta(minutes=1),
    )
    return replace(one, **more)  # type: ignore[arg-type]  # each test names fields of its own


def told(world: World) -> str:
    world.system.settle_now()
    return world.chat.heard()


@pytest.mark.parametrize("emoji", ["📌", "pushpin", ":pushpin:", "📌\ufe0f"])
def test_a_pin_notes_the_message_with_its_author_and_its_time(world: World, emoji: str) -> None:
    assert world.system.hear(reacted(world, emoji)).accepted
    assert (
        "10:01 CET Bo: the deploy of 08:50 broke it"
        in world.say("!incident timeline").text.as_plain()
    )


def test_a_star_makes_a_task(world: World) -> None:
    world.system.hear(reacted(world, "⭐", text="look at the cache"))
    assert [one.text for one in world.incident().tasks.values()] == ["look at the cache"]


@pytest.mark.parametrize(("emoji", "type"), [("⭐", "task-added"), ("📌", "noted")])
def test_put_there_again_or_by_somebody_else_it_says_nothing_new(
    world: World, emoji: str, type: str
) -> None:
    world.system.hear(reacted(world, emoji))
    world.system.hear(reacted(world, emoji, event_id="away", added=False))
    assert not world.system.hear(reacted(world, emoji, event_id="again")).taken
    assert not world.system.hear(reacted(world, emoji, event_id="too", account=BO)).taken
    assert world.events(type) == [type]
    other = MessageRef(platform="irc", room=room_of(world).id, id="m2")
    assert world.system.hear(reacted(world, emoji, event_id="other", message=other)).taken
    assert world.system.hear(reacted(world, emoji, event_id="edited", text="it was 42")).taken
    assert world.events(type) == [type] * 3


def test_a_tick_answers_the_page_while_somebody_is_called(world: World) -> None:
    assert world.system.hear(reacted(world, "✅", account=BO)).accepted
    assert "bo" in world.incident().responders
    assert not world.system.hear(reacted(world, "✅", event_id="again")).taken
    assert "ana" not in world.incident().responders


@pytest.mark.parametrize("emoji", ["👀", "eyes", "🎉", "", ":"])
def test_any_other_emoji_says_nothing(world: World, emoji: str) -> None:
    before = world.events()
    assert not world.system.hear(reacted(world, emoji or "x")).taken
    assert world.events() == before


def test_outside_of_an_incidents_room_an_emoji_says_nothing(world: World) -> None:
    for room in (ANYWHERE, None):
        assert not world.system.hear(reacted(world, "✅", room=room)).taken
    assert not world.incident().responders


def test_to_take_an_emoji_away_takes_nothing_back(world: World) -> None:
    assert not world.system.hear(reacted(world, "📌", added=False)).taken


def test_the_emoji_of_somebody_in_no_team_file_says_nothing(world: World) -> None:
    stranger = Account(platform="irc", id="U-X", name="Ana")
    assert not world.system.hear(reacted(world, "✅", account=stranger)).taken
    assert not world.incident().responders


@pytest.mark.parametrize("text", ["the deploy broke it", ""])
def test_what_came_of_it_is_told_to_who_put_it_there_alone(world: World, text: str) -> None:
    result = world.system.hear(reacted(world, "📌", text=text, author=None, written_at=None))
    assert result.accepted is bool(text)
    assert result.reply.as_plain() not in told(world)
    assert ("U-ANA", result.reply.as_plain()) in world.chat.directs


def test_a_message_that_was_changed_is_not_run(world: World) -> None:
    message = MessageRef(platform="irc", room="C1", id="m1")
    edited = Edited(
        event_id="x", account=ANA, room=room_of(world), message=message, text="!incident resolve"
    )
    assert not world.system.hear(edited).taken
    assert world.incident().is_open


# ------------------------------------------------------------------------- who leaves a room


def left(world: World, by: Account = ANA, **more: object) -> Moved:
    one = Moved(event_id=f"left-{by.id}", account=by, room=room_of(world), joined=False)
    return replace(one, **more)  # type: ignore[arg-type]  # each test names fields of its own


def test_whoever_leaves_as_ic_is_told_directly_to_hand_off_once(world: World) -> None:
    for _ in range(3):
        assert world.system.hear(left(world)).taken
        world.restart()
        world.system.settle_now()
    words = (
        "You left the room of INC-1 and are still its IC. "
        "To hand it off: `!incident INC-1 handoff ic @who`"
    )
    assert [text for who, text in world.chat.directs if text == words] == [words]
    assert words not in world.chat.heard()


def test_whoever_leaves_without_leading_is_told_nothing(world: World) -> None:
    assert not world.system.hear(left(world, BO)).taken
    assert not world.system.hear(left(world, room=ANYWHERE)).taken
    assert not world.system.hear(left(world, joined=True)).taken
    world.tell("!incident resolve --override it is a test")
    world.tell("!incident postmortem skip it is a test")
    assert world.say("!incident close").accepted
    assert not world.system.hear(left(world)).taken


def test_what_a_tick_does_its_room_hears_though_the_answer_is_for_one_person(
    world: World,
) -> None:
    assert world.system.hear(reacted(world, "✅")).accepted
    world.system.settle_now()
    assert "Ana acknowledged" in world.chat.heard(room_of(world).name)
