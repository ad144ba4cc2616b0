"""The loops: crash-only, bounded at the end, and nothing is left behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tests.engine.given import P1, World
from tests.patience import HANGS_S
from tocsin.bootstrap import loops as loops_module
from tocsin.bootstrap.loops import Loop, WakeSignal
from tocsin.engine.delivery import LEASE
from tocsin.errors import StoreUnavailable

SOON = 5.0


class Steps:
    """A step that does what the script says; counts, and says when it was called so often."""

    def __init__(self, *script: BaseException | int) -> None:
        self.script = list(script)
        self.count = 0
        self.changed = threading.Condition()

    def __call__(self) -> int:
        with self.changed:
            self.count += 1
            self.changed.notify_all()
        step = self.script.pop(0) if self.script else 0
        if isinstance(step, BaseException):
            raise step
        return step

    def reached(self, count: int) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: self.count >= count, timeout=SOON)


@pytest.fixture
def running() -> Iterator[Callable[[Steps], tuple[Loop, threading.Event, WakeSignal]]]:
    made: list[Loop] = []

    def start(step: Steps) -> tuple[Loop, threading.Event, WakeSignal]:
        died, wake = threading.Event(), WakeSignal()
        loop = Loop("test", step, wake, died.set)
        made.append(loop)
        loop.start()
        return loop, died, wake

    yield start
    for loop in made:
        loop.ask_to_end()
        loop.join(SOON)
    assert not [one for one in threading.enumerate() if one.name == "tocsin-test"]


Start = Callable[[Steps], tuple[Loop, threading.Event, WakeSignal]]


@pytest.mark.parametrize("error", [ValueError("x"), SystemExit(1)])
def test_a_loop_that_raises_ends_the_process(running: Start, error: BaseException) -> None:
    steps = Steps(error)
    _, died, _ = running(steps)
    assert died.wait(SOON)
    assert steps.count == 1


def test_a_database_that_is_away_does_not_end_the_process(
    running: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loops_module, "STORE_DOWN_S", 0.01)
    steps = Steps(StoreUnavailable("the disk is full"), StoreUnavailable("the disk is full"))
    _, died, _ = running(steps)
    assert steps.reached(4)
    assert not died.is_set()


def test_a_loop_with_work_does_not_sleep(running: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops_module, "IDLE_S", 3600.0)
    steps = Steps(*[1] * 20)
    running(steps)
    assert steps.reached(20)


def test_a_wake_ends_the_sleep(running: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops_module, "IDLE_S", 3600.0)
    steps = Steps()
    _, _, wake = running(steps)
    assert steps.reached(1)
    wake.set()
    assert steps.reached(2)


def test_the_age_of_a_loop_counts_from_its_last_step(running: Start) -> None:
    steps = Steps()
    loop, _, _ = running(steps)
    assert steps.reached(2)
    assert loop.age() < SOON


def test_joining_a_stuck_loop_is_bounded() -> None:
    free = threading.Event()

    def stuck() -> int:
        free.wait(HANGS_S)
        return 0

    loop = Loop("stuck", stuck, WakeSignal(), lambda: None)
    loop.start()
    began = time.monotonic()
    loop.ask_to_end()
    loop.join(0.1)
    assert time.monotonic() - began < SOON
    free.set()
    loop.join(SOON)


def test_a_system_that_was_stopped_leaves_no_thread(anywhere: World) -> None:
    before = {one.name for one in threading.enumerate()}
    died = threading.Event()
    anywhere.system.start(died.set)
    anywhere.say(P1)
    anywhere.system.drain(SOON)
    anywhere.system.stop()
    left = {one.name for one in threading.enumerate() if one.name.startswith("tocsin-")} - before
    assert left == set()
    assert not died.is_set()
    assert anywhere.bell().of("page") == ["INC-1.p1"]


def test_stopping_while_every_tool_hangs_is_bounded(world: World) -> None:
    free, called = threading.Event(), threading.Event()

    def hang() -> None:
        called.set()
        free.wait(HANGS_S)

    world.bell().script = [hang] * 10
    died = threading.Event()
    world.system.start(died.set)
    for _ in range(4):
        world.say(P1)
    assert called.wait(SOON)
    began = time.monotonic()
    world.system.stop(0.5)
    assert time.monotonic() - began < SOON
    free.set()
    for loop in world.system.loops:
        loop.join(SOON)
    assert not died.is_set()


def test_what_a_stuck_attempt_left_is_done_at_once_after_the_restart(world: World) -> None:
    """Nobody else can hold its lease: the process that did is gone."""
    world.say(P1)
    now = world.clock()
    world.store.write(lambda tx: tx.claim(("page",), now, now + LEASE, 1))
    world.system.settle_now()
    assert world.bell().calls == []
    world.restart()
    world.system.settle_now()
    assert world.bell().of("page") == ["INC-1.p1"]
