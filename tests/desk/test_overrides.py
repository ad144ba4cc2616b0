"""Standing in: planned, taken back, told to both people, and what is pointed out."""

from __future__ import annotations

import json

import pytest

from tests.desk.given import START, World
from tocsin.chat import unpacked


def rows(world: World, key: str = "shop/primary") -> list[tuple[str, str, str]]:
    """(person, start, end), as the roster reads them."""
    text = world.store.read(lambda tx: tx.fact("override", key))
    return [(row["person"], row["start"], row["end"]) for row in json.loads(text or "[]")]


def told(world: World) -> list[tuple[str, str]]:
    """(person, first line) of what was queued for people in private."""
    pending = world.store.read(lambda tx: tx.pending())
    found = [json.loads(row.payload) for row in pending if row.op == "direct"]
    return [(one["person"], unpacked(one["text"]).as_plain().split("\n")[0]) for one in found]


def test_a_stand_in_can_be_planned_and_is_listed() -> None:
    world = World()

    reply = world.say("!oncall override @cy from 18:00 until 22:00")

    assert reply.text.as_plain() == (
        "Cy Ng is primary of Shop from 18:00 CET until 22:00 CET (in 10 h 45 min)."
    )
    assert rows(world) == [("cy", "2026-11-23T17:00:00+00:00", "2026-11-23T21:00:00+00:00")]
    shown = world.say("!oncall").text.as_plain()
    assert "primary: Ana Sol (@ana), until 18:00 CET" in shown
    assert "primary: Cy Ng (@cy) from 18:00 CET until 22:00 CET (in 10 h 45 min)" in shown


def test_one_that_has_begun_today_begins_now() -> None:
    world = World()
    world.say("!oncall override @cy 10:00-18:00")
    assert rows(world) == [("cy", START.isoformat(), "2026-11-23T17:00:00+00:00")]


def test_it_is_taken_back_and_the_reply_says_who_is_on_call() -> None:
    world = World()
    world.say("!oncall override @cy 4h")

    reply = world.say("!oncall override end")

    assert reply.accepted
    assert reply.text.as_plain().startswith("Taken back: Cy Ng as primary of Shop")
    assert reply.text.as_plain().endswith("Ana Sol is primary now.")
    assert rows(world) == []


@pytest.mark.parametrize("word", ["end", "cancel", "stop", "END"])
def test_of_several_the_person_says_which(word: str) -> None:
    world = World()
    world.say("!oncall override @cy 4h")
    world.say("!oncall override @eli tomorrow 9:00 to 17:00")

    asked = world.say(f"!oncall override {word}")
    taken = world.say(f"!oncall override {word} @eli")

    assert not asked.accepted
    assert "override end @who. There are those of @cy, @eli" in asked.text.as_plain()
    assert taken.accepted
    assert [person for person, _, _ in rows(world)] == ["cy"]


def test_nothing_to_take_back_is_said() -> None:
    world = World()
    assert "There is no override to take back" in world.say("!oncall override end").text.as_plain()
    assert "no override of Bo Lind" in world.say("!oncall override end @bo").text.as_plain()


def test_on_another_level_it_is_found_by_itself_and_by_its_name() -> None:
    world = World()
    world.say("!oncall override @cy 4h --rotation backup")
    assert world.say("!oncall override end --rotation primary").accepted is False
    assert world.say("!oncall override end @cy").accepted
    assert rows(world, "shop/backup") == []


def test_both_people_are_told_at_making_and_at_ending() -> None:
    world = World()

    world.say("!oncall override @cy 4h", by="dee")
    world.say("!oncall override end", by="dee")

    assert told(world) == [
        (
            "cy",
            "You are primary of Shop from now until 15:15 CET (in 4 h), instead of Ana Sol.",
        ),
        ("ana", "Cy Ng is primary of Shop from now until 15:15 CET (in 4 h), instead of you."),
        (
            "cy",
            "You no longer stand in as primary of Shop (it was to end 15:15 CET).",
        ),
        (
            "ana",
            "You are on call again: Cy Ng no longer stands in as primary of Shop (it was to end "
            "15:15 CET).",
        ),
    ]


def test_whoever_is_on_call_anyway_is_pointed_out() -> None:
    reply = World().say("!oncall override @ana 4h")
    assert "Note: Ana Sol is on call there anyway; this changes nothing." in reply.text.as_plain()


def test_one_person_on_two_steps_is_pointed_out_now_and_in_the_list() -> None:
    world = World()
    note = "Note: Bo Lind is primary and backup at once: the later step calls nobody new."
    assert note in world.say("!oncall override @bo 4h").text.as_plain()
    assert note in world.say("!oncall").text.as_plain()
    world.say("!oncall override end")
    assert note not in world.say("!oncall").text.as_plain()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("today 18:00 until today 17:00", "ends before it begins"),
        ("08:00-09:00", "That time has passed"),
        ("from 2026-11-22 08:00 until 2026-11-22 18:00", "That time has passed"),
        ("until 2028-01-01 09:00", "more than a year away"),
        ("soonish", "is not a time"),
    ],
)
def test_a_period_that_cannot_be_is_refused(typed: str, sentence: str) -> None:
    world = World()
    reply = world.say(f"!oncall override @bo {typed}")
    assert not reply.accepted
    assert sentence in reply.text.as_plain()
    assert rows(world) == []


def test_a_stranger_cannot_take_one_back() -> None:
    world = World()
    world.say("!oncall override @cy 4h")
    assert not world.say("!oncall override end", by="guest-eve").accepted
    assert rows(world)


def test_one_of_somebody_who_left_counts_for_nothing_and_that_is_said() -> None:
    world = World()
    row = {
        "rotation": "primary",
        "person": "zed",
        "start": "2026-11-23T09:00:00+00:00",
        "end": "2026-12-01T09:00:00+00:00",
    }
    world.store.write(lambda tx: tx.set_fact("override", "shop/primary", json.dumps([row])))
    shown = world.say("!oncall").text.as_plain()
    assert "primary: Ana Sol (@ana)" in shown
    assert "Note: the override of @zed as primary counts for nothing" in shown


def test_what_to_type_can_be_pasted() -> None:
    world = World()
    world.say("!oncall override @cy 4h")
    world.say("!oncall override @eli tomorrow 9:00 to 17:00")

    assert "`!oncall override end @cy`" in world.say("!oncall override end").text.as_plain()
    assert (
        "Did you mean `!oncall override @cy 2h`?"
        in world.say("!oncall overide @cy 2h").text.as_plain()
    )
    assert "There is no team 'ops'" in world.say("!oncall ops").text.as_plain()
