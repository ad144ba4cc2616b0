"""Tools that answer slowly get more workers while they do, and no more than they can use."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.engine.given import P1, TEAM, World
from tests.patience import HANGS_S
from tocsin.bootstrap import delivery_workers as workers_module
from tocsin.bootstrap.delivery_workers import SIZES
from tocsin.bootstrap.loops import Loop
from tocsin.deadlines import Crew
from tocsin.engine.worker_limits import Place, WorkerLimit, WorkersInUse

SOON_S = HANGS_S
PAGES = 120
TAKES_S = 0.5
BEFORE = 2  # workers at one tool, whatever it did


@dataclass
class Slow:
    """Calls that take a while; knows how many there were at once, and how many are over."""

    seconds: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    now: int = 0
    most: int = 0
    over: int = 0

    def __call__(self) -> None:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(self.seconds)
        with self.lock:
            self.now -= 1
            self.over += 1

    def took(self, count: int) -> float:
        """Seconds until so many calls were over."""
        began = time.monotonic()
        while self.over < count and time.monotonic() - began < SOON_S:
            time.sleep(0.02)
        assert self.over >= count, f"{self.over} of {count} pages in {SOON_S} s"
        return time.monotonic() - began


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    quiet = TEAM.replace('name = "Shop"', 'name = "Shop"\nstorm = false')
    made = World(tmp_path, teams={"shop": quiet}, crew=Crew)
    yield made
    made.system.stop(SOON_S)


def test_a_slow_tool_has_as_many_workers_as_it_can_use(world: World) -> None:
    slow = Slow(TAKES_S)
    world.bell().script = [slow] * PAGES
    for _ in range(PAGES):
        world.say(P1)
    world.system.start(lambda: None)
    slow.took(PAGES)
    assert 2 * BEFORE < slow.most <= SIZES["page"].room.most


def test_the_workers_go_home_when_it_is_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers_module, "IDLE_S", 0.2)
    slow = Slow(0.3)
    world.bell().script = [slow] * 40
    for _ in range(40):
        world.say(P1)
    world.system.start(lambda: None)
    (pages,) = (one for one in world.system.workers if one.pool == "page")
    slow.took(40)
    assert slow.most > BEFORE
    ends = time.monotonic() + SOON_S
    while pages.more and time.monotonic() < ends:
        time.sleep(0.02)
    assert pages.more == ()


def test_who_is_hired_while_the_process_ends_goes_with_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.system.start(lambda: None)
    (pages,) = (one for one in world.system.workers if one.pool == "page")
    monkeypatch.setattr(pages, "_slow", lambda: PAGES)
    monkeypatch.setattr(pages, "_waits", lambda: True)
    join, hired = Loop.join, list[int]()

    def hiring(loop: Loop, seconds: float) -> None:
        if not hired:
            pages.step()
            hired.append(len(pages.more))
        join(loop, seconds)

    monkeypatch.setattr(Loop, "join", hiring)
    world.system.stop(SOON_S)
    assert hired[0] > 0
    assert pages.more == ()


def test_a_tool_earns_its_room_and_loses_it_with_one_call_that_is_not_answered() -> None:
    now = [0.0]
    busy = WorkersInUse({"page": WorkerLimit(first=2, more=6, most=10)}, steady=lambda: now[0])
    tower: Place = ("page", "shop/paging.tower")

    def room() -> int:
        """How many may go there at once."""
        gone = 0
        while tower[1] not in busy.full(("page",)):
            busy.go(tower)
            gone += 1
        busy.leave([tower] * gone)
        return gone

    assert room() == 2
    busy.took(tower)
    assert room() == 8
    busy.took(tower)
    assert room() == 10
    busy.silent(tower)
    assert room() == 2
    busy.took(tower)
    now[0] += 61
    assert room() == 2
