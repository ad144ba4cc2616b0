"""One pager that hangs must not keep every worker: the pages for the others go out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.engine.given import P1, TEAM, World
from tests.patience import COMES_S, HANGS_S, until
from tocsin.bootstrap.delivery_workers import SIZES

SOON = COMES_S
UNDER_WAY_S = 10.0
"""What waits for the clock, which stands still, is waited for to the end of this."""
FIRST = SIZES["page"].room.first
OTHER = TEAM.replace('"Shop"', '"Pay"').replace('["tower", "church"]', '["church", "tower"]')


@dataclass
class Hanging:
    """Calls that hang until the test lets them go; knows how many hang, and the most ever."""

    free: threading.Event = field(default_factory=threading.Event)
    changed: threading.Condition = field(default_factory=threading.Condition)
    now: int = 0
    most: int = 0

    def __call__(self) -> None:
        with self.changed:
            self.now += 1
            self.most = max(self.most, self.now)
            self.changed.notify_all()
        self.free.wait(HANGS_S)
        with self.changed:
            self.now -= 1

    def reached(self, count: int) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: self.now >= count, SOON)


@dataclass
class Rung:
    """A call that is taken at once, and heard of."""

    rang: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> None:
        self.rang.set()


Start = Callable[[World], None]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a system; at the end it is stopped."""
    begun: list[World] = []

    def starting(world: World) -> None:
        begun.append(world)
        world.system.start(lambda: None)

    yield starting
    for world in begun:
        world.system.stop(SOON)


def two_teams(tmp_path: Path) -> World:
    """Shop is paged by tower first, Pay by church; each has both."""
    return World(tmp_path, teams={"shop": TEAM, "pay": OTHER})


def test_the_pages_of_another_pager_go_out_while_one_hangs(tmp_path: Path, start: Start) -> None:
    world, hanging, rung = two_teams(tmp_path), Hanging(), Rung()
    world.bell("tower").script = [hanging] * 50
    world.bell("church").script = [rung]
    for _ in range(6):
        world.say(f"{P1} --team shop")
    start(world)
    try:
        assert hanging.reached(FIRST)
        world.say(f"{P1} --team pay")
        assert rung.rang.wait(SOON)
        assert hanging.most == FIRST == SIZES["page"].always // 2
    finally:
        hanging.free.set()


def test_the_tool_of_the_same_name_in_another_team_is_another_tool(
    tmp_path: Path, start: Start
) -> None:
    alike = {"shop": TEAM, "pay": TEAM.replace('"Shop"', '"Pay"')}
    world, hanging, rung = World(tmp_path, teams=alike), Hanging(), Rung()
    world.bell("tower").script = [hanging] * FIRST + [rung]
    for _ in range(6):
        world.say(f"{P1} --team shop")
    start(world)
    try:
        assert hanging.reached(FIRST)
        world.say(f"{P1} --team pay")
        assert rung.rang.wait(SOON)
    finally:
        hanging.free.set()


def test_what_waited_goes_out_once_the_pager_answers(tmp_path: Path, start: Start) -> None:
    world, hanging = World(tmp_path), Hanging()
    world.bell("tower").script = [hanging] * FIRST
    for _ in range(6):
        world.say(P1)
    start(world)
    assert hanging.reached(FIRST)
    hanging.free.set()
    pages = [f"INC-{n}.p1" for n in range(1, 7)]
    until(lambda: sorted(world.bell("tower").of("page")) == pages, "all pages")


def test_a_single_worker_of_a_pool_may_go_everywhere() -> None:
    assert {pool: size.room.first for pool, size in SIZES.items()} == {
        "page": 2,
        "chat": 2,
        "other": 1,
    }


def test_a_database_that_fails_at_the_claim_leaves_nobody_counted(world: World) -> None:
    """Else a target would be full for ever after a few faults."""
    world.say(P1)
    honest = world.store.write

    def broken(unit: Callable[..., object], **how: Any) -> object:
        honest(unit, **how)
        raise OSError("the commit failed")

    for _ in range(FIRST + 1):
        world.store.write = broken  # type: ignore[method-assign, assignment]
        with pytest.raises(OSError, match="the commit failed"):
            world.system.delivery.step(("page",))
        world.store.write = honest  # type: ignore[method-assign]
        world.run(seconds=20)
        world.say(P1)
    world.system.settle_now()
    assert "INC-4.p1" in world.bell().of("page")


def test_the_end_waits_for_an_attempt_that_is_under_way(tmp_path: Path, start: Start) -> None:
    """Else what arrives a moment later would be counted as unsent, and what it leads to untried."""
    world, hanging = World(tmp_path), Hanging()
    world.bell("tower").script = [hanging]
    world.say(P1)
    start(world)
    assert hanging.reached(1)
    threading.Timer(0.5, hanging.free.set).start()
    world.system.drain(UNDER_WAY_S)
    assert {row.op for row in world.pending()} <= {"announced"}, "which waits for the clock"
    assert world.bell("tower").of("page") == ["INC-1.p1"]
