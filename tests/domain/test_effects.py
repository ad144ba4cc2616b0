"""What the world is told."""

from __future__ import annotations

from tests.domain.given import commanded, opened, team
from tocsin.domain.paging.answers import Acknowledge
from tocsin.domain.rooms.decide import RoomResult
from tocsin.domain.severity.decide import SetSeverity
from tocsin.domain.undelivered import EffectGone

ROOM = RoomResult(platform="console", room="r1", name="incident-2026-11-23-checkout-returns-500s")


def test_an_incident_is_announced_once() -> None:
    for severity in ("P0", "P1", "P2", "P3", None):
        assert opened(severity).ops().count("announce") == 1


def test_a_report_that_gets_its_severity_is_announced_once_more() -> None:
    story = opened(None).does(SetSeverity(severity="P1"))
    assert story.ops().count("announce") == 2


def test_what_the_room_should_hear_waits_for_the_room() -> None:
    story = opened("P1")
    assert {one.needs for one in story.effects if one.op == "feed"} == {"room"}
    before = len(story.does(ROOM, by="chat.console").effects)
    story.does(Acknowledge())
    assert {one.needs for one in story.effects[before:] if one.op == "feed"} == {""}


def test_without_a_room_the_incident_goes_on_in_a_thread() -> None:
    failed = RoomResult(platform="console", reason="no right to make one")
    story = opened("P1").does(failed, by="chat.console")
    assert story.incident.rooms["console"].thread
    assert story.when(failed, by="chat.console") == ()


def test_an_opened_room_invites() -> None:
    assert "members" in opened("P1").does(ROOM, by="chat.console").ops()


def test_every_platform_gets_a_room_and_the_announcement() -> None:
    story = opened("P1", roster=team(platforms=("console", "other")))
    for op in ("open-room", "announce"):
        assert [one.target for one in story.effects if one.op == op] == [
            "chat.console",
            "chat.other",
        ]


def test_a_person_is_told_directly_on_one_platform() -> None:
    story = opened("P2", roster=team(platforms=("console", "other")))
    assert [one.target for one in story.effects if one.op == "direct"] == ["chat.console"]


def test_each_page_has_a_lane_of_its_own() -> None:
    lanes = [one.lane for one in opened("P0").effects if one.op == "page"]
    assert lanes == ["paging.hook:p1", "paging.hook:p2"]


def test_a_p3_without_a_tracker_tells_none() -> None:
    assert "ticket" not in opened("P3", roster=team(ticketing=())).ops()


def test_an_effect_that_died_is_told_in_the_room() -> None:
    story = commanded()
    before = len(story.effects)
    story.does(EffectGone(effect="e1", target="chat.console", reason="gone"), by="engine")
    assert story.ops(since=before) == ["feed"]


def test_an_acknowledgement_moves_the_card() -> None:
    story = opened("P1")
    before = len(story.effects)
    story.does(Acknowledge())
    assert "card" in story.ops(since=before)
