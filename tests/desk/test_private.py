"""A private incident: whom it exists for, and where the desk speaks of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.desk.given import World
from tocsin.desk.verbs import VERBS

NEVER = "There is no INC-1. `!incident list` shows the open ones."
NONE = "No incident is open. To open one: `!incident declare <title> [p0|p1|p2|p3]`."


def secret(*options: str) -> World:
    """INC-1 is private; Ana reported it, is called for it and is its IC."""
    world = World()
    declared = world.say(f"!incident declare secret plans p1 --private {' '.join(options)}")
    assert "a private room" in declared.text.as_plain()
    assert "secret" not in declared.text.as_plain()
    assert world.say("!incident ack", room="").accepted
    return world


def test_it_is_shown_in_its_room_and_in_a_direct_message() -> None:
    world = secret()
    room = world.open_room()
    assert "secret plans" in world.say("!incident show", room=room).text.as_plain()
    assert "secret plans" in world.say("!incident show", room="").text.as_plain()


def test_where_others_read_it_is_not_shown_to_those_in_it_either() -> None:
    world = secret()
    reply = world.say("!incident INC-1 show")
    assert not reply.accepted
    assert reply.text.as_plain() == "INC-1: ask in its private room, or in a direct message."
    assert reply.only_you


@pytest.mark.parametrize("line", ["show", "take comms", "done 99", "severity p9"])
def test_that_there_is_one_is_told_to_nobody_who_reads_along(line: str) -> None:
    """So is what is said of a number that never was, or the silence would tell it."""
    world = secret()
    assert world.say(f"!incident INC-1 {line}").only_you
    assert world.say(f"!incident INC-1 {line}", by="bo").only_you
    assert world.say(f"!incident INC-9 {line}", by="bo").only_you
    assert world.say("!incident show", by="bo").only_you


def test_what_is_typed_where_others_read_is_done_and_no_more_is_said() -> None:
    world = secret()
    reply = world.say("!incident INC-1 take comms")
    assert (
        reply.text.as_plain()
        == "INC-1: done. More of it in its private room, or in a direct message."
    )
    assert world.incident().holder("comms") == "ana"
    refused = world.say("!incident INC-1 done 99")
    assert not refused.accepted
    assert refused.text.as_plain() == (
        "INC-1: not done. To read why, type it in its private room, or in a direct message."
    )


def test_whoever_declares_it_where_others_read_is_asked_to_delete_the_line() -> None:
    line, hint = "!incident declare secret plans p1 --private", "can be read here by everybody"
    assert hint in World().say(line).text.as_plain()
    assert hint not in World().say(line, room="").text.as_plain()
    assert hint not in World().say("!incident declare search is slow p1").text.as_plain()


def test_the_answer_to_a_private_declaration_is_for_who_declared_it() -> None:
    line = "!incident declare secret plans p0 --private --security"
    assert World().say(line).only_you
    assert not World().say(line, room="").only_you
    assert not World().say("!incident declare search is slow p1").only_you


def test_how_a_verb_is_typed_may_be_read_by_everybody() -> None:
    assert (
        "Usage: !incident INC-1 severity"
        in secret().say("!incident INC-1 severity p9").text.as_plain()
    )


def test_a_line_typed_in_the_room_of_another_incident_says_as_little() -> None:
    world = secret()
    world.say("!incident declare search is slow p2")
    room = world.open_room(2)
    assert "secret" not in world.say("!incident INC-1 show", room=room).text.as_plain()
    assert "INC-1" not in world.say("!incident list", room=room).text.as_plain()


@pytest.mark.parametrize("who", ["bo", "guest-gus"])
@pytest.mark.parametrize("room", ["", "#incidents"])
def test_for_anybody_else_there_is_none(who: str, room: str) -> None:
    world = secret()
    for line in ("show", "ack", "next", "list", "list all"):
        said = world.say(f"!incident {line}", by=who, room=room)
        assert "INC-1" not in said.text.as_plain()
        assert "secret" not in said.text.as_plain()
    assert world.say("!incident INC-1 show", by=who, room=room).text.as_plain() == NEVER
    assert world.say("ack", by=who, room=room).text.as_plain() == NONE


def test_to_be_in_the_room_lets_nobody_in() -> None:
    world = secret()
    room = world.open_room()
    before = world.incident()
    for line in ("show", "ack", "take tl", "page @me", "unflag private x", "note hello"):
        assert world.say(f"!incident {line}", by="bo", room=room).text.as_plain() == NEVER
    assert world.incident() == before


def test_an_order_without_a_number_falls_on_the_one_that_is_known() -> None:
    world = secret()
    world.say("!incident declare search is slow p2", by="bo")
    assert (
        world.say("!incident ack", by="bo")
        .text.as_plain()
        .startswith("INC-2 acknowledged by Bo Lind")
    )


def test_whoever_is_called_answers_wherever_they_are() -> None:
    world = World()
    world.say("!incident declare secret plans p1 --private", by="dee")
    world.say("!incident declare search is slow p2", by="dee")
    reply = world.say("!incident ack", by="ana")
    assert (
        reply.text.as_plain()
        == "INC-1: done. More of it in its private room, or in a direct message."
    )
    assert world.incident().responders == ("ana",)


def test_a_choice_names_none_where_others_read() -> None:
    world = secret()
    world.say("!incident declare search is slow p1")
    world.say("!incident ack")
    reply = world.say("!incident note tea")
    assert reply.text.as_plain() == "Which incident? Name it, as in: `!incident INC-n note`."
    assert "INC-1 (private)" in world.say("!incident note tea", room="").text.as_plain()


def test_the_list_holds_it_for_those_in_it_where_nobody_else_reads() -> None:
    world = secret()
    world.say("!incident declare search is slow p2")
    assert "INC-1" in world.say("!incident list", room="").text.as_plain()
    assert "INC-1" not in world.say("!incident list").text.as_plain()
    assert "INC-1" not in world.say("!incident list", by="bo", room="").text.as_plain()


def test_a_long_list_does_not_count_what_it_leaves_out() -> None:
    world = World()
    for _ in range(19):
        world.say("!incident declare search is slow p3")
    for _ in range(30):
        world.say("!incident declare secret plans p3 --private")
    listed = world.say("!incident list", by="bo").text.as_plain()
    assert len(listed.splitlines()) == 19
    assert "there are more" not in listed
    assert "INC-1 " in listed


@pytest.mark.parametrize("contact", ["cy", "dee", "eli"])
def test_the_contacts_of_the_policy_are_in_it(contact: str) -> None:
    assert (
        "secret plans" in secret().say("!incident INC-1 show", by=contact, room="").text.as_plain()
    )


@pytest.mark.parametrize(
    "line", ["page @bo come", "assign tl @bo", "handoff ic @bo", "task add look @bo"]
)
def test_who_is_in_it_brings_others_in(line: str) -> None:
    world = secret()
    assert world.say(f"!incident {line}", room="").accepted
    assert "secret plans" in world.say("!incident INC-1 show", by="bo", room="").text.as_plain()


def test_a_team_is_not_known_by_a_room_of_somebody_else() -> None:
    world = World()
    world.say("!incident declare secret plans p1 --private --team pay", by="cy")
    room = world.open_room()
    assert world.say("!oncall", by="ana", room=room).text.as_plain().startswith("On call, Shop:")
    assert world.say("!incident policy", by="ana", room=room).accepted


# What opens an incident takes the next number, and the numbers of a quarter count every one.
ASKED = sorted(set(VERBS) - {"declare", "report", "drill", "metrics"})
WORDS = (
    "INC-1", "#inc-1", "inc 1", "1", "99", "ic", "tl", "@me", "@ana", "@bo", "p0", "private", "add",
    "done", "show", "publish", "skip", "all", "update", "em", "--override", "--reason", "rollback",
    "|", "because", "secret", "10m", "md", "with", "into",
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    verb=st.sampled_from([*ASKED, "oncall", "incident", ""]),
    named=st.sampled_from(["", "INC-1 ", "inc 1 ", "#1 "]),
    rest=st.lists(st.sampled_from(WORDS), max_size=5),
    who=st.sampled_from(["bo", "guest-gus"]),
    room=st.sampled_from(["", "#incidents"]),
)
def test_for_anybody_else_the_world_is_the_one_without_it(
    verb: str, named: str, rest: list[str], who: str, room: str
) -> None:
    line = f"!incident {named}{verb} {' '.join(rest)}".strip()
    with_it, without = secret(), World()
    before = with_it.incident()
    assert with_it.say(line, by=who, room=room) == without.say(line, by=who, room=room)
    assert with_it.incident() == before
