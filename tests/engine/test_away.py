"""A chat that is away for minutes or hours: all of it arrives then, in order, without a flood."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.engine.given import P1, World, unavailable
from tocsin.chat import Limits
from tocsin.engine.rate_budget import GRACE_S

ROOM = "#incident-2026-11-23-checkout-returns-500s"
A_SECOND = Limits(characters=2000, posts_per_second=1.0, posts_per_room=1.0, burst=3)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A chat that takes one message a second, and three after a quiet time."""
    made = World(tmp_path)
    made.chat.bounds = A_SECOND
    made.restart()
    return made


def away(world: World, *, steps: int, apart: timedelta) -> tuple[list[float], Callable[[], str]]:
    """So many updates while the chat is away; when what came after it came, and what it says."""
    world.tell(P1)
    world.tell("!incident INC-1 ack")
    world.run(minutes=1)
    world.chat.down = unavailable()
    for number in range(steps):
        world.say(f"!incident INC-1 update investigating | note-{number:03} | a | unknown")
        world.run(seconds=apart.total_seconds())
    world.chat.down = None
    world.chat.posts.clear()
    world.chat.directs.clear()
    back, times = world.clock(), list[float]()
    world.chat.post_hook = lambda: times.append((world.clock() - back).total_seconds())
    world.run(minutes=5)
    return times, lambda: world.chat.heard(ROOM)


@pytest.mark.parametrize(
    ("steps", "apart"),
    [(18, timedelta(seconds=10)), (12, timedelta(minutes=15))],
    ids=["three minutes", "three hours"],
)
def test_all_of_it_arrives_in_order_and_no_faster_than_the_platform_takes_it(
    world: World, steps: int, apart: timedelta
) -> None:
    times, heard = away(world, steps=steps, apart=apart)
    told = [word for word in heard().split() if word.startswith("note-")]
    assert told == [f"note-{number:03}" for number in range(steps)]
    for at, one in enumerate(times):
        assert sum(other < one + 10 for other in times[at:]) <= A_SECOND.burst + 10
    assert times[0] <= 300  # the longest pause between attempts at a chat
    last = max(n for n, (_, words) in enumerate(world.chat.posts) if "note-" in words)
    others = len(world.chat.directs)  # which the platform takes no faster
    assert times[last] - times[0] <= last + others + GRACE_S


def test_what_is_stale_by_then_is_said_in_few_messages(world: World) -> None:
    """Three hours of reminders that nobody could read are not a hundred messages."""
    world.tell(P1)
    world.tell("!incident INC-1 ack")
    world.run(minutes=1)
    world.chat.down = unavailable()
    world.run(hours=3)
    world.chat.down = None
    world.chat.posts.clear()
    world.run(minutes=6)
    posts = [words for room, words in world.chat.posts if room == ROOM]
    assert posts
    assert len(posts) <= 12
    assert max(words.count("\n") + 1 for words in posts) <= 6


def test_people_hear_at_once_when_it_is_back_while_rooms_still_catch_up(world: World) -> None:
    world.tell(P1)
    world.tell("!incident INC-1 ack")
    world.run(minutes=1)
    world.chat.down = unavailable()
    for number in range(30):
        world.say(f"!incident INC-1 update investigating | note-{number:03} | a | unknown")
        world.run(seconds=6)
    world.chat.down = None
    while not world.chat.heard(ROOM).count("note-"):
        world.run(seconds=1)
    world.say("!incident INC-1 assign tl @bo")
    world.run(seconds=3)
    assert "bo" in [who for who, _ in world.chat.directs]
    assert world.chat.heard(ROOM).count("note-") < 30
