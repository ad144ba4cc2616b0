"""Under a reply stands what may be done next, as buttons."""

from __future__ import annotations

from tests.desk.given import World, open_p1
from tocsin.desk.reply import Reply


def lines(reply: Reply) -> list[str]:
    return [one.command.removeprefix("incident ") for one in reply.actions]


def forms(reply: Reply) -> list[str]:
    return [one.form for one in reply.actions]


def test_who_declares_without_a_severity_judges_it_there() -> None:
    reply = World().say("!incident declare checkout is slow")
    assert lines(reply) == ["INC-1 triage", "INC-1 decline"]
    assert World().say("!incident report it is slow", by="guest-zed").actions == ()


def test_what_is_missing_is_asked_for_by_a_form() -> None:
    world = open_p1()
    assert forms(World().say("!incident declare")) == ["declare"]
    assert forms(world.say("!incident assign")) == ["roles"]
    assert forms(world.say("!incident escalate")) == ["escalate"]
    assert world.say("!incident approve 7").actions == ()


def test_the_checklist_is_ticked_one_by_one() -> None:
    world = open_p1()
    assert world.say("!incident mitigated").accepted
    first = world.say("!incident check")
    assert lines(first)[0].startswith("INC-1 check ")
    after = world.say(f"!incident {lines(first)[0]}")
    assert len(after.actions) == len(first.actions) - 1


def test_an_update_is_said_anew_or_again() -> None:
    world = open_p1()
    assert lines(world.say("!incident update")) == ["INC-1 update"]
    assert world.say("!incident update Investigating | carts | we look | unknown").accepted
    assert lines(world.say("!incident update")) == ["INC-1 update", "INC-1 update no change"]


def test_where_others_read_nothing_tells_how_something_private_stands() -> None:
    world = World()
    assert world.say("!incident declare pay slips p1 --private", room="").accepted
    assert world.say("!incident INC-1 show", room="").actions
    assert not world.say("!incident INC-1 show", room="#incidents").actions
    assert not world.say("!incident INC-1 note", room="#incidents").actions
    assert not world.say("!incident INC-1 ack", room="#incidents").actions


def test_the_answer_in_the_room_carries_the_rooms_buttons() -> None:
    world = open_p1()
    room = world.open_room()
    reply = world.say("!incident mitigate rollback 812", by="bo", room=room)
    assert lines(reply) == ["INC-1 approve 1", "INC-1 reject 1"]
    assert world.say("!incident mitigate disable cache", by="bo", room="#incidents").actions == ()
