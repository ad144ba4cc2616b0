"""The quarterly review is asked for once, on the first working morning of a quarter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.engine.given import P1, World, unavailable
from tocsin.engine.quarterly_reviews import QuarterlyReviews

FRIDAY = datetime(2027, 1, 1, 12, 0, tzinfo=UTC)
MORNING = datetime(2027, 1, 1, 9, 0, tzinfo=UTC)  # 10:00 in Berlin


def after_an_incident(folder: Path) -> World:
    world = World(folder)
    world.tell(P1)
    world.tell("!incident INC-1 resolve --override a test")
    return world


def asked(world: World) -> int:
    return world.chat.heard("#incidents").count("Quarterly review of Shop: 2026-Q4 is over.")


def test_on_the_first_working_morning_the_team_is_reminded_once(tmp_path: Path) -> None:
    world = after_an_incident(tmp_path)
    world.clock.at = datetime(2027, 1, 1, 8, 59, tzinfo=UTC)
    world.system.reviews.step(world.clock())
    assert asked(world) == 0

    world.clock.at = MORNING
    world.system.reviews.step(world.clock())
    world.system.reviews.step(world.clock())

    assert asked(world) == 1
    assert "`!incident metrics 2026-Q4`" in world.chat.heard("#incidents")


def test_a_restart_does_not_ask_again(tmp_path: Path) -> None:
    world = after_an_incident(tmp_path)
    world.clock.at = FRIDAY
    world.system.reviews.step(world.clock())
    world.restart()
    world.system.reviews.step(world.clock())
    assert asked(world) == 1


def test_what_the_chat_did_not_take_is_posted_later(tmp_path: Path) -> None:
    world = after_an_incident(tmp_path)
    world.clock.at = FRIDAY
    world.chat.down = unavailable()
    assert world.system.reviews.step(world.clock()) == 0
    world.chat.down = None
    world.clock.at += timedelta(minutes=5)
    world.system.reviews.step(world.clock())
    assert asked(world) == 1


def test_two_replicas_that_see_the_same_morning_post_it_once(tmp_path: Path) -> None:
    world = after_an_incident(tmp_path)
    world.clock.at = FRIDAY
    ours = world.system
    other = QuarterlyReviews(
        store=world.store,
        rosters=ours.execute.rosters,
        providers=ours.instances.providers,
        prefix="!",
    )
    meanwhile: list[int] = []

    def look() -> None:
        world.chat.post_hook = lambda: None
        meanwhile.append(other.step(world.clock()))

    world.chat.post_hook = look
    ours.reviews.step(world.clock())

    assert meanwhile == [0]
    assert asked(world) == 1


def test_a_quarter_without_incidents_asks_for_nothing(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.clock.at = FRIDAY
    world.system.reviews.step(world.clock())
    assert asked(world) == 0


def test_the_numbers_can_be_asked_for_in_the_room(tmp_path: Path) -> None:
    world = after_an_incident(tmp_path)
    told = world.tell("!incident metrics")
    assert told.startswith("Shop, 2026-Q4: 1 incident (2026-Q3: 0)")
    assert "By severity: P0 0 · P1 1 · P2 0 · P3 0" in told
    assert "goal < 5m: no data yet" in told


def test_a_quarter_that_is_none_is_said(tmp_path: Path) -> None:
    reply = World(tmp_path).say("!incident metrics yesterday")
    assert not reply.accepted
    assert "2026-Q4" in reply.text.as_plain()
