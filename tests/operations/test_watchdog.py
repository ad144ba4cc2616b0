"""The watchdog: a step that hangs ends the process; whatever only looks like it does not."""

from __future__ import annotations

import logging
import re
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.engine.given import P1, World
from tests.patience import COMES_S, HANGS_S, until
from tocsin.bootstrap import delivery_workers as workers_module
from tocsin.bootstrap import loops as loops_module
from tocsin.bootstrap import system as system_module
from tocsin.bootstrap.delivery_workers import SIZES
from tocsin.bootstrap.loops import Loop, WakeSignal
from tocsin.bootstrap.watchdog import ClockDrift, Watchdog
from tocsin.engine.page_attempts import DEADLINE_S, OTHER_DEADLINE_S
from tocsin.errors import StoreUnavailable


@dataclass
class Beating:
    """A loop as the watchdog sees it; it beats when the test says so."""

    name: str = "timers"
    longest_s: float = 60.0
    count: int = 0

    def beats(self) -> int:
        return self.count

    def whereabouts(self) -> str:
        return "client.py:12 in wait"


@dataclass
class Guarded:
    """A watchdog, its loops, and a steady clock that is moved by hand."""

    loops: list[Beating] = field(default_factory=lambda: [Beating()])
    seconds: float = 0.0
    ended: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dog = Watchdog(
            self.loops, lambda: self.ended.append(self.seconds), steady=lambda: self.seconds
        )

    def look(self, times: int, *, beat: bool, every: float = 1.0) -> None:
        for _ in range(times):
            self.seconds += every
            for loop in self.loops:
                loop.count += beat
            self.dog.step()


def test_a_step_that_hangs_ends_the_process_and_the_log_says_which(
    caplog: pytest.LogCaptureFixture,
) -> None:
    given = Guarded([Beating(name="page-2")])
    given.look(62, beat=False)
    assert given.ended[0] == pytest.approx(62, abs=1)
    assert "page-2 hangs" in caplog.text
    assert "client.py:12 in wait" in caplog.text
    assert caplog.records[0].levelno == logging.CRITICAL


def test_a_step_that_is_only_slow_does_not(caplog: pytest.LogCaptureFixture) -> None:
    given = Guarded()
    for _ in range(3):
        given.look(59, beat=False)
        given.look(1, beat=True)
    assert given.ended == []


def test_each_loop_has_its_own_bound() -> None:
    given = Guarded([Beating(name="chat-0", longest_s=300), Beating(name="page-0", longest_s=400)])
    given.look(299, beat=False)
    assert given.ended == []
    given.look(5, beat=False)
    assert given.ended != []


def test_one_loop_that_lives_does_not_excuse_another() -> None:
    given = Guarded([Beating(), Beating()])
    for _ in range(62):
        given.loops[0].count += 1
        given.look(1, beat=False)
    assert given.ended != []


@pytest.mark.parametrize("away", [61.0, 3600.0, 86_400.0])
def test_a_process_that_was_stopped_and_goes_on_is_not_ended(away: float) -> None:
    """SIGSTOP, a debugger, a machine that slept: the watchdog was away as well."""
    given = Guarded()
    given.look(10, beat=True)
    given.look(1, beat=False, every=away)
    given.look(20, beat=False)
    assert given.ended == []


def test_after_such_a_stop_a_hang_is_still_found() -> None:
    given = Guarded()
    given.look(1, beat=False, every=3600.0)
    given.look(62, beat=False)
    assert given.ended != []


def test_a_loop_that_waits_for_the_database_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops_module, "STORE_DOWN_S", 0.01)
    enough, died, steps = threading.Event(), threading.Event(), 0

    def step() -> int:
        nonlocal steps
        steps += 1
        if steps >= 5:
            enough.set()
        raise StoreUnavailable("the disk is full")

    loop = Loop("timers", step, WakeSignal(), died.set)
    before = loop.beats()
    loop.start()
    assert enough.wait(COMES_S)
    after = loop.beats()
    loop.ask_to_end()
    loop.join(COMES_S)
    assert after >= before + 4
    assert loop.age() < COMES_S
    assert not died.is_set()


def test_the_bounds_lie_above_what_an_attempt_may_take() -> None:
    assert SIZES["page"].longest_s > 4 * DEADLINE_S
    assert SIZES["other"].longest_s > 4 * OTHER_DEADLINE_S


def test_a_whole_system_with_a_pager_that_never_returns_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(system_module, "EVERY_S", 0.02)
    sizes = {**SIZES, "page": replace(SIZES["page"], longest_s=0.3)}
    monkeypatch.setattr(workers_module, "SIZES", sizes)
    world, free, died = World(tmp_path), threading.Event(), threading.Event()
    world.bell().script = [lambda: free.wait(HANGS_S)]
    world.say(P1)
    world.system.start(died.set)
    try:
        assert died.wait(COMES_S)
        told = r"the loop page-\d hangs, .* in wait"  # that of another one may have come first
        until(lambda: re.search(told, caplog.text))
    finally:
        free.set()
        world.system.stop(COMES_S)


def test_a_system_that_is_ending_is_not_ended_by_the_watchdog(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time stands still for it until a loop that hangs is asked to end: then it is late at once."""
    steady = [0.0]
    asks = Loop.ask_to_end

    def ask_to_end(loop: Loop) -> None:
        asks(loop)
        steady[0] += 100 * loop.name.startswith("page-")

    monkeypatch.setattr(Loop, "ask_to_end", ask_to_end)
    monkeypatch.setattr(
        system_module, "Watchdog", lambda loops, dies: Watchdog(loops, dies, lambda: steady[0])
    )
    monkeypatch.setattr(system_module, "EVERY_S", 0.01)
    sizes = {**SIZES, "page": replace(SIZES["page"], longest_s=1.0)}
    monkeypatch.setattr(workers_module, "SIZES", sizes)
    world, free, died = World(tmp_path), threading.Event(), threading.Event()
    called = threading.Event()

    def hang() -> None:
        called.set()
        free.wait(HANGS_S)

    world.bell().script = [hang]
    world.say(P1)
    world.system.start(died.set)
    assert called.wait(COMES_S)
    world.system.stop(0.3)
    assert not died.is_set()
    free.set()
    for loop in world.system.loops:
        loop.join(COMES_S)


@dataclass
class Clocks:
    """The clock on the wall and the steady one."""

    wall: datetime = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    steady: float = 100.0

    def pass_(self, seconds: float, *, jump: float = 0.0) -> None:
        self.steady += seconds
        self.wall += timedelta(seconds=seconds + jump)


@pytest.mark.parametrize(("jump", "said"), [(6.0, "+6 s"), (-3600.0, "-3600 s")])
def test_a_clock_that_jumps_is_told_once(
    caplog: pytest.LogCaptureFixture, jump: float, said: str
) -> None:
    clocks = Clocks()
    drift = ClockDrift(lambda: clocks.wall, lambda: clocks.steady)
    clocks.pass_(10, jump=jump)
    for _ in range(3):
        drift.step()
        clocks.pass_(1)
    assert caplog.text.count("the clock jumped") == 1
    assert said in caplog.text


def test_small_corrections_are_silent_until_they_add_up(caplog: pytest.LogCaptureFixture) -> None:
    clocks = Clocks()
    drift = ClockDrift(lambda: clocks.wall, lambda: clocks.steady)
    for _ in range(4):
        clocks.pass_(1, jump=1)
        drift.step()
    assert caplog.text == ""
    for _ in range(2):
        clocks.pass_(1, jump=1)
        drift.step()
    assert caplog.text.count("the clock jumped") == 1
