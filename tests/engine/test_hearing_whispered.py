"""What a platform shows to one person alone, where they did it, is not posted as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.given import P1, TEAM, World
from tocsin.chat import Account, EventResult, Pressed, RoomRef, Said, Submitted, text
from tocsin.desk.chat_events import MOST_SHOWN, answer_of
from tocsin.desk.reply import Reply

ROOM = RoomRef(platform="irc", id="C1", name="#incidents")
ANA = Account(platform="irc", id="U-ANA", name="Ana")
SHOP = TEAM.replace('phone = "+49 1"', 'phone = "+49 1"\naccounts = {irc = "U-ANA"}')
SECRET = "!incident declare customers read data of others p1 --private"


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path, teams={"shop": SHOP}, chats=("irc",))
    world.chat.able = world.chat.able - {"person-ids"} | {"buttons", "forms"}
    world.restart()
    return world


def told(world: World, line: str) -> EventResult:
    event = f"w{len(world.chat.posts)}-{len(world.chat.directs)}"
    one = Said(event_id=event, account=ANA, room=ROOM, text=line, whispered=True)
    result = world.system.hear(one)
    world.system.settle_now()
    return result


def is_posted(world: World, result: EventResult) -> bool:
    return result.reply.as_plain() in world.chat.heard()


def test_why_a_command_was_in_vain_is_for_who_gave_it(world: World) -> None:
    world.tell(P1)
    result = told(world, "!incident INC-1 severity p1")
    assert not result.accepted
    assert (result.key, is_posted(world, result)) == ("", False)


def test_the_form_for_what_was_missing_stands_under_it(world: World) -> None:
    world.tell(P1)
    result = told(world, "!incident INC-1 note")
    assert [one.form for one in result.actions] == ["note"]


def test_a_question_in_vain_is_answered_there(world: World) -> None:
    result = told(world, "!incident INC-9 show")
    assert "There is no INC-9" in result.reply.as_plain()
    assert (result.key, is_posted(world, result)) == ("", False)


def test_what_was_done_is_told_to_everybody(world: World) -> None:
    world.tell(P1)
    result = told(world, "!incident INC-1 severity p0")
    assert result.accepted
    assert result.key
    assert is_posted(world, result)


def test_a_button_that_is_pressed_in_vain(world: World) -> None:
    world.tell(P1)
    one = Pressed(
        event_id="b1", account=ANA, room=ROOM, command="incident INC-1 accept", whispered=True
    )
    result = world.system.hear(one)
    world.system.settle_now()
    assert not result.accepted
    assert (result.key, is_posted(world, result)) == ("", False)


def test_who_declares_in_private_is_told_directly_and_has_nothing_to_delete(world: World) -> None:
    """By us, who say it however often it takes: it was done."""
    result = told(world, SECRET)
    assert result.accepted
    assert result.only_you
    assert "delete it" not in result.reply.as_plain()
    assert ("U-ANA", result.reply.as_plain()) in world.chat.directs


def test_an_answer_for_one_person_alone_is_shown_to_them_there(world: World) -> None:
    result = told(world, "!incident link-me")
    assert result.accepted
    assert (result.key, is_posted(world, result)) == ("", False)


def test_nothing_that_was_filled_into_a_form_is_to_be_deleted(world: World) -> None:
    """As everywhere, the room of others reads nothing of it."""
    one = Submitted(event_id="f1", account=ANA, room=ROOM, command=SECRET.removeprefix("!"))
    result = world.system.hear(one)
    world.system.settle_now()
    assert "delete it" not in result.reply.as_plain()
    assert ("U-ANA", result.reply.as_plain()) in world.chat.directs
    typed = world.system.hear(Said(event_id="s1", account=ANA, room=ROOM, text=SECRET))
    assert "delete it" in typed.reply.as_plain()


def test_the_same_event_twice_has_one_answer(world: World) -> None:
    one = Said(event_id="e1", account=ANA, room=ROOM, text=SECRET, whispered=True)
    first = world.system.hear(one)
    assert world.system.hear(one) == first
    assert world.count() == 1


def test_a_long_answer_is_shown_there_and_one_that_is_too_long_directly(world: World) -> None:
    """The room is not told of it: nobody there saw that anything was asked."""
    world.tell(P1)
    shown = told(world, "!incident INC-1 catchup")
    assert shown.accepted
    assert (shown.key, is_posted(world, shown)) == ("", False)
    asked = Said(event_id="q1", account=ANA, room=ROOM, text="!incident help", whispered=True)
    long = Reply(text=text("x" * (MOST_SHOWN + 1)), only_you=True, instead="told directly")
    answer = answer_of(asked, long, "ana")
    assert answer is not None
    assert (answer.only_you, answer.instead) == (True, "")
