"""Somebody who left the team file counts for nothing: the next one is called at once."""

from __future__ import annotations

from pathlib import Path

from tests.engine.given import P1, TEAM, World

ZED = '[people.zed]\nname = "Zed"\nphone = "+49 9"\n[oncall.primary]'
WITH_ZED = TEAM.replace("[oncall.primary]", ZED)


def test_an_override_of_somebody_who_left_stands_in_for_nobody(tmp_path: Path) -> None:
    """Given an override of Zed, when Zed leaves the file over a restart, then Ana is called."""
    world = World(tmp_path, teams={"shop": WITH_ZED})
    world.say("!oncall override @zed 8h", by="bo")
    world.write_teams({"shop": TEAM})
    world.restart()
    world.say(P1, by="bo")
    world.run(seconds=5)
    assert [page.person for page in world.incident().pages.values()] == ["ana"]


def test_a_page_of_a_call_that_began_before_goes_on_with_who_is_there(tmp_path: Path) -> None:
    world = World(tmp_path, teams={"shop": WITH_ZED})
    world.say("!oncall override @zed 8h --rotation backup", by="bo")
    world.say(P1, by="bo")
    world.run(seconds=5)
    world.write_teams({"shop": TEAM})
    world.restart()
    world.run(minutes=6)
    assert [page.person for page in world.incident().pages.values()] == ["ana", "bo"]


def test_a_reminder_for_a_commander_who_left_goes_to_the_next(tmp_path: Path) -> None:
    """Given Zed as IC, when Zed leaves the file over a restart, then no reminder is lost."""
    world = World(tmp_path, teams={"shop": WITH_ZED})
    world.say(P1, by="bo")
    world.say("!incident INC-1 ack", by="zed")
    world.run(seconds=5)
    world.write_teams({"shop": TEAM})
    world.restart()
    world.run(minutes=60 * 24)
    told = [person for person, text in world.chat.directs if "The end of the incident" in text]
    assert told == ["ana"]


def test_both_people_hear_of_an_override(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.say("!oncall override @cyrus 8h", by="eva")
    world.run(seconds=5)
    assert {person for person, text in world.chat.directs if "primary of Shop" in text} == {
        "cyrus", "ana",
    }  # fmt: skip
