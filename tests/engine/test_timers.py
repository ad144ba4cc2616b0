"""Timers: each fires once, none stops another, none is lost over a restart."""

from __future__ import annotations

import logging

import pytest

from tests.engine.given import P1, START, World
from tocsin.domain.command import Command
from tocsin.domain.obligations import timers
from tocsin.errors import StoreUnavailable

LADDER = ["p1", "p2", "p3", "p4"]


def test_each_step_of_the_ladder_fires_once_at_its_time(anywhere: World) -> None:
    anywhere.tell(P1)
    anywhere.run(minutes=31)
    pages = anywhere.incident().pages.values()
    assert [(page.id, page.person) for page in pages] == [
        ("p1", "ana"), ("p2", "bo"), ("p3", "eva"), ("p4", "cyrus"),
    ]  # fmt: skip
    assert [(page.at - START).total_seconds() / 60 for page in pages] == [0, 5, 15, 30]


def test_nothing_fires_early(world: World) -> None:
    world.tell(P1)
    world.run(minutes=4, seconds=59)
    assert len(world.incident().pages) == 1


def test_a_second_step_at_the_same_moment_fires_nothing_again(world: World) -> None:
    world.tell(P1)
    world.run(minutes=5)
    version = world.incident().version
    assert world.system.timers.step(world.clock()) == 0
    assert world.incident().version == version


@pytest.mark.parametrize("minutes", [1, 7, 20])
def test_a_restart_in_the_middle_of_a_ladder_goes_on_where_it_was(
    anywhere: World, minutes: int
) -> None:
    anywhere.tell(P1)
    anywhere.run(minutes=minutes)
    anywhere.restart()
    anywhere.run(minutes=31 - minutes)
    assert list(anywhere.incident().pages) == LADDER
    assert sorted(anywhere.bell().of("page")) == [f"INC-1.{one}" for one in LADDER]


def test_what_was_missed_while_down_goes_out_at_once_in_order(anywhere: World) -> None:
    anywhere.tell(P1)
    anywhere.store.close()
    anywhere.clock.at = START.replace(minute=40)
    anywhere.boot()
    anywhere.system.settle_now()
    assert [page.person for page in anywhere.incident().pages.values()] == [
        "ana", "bo", "eva", "cyrus",
    ]  # fmt: skip


def test_timers_that_were_lost_are_projected_anew_at_start(anywhere: World) -> None:
    anywhere.tell(P1)
    incident = anywhere.incident()
    anywhere.store.write(lambda tx: tx.set_timers(incident.id, incident.number, ()))
    anywhere.restart()
    assert set(anywhere.store.read(lambda tx: tx.timers(incident.id))) == set(timers(incident))


def test_an_ended_incident_has_no_timers(world: World) -> None:
    world.alert()
    world.tell("!incident INC-1 decline noise")
    ident = world.incident().id
    assert world.store.read(lambda tx: tx.timers(ident)) == []


def poison(world: World, number: int, error: Exception) -> None:
    """From now on no command can be done on this incident."""
    execute, bad = world.system.execute, world.incident(number).id
    world.poisoned = True
    honest = execute.command

    def command(tx: object, incident_id: str, given: Command, *, by: str) -> object:
        if incident_id == bad:
            raise error
        return honest(tx, incident_id, given, by=by)  # type: ignore[arg-type]

    execute.command = command  # type: ignore[method-assign, assignment]


def test_a_poisoned_timer_does_not_stop_the_others(anywhere: World) -> None:
    anywhere.tell(P1)
    anywhere.tell(P1)
    poison(anywhere, 1, KeyError("a mistake in the rules"))
    anywhere.run(minutes=31)
    assert list(anywhere.incident(2).pages) == LADDER


def test_a_hundred_poisoned_timers_do_not_starve_the_others(world: World) -> None:
    for _ in range(60):
        world.say("!incident declare broken p1")
    bad = {world.incident(number).id for number in range(1, 61)}
    world.system.settle_now()
    world.run(minutes=1)
    world.say(P1)
    execute = world.system.execute
    honest = execute.command
    world.poisoned = True

    def command(tx: object, incident_id: str, given: Command, *, by: str) -> object:
        if incident_id in bad:
            raise KeyError("a mistake in the rules")
        return honest(tx, incident_id, given, by=by)  # type: ignore[arg-type]

    execute.command = command  # type: ignore[method-assign, assignment]
    world.run(minutes=31)
    assert list(world.incident(61).pages) == LADDER


def test_a_poisoned_timer_does_not_spam_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.tell(P1)
    poison(world, 1, KeyError("a mistake in the rules"))
    caplog.set_level(logging.ERROR)
    world.clock.at = START.replace(minute=5)
    for _ in range(100):
        world.system.timers.step(world.clock())
    assert 1 <= len(caplog.records) <= 5  # one for each timer that is due


def test_a_poisoned_timer_is_tried_again_and_recovers(world: World) -> None:
    world.tell(P1)
    honest = world.system.execute.command
    poison(world, 1, KeyError("a mistake in the rules"))
    world.run(minutes=6)
    world.system.execute.command = honest  # type: ignore[method-assign]
    world.run(minutes=3)
    assert "p2" in world.incident().pages


def test_a_database_that_is_away_is_not_the_timers_fault(world: World) -> None:
    world.tell(P1)
    poison(world, 1, StoreUnavailable("the disk is full"))
    world.clock.at = START.replace(minute=5)
    with pytest.raises(StoreUnavailable):
        world.system.timers.step(world.clock())
