"""What a room is owed on each platform, where one of them opened later than the other."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest

from tests.chaos.evidence import Evidence, gather
from tests.chaos.homes import MemoryHome
from tests.chaos.mutants import healthy
from tests.chaos.plan import Alert, Behaviour, Plan, Say, Step
from tests.chaos.rules.rooms import rooms_hear
from tests.chaos.run import Run
from tests.chaos.team import Kit

GREETING = "Stop the bleeding first"
# The room on `other` takes 2.6 s to open; by then it is a P0, and its greeting says so.
LATE = Plan(
    seed=0,
    luck=1,
    platforms=("terminal", "other"),
    tools=(frozenset(), frozenset()),
    steps=(
        Step(wait=31.0, act=Alert(group="search", status="firing", severity="critical")),
        Step(wait=0.5, act=Say(by="ana", words="severity p0", incident=1)),
    ),
    behaviours=(Behaviour(target="chat.other", nth=0, mode="late", seconds=2.6),),
    answered=False,
)


@pytest.fixture(scope="module")
def as_it_was() -> Evidence:
    run = Run(LATE, MemoryHome(), Kit.load(), healthy())
    run.play()
    return gather(run)


@pytest.fixture
def seen(as_it_was: Evidence) -> Evidence:
    return deepcopy(as_it_was)


def without(seen: Evidence, platform: str, words: str) -> Evidence:
    """As if the line with these words had never been posted there."""
    posts = [
        (where, key, "\n".join(line for line in text.split("\n") if words not in line))
        if where == platform
        else (where, key, text)
        for where, key, text in seen.vendors.posts
    ]
    return replace(seen, vendors=replace(seen.vendors, posts=posts))


def test_each_room_is_greeted_as_it_is_when_it_opens_and_hears_the_rest(seen: Evidence) -> None:
    greeted = {
        where: line[:2]
        for where, _, text in seen.vendors.posts
        for line in text.split("\n")
        if GREETING in line
    }
    assert greeted == {"terminal": "P1", "other": "P0"}
    assert list(rooms_hear(seen)) == []


@pytest.mark.parametrize("platform", ["terminal", "other"])
@pytest.mark.parametrize("words", [GREETING, "Severity is now P0", "Alert firing"])
def test_a_room_that_is_not_told_breaches_it(seen: Evidence, platform: str, words: str) -> None:
    found = list(rooms_hear(without(seen, platform, words)))
    assert found
    assert all(f"the room on {platform} never heard" in one for one in found)


@pytest.mark.parametrize(("platform", "event"), [("terminal", 9), ("other", 18)])
def test_it_is_the_rooms_own_opening_that_is_owed(
    seen: Evidence, platform: str, event: int
) -> None:
    found = list(rooms_hear(without(seen, platform, GREETING)))
    assert found == [f"INC-1: the room on {platform} never heard of event {event}"]
