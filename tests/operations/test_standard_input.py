"""A script may be quicker than the room of the incident that it has just declared."""

from __future__ import annotations

from datetime import timedelta

from tests.desk.given import World, open_p1
from tocsin.cli.standard_input import room_when_open

LONGEST = timedelta(seconds=10)


class Pauses:
    """Lets time pass; after `opens_after` of it the room of INC-1 is open."""

    def __init__(self, world: World, opens_after: timedelta = timedelta.max) -> None:
        self.passed = timedelta()
        self._world, self._opens_after, self._open = world, opens_after, False

    def __call__(self, length: timedelta) -> None:
        self.passed += length
        if self.passed >= self._opens_after and not self._open:
            self._open = True
            self._world.open_room()


def test_a_line_for_a_room_that_is_not_open_yet_waits_for_it() -> None:
    world = open_p1()
    pauses = Pauses(world, opens_after=timedelta(seconds=1))

    room = room_when_open(world.store, "irc", "INC-1", pauses)

    assert room == f"#{world.incident().room_name}"
    assert pauses.passed == timedelta(seconds=1)


def test_it_waits_for_no_room_that_is_open() -> None:
    world = open_p1()
    world.open_room()
    pauses = Pauses(world)

    assert room_when_open(world.store, "irc", "inc-1", pauses) == f"#{world.incident().room_name}"
    assert not pauses.passed


def test_a_room_that_does_not_open_is_spoken_of_by_the_name_it_will_have() -> None:
    world = open_p1()
    pauses = Pauses(world)

    assert room_when_open(world.store, "irc", "INC-1", pauses) == f"#{world.incident().room_name}"
    assert pauses.passed == LONGEST


def test_nobody_waits_for_an_incident_that_is_not_there() -> None:
    world = World()
    pauses = Pauses(world)

    assert room_when_open(world.store, "irc", "INC-7", pauses) is None
    assert not pauses.passed


def test_an_incident_in_triage_has_no_room_yet() -> None:
    world = World()
    assert world.say("!incident declare checkout is slow").accepted
    pauses = Pauses(world)

    assert room_when_open(world.store, "irc", "INC-1", pauses) is None
    assert not pauses.passed
