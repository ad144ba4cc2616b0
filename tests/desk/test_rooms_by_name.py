"""Where people make rooms of any name, the name of an incident's room opens nothing."""

from __future__ import annotations

import pytest

from tests.desk.given import World

OWN = "R1"


@pytest.fixture
def world() -> World:
    """Rooms have ids of their own, and INC-1 is private; Ana is its IC."""
    world = World(trusted_names=frozenset())
    world.say("!incident declare secret plans p1 --private", room="")
    world.say("!incident ack", room="")
    world.open_room()
    return world


def test_in_its_own_room_it_is_shown(world: World) -> None:
    shown = world.say("!incident show", room="#whatever", room_id=OWN)
    assert shown.accepted
    assert "secret plans" in shown.text.as_plain()


@pytest.mark.parametrize("room_id", ["", "R2"])
@pytest.mark.parametrize(
    "line", ["show", "timeline", "INC-1 show", "export md", "catchup", "next", "why update"]
)
def test_a_room_of_the_same_name_gives_nothing_away(world: World, line: str, room_id: str) -> None:
    """Its IC is lured there: everybody in that room would read the answer."""
    name = f"#{world.incident().room_name}"
    for room in (name, "#incidents"):
        answered = world.say(f"!incident {line}", room=room, room_id=room_id)
        assert "secret" not in answered.text.as_plain()
        assert not answered.accepted


def test_what_is_typed_in_a_room_of_the_same_name_is_not_meant_for_it(world: World) -> None:
    world.say("!incident declare search is slow p1")
    name = f"#{world.incident().room_name}"
    asked = world.say("!incident note look", by="bo", room=name, room_id="R2")
    assert "secret" not in asked.text.as_plain()
    assert "INC-2" in asked.text.as_plain()


def test_a_question_asked_in_its_room_is_not_answered_in_a_room_of_the_same_name(
    world: World,
) -> None:
    name = f"#{world.incident().room_name}"
    world.say("!incident notify-customers we look into it", room=name, room_id=OWN)
    answered = world.say("!incident yes", room=name, room_id="R2")
    assert "secret" not in answered.text.as_plain()
    assert not answered.accepted
