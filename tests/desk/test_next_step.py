"""Answers say what is so now, and the exact words for what comes next."""

from __future__ import annotations

from tests.desk.given import World, open_p1


def said(world: World, text: str, by: str = "ana") -> str:
    reply = world.say(f"!incident INC-1 {text}", by=by)
    assert reply.accepted, reply.text.as_plain()
    return reply.text.as_plain()


def test_a_report_that_is_acknowledged_is_judged_next() -> None:
    world = World()
    world.say("!incident report it is slow", by="guest-kim")
    assert said(world, "ack").endswith("`!incident INC-1 severity <p0|p1|p2|p3>`")


def test_while_stable_minutes_run_their_end_is_next() -> None:
    world = open_p1()
    said(world, "mitigated")
    world.wait(minutes=25)
    answer = said(world, "update monitoring | fine | watching | unknown")
    assert answer.endswith("Next: the stable minutes end 11:45 CET (in 5 min).")


def test_a_change_made_too_early_is_said_to_be_noted() -> None:
    world = open_p1()
    said(world, "mitigate rollback deploy 812", by="bo")
    assert "before it was approved; that is noted for learning" in said(world, "done 1", by="bo")


def test_a_change_made_in_order_is_just_made() -> None:
    world = open_p1()
    said(world, "mitigate rollback deploy 812", by="bo")
    said(world, "approve 1")
    assert said(world, "done 1", by="bo") == "INC-1: change 1 done."


def test_nobody_rings_for_what_was_merged() -> None:
    world = open_p1()
    world.say("!incident declare the same again p1")
    assert world.say("!incident INC-2 merge INC-1").accepted
    shown = world.say("!incident INC-2 show").text.as_plain()
    assert "paged" not in shown


def test_a_section_of_several_lines_can_be_begun_anew() -> None:
    world = open_p1()
    said(world, "postmortem lessons one")
    assert "`!incident INC-1 postmortem lessons -`" in said(world, "postmortem lessons two")
    assert "emptied" in said(world, "postmortem lessons -")


def test_an_action_item_is_due_on_its_day_not_at_the_next_midnight() -> None:
    world = open_p1()
    said(world, "action add test the queue @bo 2026-11-27")
    assert "due Fri 2026-11-27 (in 4 d 13 h)" in said(world, "next")


def test_the_timeline_of_a_long_incident_says_the_day() -> None:
    world = open_p1()
    world.wait(days=30)
    said(world, "note still here")
    first, *_, last = said(world, "timeline").splitlines()
    assert first.startswith("Mon 2026-11-23 11:15 CET")
    assert last.startswith("11:15 CET")
