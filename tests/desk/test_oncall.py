"""Who is on call, and somebody standing in."""

from __future__ import annotations

import json

from tests.desk.given import START, World


def rows(world: World, key: str) -> list[dict[str, str]]:
    text = world.store.read(lambda tx: tx.fact("override", key))
    found: list[dict[str, str]] = json.loads(text or "[]")
    return found


def test_oncall_says_who_and_until_when() -> None:
    assert World().say("!oncall").text.as_plain() == (
        "On call, Shop:\n"
        "primary: Ana Sol (@ana), until Mon 2026-11-30 09:00 CET (in 6 d 22 h)\n"
        "backup: Bo Lind (@bo), until Mon 2026-11-30 09:00 CET (in 6 d 22 h)"
    )


def test_a_stand_in_is_kept_for_the_roster_to_read() -> None:
    world = World()

    reply = world.say("!oncall override @bo 15:15")

    assert reply.text.as_plain().startswith(
        "Bo Lind is primary of Shop from now until 15:15 CET (in 4 h)."
    )
    assert rows(world, "shop/primary") == [
        {
            "rotation": "primary",
            "person": "bo",
            "start": START.isoformat(),
            "end": "2026-11-23T14:15:00+00:00",
        }
    ]


def test_a_later_stand_in_comes_last_and_those_gone_by_are_dropped() -> None:
    world = World()
    world.say("!oncall override @bo 1h")
    world.say("!oncall override @bo 4h")
    world.wait(hours=2)

    world.say("!oncall override @cy 2h --rotation primary")

    assert [row["person"] for row in rows(world, "shop/primary")] == ["bo", "cy"]


def test_another_level_is_named_with_an_option() -> None:
    world = World()

    world.say("!oncall override @cy 2h —rotation Backup")

    assert [row["person"] for row in rows(world, "shop/backup")] == ["cy"]


def test_what_cannot_be_is_refused_with_a_sentence() -> None:
    world = World()
    refused = {
        "!oncall override": "Say who",
        "!oncall override @bo": "Say until when",
        "!oncall override @bo soon": "is not a time",
        "!oncall override @bo 2026-11-23T10:00Z": "has passed",
        "!oncall override @zed 4h": "@zed is in no team file.",
        "!oncall override @bo 4h --rotation": "--rotation needs a name",
        "!oncall override @bo 4h --rotation night": "'night' is no rotation",
        "!oncall override @bo 4h --team pay": "No rotation of pay is kept here",
        "!oncall marketing": "There is no team 'marketing'",
    }
    for typed, sentence in refused.items():
        reply = world.say(typed)
        assert not reply.accepted
        assert sentence in reply.text.as_plain()
    assert rows(world, "shop/primary") == []


def test_only_people_of_a_team_file_change_who_is_on_call() -> None:
    reply = World().say("!oncall override @bo 4h", by="guest-eve")

    assert not reply.accepted
    assert "Only people in a team file" in reply.text.as_plain()
