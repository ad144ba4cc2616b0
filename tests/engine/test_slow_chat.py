"""A chat that takes its time: each message once, in order, whatever the lease says."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise

from tests.engine.given import P1, World, unavailable
from tocsin.bootstrap.deadline_proxies import CHAT, GRACE_S
from tocsin.engine.delivery import LEASE
from tocsin.engine.posting_window import SPAN_S

ROOM = "#incident-2026-11-23-checkout-returns-500s"


def numbers(world: World) -> list[str]:
    """The numbered messages of the room, in the order they were posted."""
    posts = [text for room, text in world.chat.posts if room == ROOM]
    return [word for text in posts for word in text.split() if word.startswith("note-")]


def waiting(world: World, count: int) -> list[str]:
    """So many messages that wait for a room which is away, each of another moment."""
    world.tell(P1)
    world.chat.down = unavailable()
    for number in range(count):
        world.clock.at += timedelta(seconds=1)
        told = f"!incident INC-1 update investigating | note-{number:03} | a | unknown"
        assert world.say(told).accepted
    world.chat.down = None
    world.chat.posts.clear()
    return [f"note-{number:03}" for number in range(count)]


def test_a_call_that_begins_within_an_attempt_ends_within_its_lease() -> None:
    longest = max(method.deadline_s for method in CHAT) + GRACE_S
    assert SPAN_S + longest < LEASE.total_seconds()


def test_of_a_hundred_messages_at_one_a_second_none_is_posted_twice(anywhere: World) -> None:
    """Whoever else works looks for a lane while each message is under way."""
    told = waiting(anywhere, 100)
    depth = [0]

    def takes_a_second() -> None:
        anywhere.clock.at += timedelta(seconds=1)
        if depth[0] < 3:
            depth[0] += 1
            made = anywhere.seen.attempts.count("feed:sent")
            anywhere.system.delivery.step(("chat",))
            assert anywhere.seen.attempts.count("feed:sent") == made, "two at one lane"
            depth[0] -= 1

    anywhere.chat.post_hook = takes_a_second
    anywhere.run(minutes=5)
    assert numbers(anywhere) == told


def test_what_is_left_goes_on_at_once(world: World) -> None:
    """A long backlog takes as long as its posts, and no pauses in between."""
    waiting(world, 50)
    began = world.clock()

    def takes_a_second() -> None:
        world.clock.at += timedelta(seconds=1)

    world.chat.post_hook = takes_a_second
    while len(numbers(world)) < 50:
        world.system.settle_now()
    assert world.clock() - began < timedelta(seconds=60)


def test_an_attempt_that_got_on_makes_the_next_pause_no_longer(world: World) -> None:
    """The chat takes one message and then nothing for a while, again and again."""
    waiting(world, 6)
    failures: list[float] = []

    def fails_after_each() -> None:
        world.chat.down = unavailable()

    def recovers() -> None:
        failures.append(world.clock().timestamp())
        world.chat.down = None

    world.chat.post_hook = fails_after_each
    for _ in range(6):
        world.system.settle_now()
        recovers()
        due = world.store.read(lambda tx: tx.next_lane_at())
        assert due is not None
        world.clock.at = max(due, world.clock())
    assert max(after - before for before, after in pairwise(failures)) <= 2


def test_whoever_was_overtaken_stops(world: World) -> None:
    """A worker that stood still for a minute finds that another has posted the rest."""
    told = waiting(world, 10)
    stood = [False]

    def stands_still() -> None:
        if not stood[0]:
            stood[0] = True
            world.clock.at += timedelta(minutes=1)
            world.system.settle_now()

    world.chat.post_hook = stands_still
    world.run(minutes=5)
    assert Counter(numbers(world)) - Counter(told) <= Counter(told[:1])
    assert set(numbers(world)) == set(told)
