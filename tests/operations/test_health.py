"""How each provider fares, and which part keeps `/readyz` from being ready."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.given import P1, TEAM, World, refused, timed_out, unavailable
from tests.patience import COMES_S, HANGS_S, until
from tocsin.bootstrap.health import StoreRefusals
from tocsin.bootstrap.loops import Loop, WakeSignal
from tocsin.bootstrap.readiness import Condition
from tocsin.errors import ProviderError, StoreUnavailable
from tocsin.store.contract import Tx

TOWER = "provider shop/paging.tower"


def row(world: World, name: str) -> Condition:
    (found,) = [one for one in world.system.readiness.conditions() if one.name == name]
    return found


def unready(world: World) -> list[str]:
    """What `/readyz` answers 503 for."""
    return [one.name for one in world.system.readiness.conditions() if one.vital and not one.ok]


@pytest.fixture
def started(world: World) -> Iterator[World]:
    """A deployment whose loops run."""
    world.system.start(lambda: None)
    yield world
    world.system.stop()


def test_what_was_never_asked_is_well_and_says_so(world: World) -> None:
    assert row(world, TOWER).ok
    assert row(world, TOWER).detail == "not asked since the start"
    assert row(world, "provider shop/ticketing.list").ok
    assert row(world, "provider chat.irc").ok


def test_a_provider_that_works_says_when(world: World) -> None:
    world.tell(P1)
    world.run(seconds=20)
    assert row(world, TOWER) == Condition(
        name=TOWER, ok=True, detail="worked 20 s ago", vital=False
    )


@pytest.mark.parametrize("error", [unavailable(), timed_out(), refused(), ValueError("x")])
def test_a_provider_that_fails_is_unwell_from_the_first_failure(
    world: World, error: Exception
) -> None:
    world.bell().script = [error]
    world.tell(P1)
    assert row(world, TOWER).ok is False
    assert row(world, TOWER).detail == "1 attempt failed, the first 0 s ago; the log says why"


def test_failures_in_a_row_are_counted_from_the_first(world: World) -> None:
    world.bell().script = [None, unavailable(), unavailable(), unavailable()]
    world.tell(P1)
    world.run(seconds=10)
    world.tell(P1)
    world.run(seconds=3)
    told = row(world, TOWER).detail
    assert told == (
        "3 attempts in a row failed, the first 3 s ago; it worked last 13 s ago; the log says why"
    )


def test_a_provider_that_works_again_is_well(world: World) -> None:
    world.bell().script = [unavailable(), unavailable()]
    world.tell(P1)
    world.run(seconds=20)
    assert row(world, TOWER).ok


def test_one_that_fails_leaves_the_others_well(world: World) -> None:
    world.bell().broken = refused()
    world.tell(P1)
    assert (row(world, TOWER).ok, row(world, "provider shop/paging.church").ok) == (False, True)


def test_a_page_that_is_not_sent_any_more_says_nothing_of_the_tool(world: World) -> None:
    world.say(P1)
    world.say("!incident INC-1 ack")
    world.system.settle_now()
    assert row(world, TOWER).detail == "not asked since the start"


def test_tools_of_the_same_name_in_two_teams_are_told_apart(tmp_path: Path) -> None:
    world = World(tmp_path, teams={"shop": TEAM, "pay": TEAM.replace('"Shop"', '"Pay"')})
    world.bell().script = [unavailable()]
    world.tell(f"{P1} --team pay")
    assert row(world, "provider pay/paging.tower").ok is False
    assert row(world, TOWER).ok is True


def test_a_chat_that_is_down_is_unwell(world: World) -> None:
    world.chat.down = ProviderError("unavailable", "chat is down")
    world.tell(P1)
    assert row(world, "provider chat.irc").ok is False


def test_the_words_of_a_fault_are_not_shown_to_strangers(world: World) -> None:
    world.bell().broken = unavailable("http://10.0.0.7 is down")
    world.tell(P1)
    assert "10.0.0.7" not in str(world.system.readiness.conditions())


def test_no_outage_of_a_vendor_makes_it_unready(started: World) -> None:
    started.bell().broken = unavailable()
    started.chat.down = ProviderError("unavailable", "chat is down")
    started.say(P1)
    started.system.drain(5)
    assert [one.ok for one in started.system.readiness.conditions() if not one.vital].count(
        False
    ) >= 1
    assert unready(started) == []


def test_before_its_loops_run_it_is_not_ready(world: World) -> None:
    assert unready(world) == ["start"]
    assert world.system.readiness.trouble() == "start: the loops do not run yet"


def test_with_its_loops_running_it_is_ready(started: World) -> None:
    assert unready(started) == []
    assert started.system.readiness.trouble() == ""
    assert row(started, "loop timers").ok
    assert row(started, "loop watchdog").ok


def test_a_database_that_is_away_makes_it_unready(
    started: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_query: object) -> object:
        raise StoreUnavailable("the disk is full")

    monkeypatch.setattr(started.store, "read", away)
    assert unready(started) == ["database"]
    assert row(started, "database").detail == "StoreUnavailable"


REFUSES = "it can be read and takes nothing; the log says why"


@pytest.fixture
def full(world: World, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """While it is set the disk is full: the database can be read and takes nothing."""
    is_full, write = threading.Event(), world.store.write

    def maybe(unit: Callable[[Tx], object], **how: Any) -> object:
        if is_full.is_set():
            raise StoreUnavailable("the disk at 10.0.0.7 is full")
        return write(unit, **how)

    monkeypatch.setattr(world.store, "write", maybe)
    is_full.set()
    return is_full


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("come", [World.alert, lambda world: world.say(P1)])
def test_a_database_that_takes_nothing_makes_it_unready(
    world: World, come: Callable[[World], object]
) -> None:
    with pytest.raises(StoreUnavailable):
        come(world)
    assert row(world, "database") == Condition(
        name="database", ok=False, detail=REFUSES, vital=True
    )
    assert world.system.readiness.trouble() == f"database: {REFUSES}"


@pytest.mark.usefixtures("full")
def test_the_log_says_once_why_nothing_is_taken(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    for key in ("one", "two"):
        with pytest.raises(StoreUnavailable):
            world.alert(key)
    said = [one.getMessage() for one in caplog.records if "takes nothing" in one.getMessage()]
    assert said == ["the database takes nothing: the disk at 10.0.0.7 is full"]


def test_a_database_is_well_as_soon_as_it_took_something(
    world: World, full: threading.Event
) -> None:
    with pytest.raises(StoreUnavailable):
        world.alert()
    full.clear()
    world.alert()
    assert row(world, "database").ok


def test_a_refusal_is_no_reason_for_ever() -> None:
    now = [0.0]
    refusals = StoreRefusals(lambda: now[0])
    with pytest.raises(StoreUnavailable), refusals.heard():
        raise StoreUnavailable("full")
    now[0] = 9.9
    assert refusals.lasting
    now[0] = 10.1
    assert not refusals.lasting


def test_a_loop_that_waits_for_the_database_makes_it_unready(started: World) -> None:
    began = threading.Event()

    def step() -> int:
        began.set()
        raise StoreUnavailable("the disk is full")

    loop = Loop("page-9", step, WakeSignal(), lambda: None)
    started.system.loops.append(loop)
    loop.start()
    assert began.wait(COMES_S)
    until(lambda: loop.waits)
    assert unready(started) == ["database"]


def test_a_loop_that_hangs_makes_it_unready_before_it_ends_the_process(started: World) -> None:
    free = threading.Event()
    stuck = Loop(
        "page-9", lambda: int(free.wait(HANGS_S)), WakeSignal(), lambda: None, longest_s=0.2
    )
    started.system.loops.append(stuck)
    stuck.start()
    until(lambda: unready(started))
    assert unready(started) == ["loop page-9"]
    assert started.system.readiness.trouble().startswith("loop page-9: last step ")
    free.set()


def test_a_timer_left_lying_is_told_yet_no_reason_to_start_again(world: World) -> None:
    world.tell(P1)
    due = world.store.read(lambda tx: tx.next_timer_at())
    assert due is not None
    world.clock.at = due.replace(minute=due.minute + 2)
    assert row(world, "timers") == Condition(
        name="timers", ok=False, detail="the earliest is 120 s late", vital=False
    )
