"""What is due next, looked up once for all who wake together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.engine.given import P1, World
from tocsin.bootstrap import loops as due_module
from tocsin.bootstrap.loops import DueCache, WakeSignal


@pytest.fixture(autouse=True)
def looks_count_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that only a wake makes it look again."""
    monkeypatch.setattr(due_module, "FRESH_S", 3600.0)


def test_nothing_is_due_in_an_empty_deployment(world: World) -> None:
    due = DueCache(world.store, WakeSignal(), world.clock)
    assert not due.is_now("page")
    assert due.seconds_until("timers") == float("inf")


def test_each_pool_is_due_by_itself_and_timers_when_their_time_comes(world: World) -> None:
    world.say(P1)
    due = DueCache(world.store, WakeSignal(), world.clock)
    assert (due.is_now("page"), due.is_now("timers")) == (True, False)
    first = world.store.read(lambda tx: tx.next_timer_at())
    assert first is not None
    assert due.seconds_until("timers") == (first - world.clock()).total_seconds()
    world.clock.at = first + timedelta(seconds=1)
    assert due.is_now("timers")
    assert due.seconds_until("timers") == 0


def test_it_looks_again_after_a_wake_and_not_before(world: World) -> None:
    wake = WakeSignal()
    due = DueCache(world.store, wake, world.clock)
    assert not due.is_now("page")
    world.say(P1)
    assert not due.is_now("page")
    wake.set()
    assert due.is_now("page")


def test_a_look_grows_old_without_a_wake(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process may have made something due."""
    due = DueCache(world.store, WakeSignal(), world.clock)
    assert not due.is_now("page")
    world.say(P1)
    monkeypatch.setattr(due_module, "FRESH_S", -1.0)
    assert due.is_now("page")
