"""Runs: what waits is claimed in the very commit that settles the one before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from tests.engine.given import World
from tocsin.store.contract import NewEffect, Tx

T = TypeVar("T")


def declare(world: World, count: int) -> None:
    for number in range(count):
        world.say(f"!incident declare shop {number} returns 500s p1")


def counted(world: World, monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One entry for each unit that is written from now on."""
    units: list[None] = []
    write: Callable[..., object] = world.store.write

    def counting(unit: Callable[[Tx], T], **how: Any) -> object:
        units.append(None)
        return write(unit, **how)

    monkeypatch.setattr(world.store, "write", counting)
    return units


def test_a_run_carries_out_so_many_more(anywhere: World) -> None:
    declare(anywhere, 5)
    assert anywhere.system.delivery.step(("page",), more=2) == 3
    assert anywhere.bell().of("page") == ["INC-1.p1", "INC-2.p1", "INC-3.p1"]
    assert [anywhere.incident(n).pages["p1"].state for n in (1, 2, 3, 4)] == [
        "sent", "sent", "sent", "queued",
    ]  # fmt: skip


def test_a_run_ends_with_what_waits(world: World) -> None:
    declare(world, 2)
    assert world.system.delivery.step(("page",), more=9) == 2
    assert world.system.delivery.step(("page",), more=9) == 0


def test_a_run_writes_once_for_each_page_and_once_to_begin(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(world, 3)
    units = counted(world, monkeypatch)
    world.system.delivery.step(("page",), more=2)
    assert len(units) == 4


def test_a_run_that_takes_long_ends_early(world: World) -> None:
    declare(world, 3)

    def slow() -> None:
        world.clock.at += timedelta(seconds=2)

    world.bell().script = [slow]
    assert world.system.delivery.step(("page",), more=9) == 1


def test_what_breaks_in_the_next_claim_takes_no_settling_back(anywhere: World) -> None:
    """Else a page that rang would ring again because another effect cannot be read."""
    declare(anywhere, 1)
    broken = NewEffect(
        key="broken",
        lane="broken:paging.tower:p1",
        pool="page",
        incident=anywhere.incident().id,
        kind="tell",
        op="page",
        target="paging.tower",
        payload="no JSON",
        needs="",
        created=anywhere.clock(),
    )
    anywhere.store.write(lambda tx: tx.put_effects([broken]))
    assert anywhere.system.delivery.step(("page",), more=9) == 1
    assert anywhere.incident().pages["p1"].state == "sent"
    assert [row.outcome for row in anywhere.settled("page")] == ["done"]


def test_who_goes_on_leaves_its_place_first(anywhere: World) -> None:
    """One worker alone may be at a tracker: it would find itself in the way."""
    for number in range(3):
        anywhere.say(f"!incident declare shop {number} has a typo p3")
    anywhere.system.delivery.step(("other",), more=9)
    assert [anywhere.events("ticket-opened", number=n) for n in (1, 2, 3)] == [
        ["ticket-opened"]
    ] * 3
    assert anywhere.system.delivery.may_claim("other")


def test_a_run_that_may_not_hurry_claims_its_next_behind_what_waits(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(world, 3)
    units = counted(world, monkeypatch)
    assert world.system.delivery.step(("page",), more=9, hurries=lambda: False) == 1
    assert len(units) == 2


def test_the_cursor_of_a_feed_moves_with_the_settling_of_its_last_message(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(world, 1)
    world.system.settle_now()
    world.say("!incident INC-1 flag media")
    units = counted(world, monkeypatch)
    carried_out = world.system.delivery.step(("chat",), more=9)
    begins, says_where_it_will_end = 1, 1
    assert len(units) == begins + carried_out + says_where_it_will_end
    assert "Flag media set by Ana." in world.chat.heard()
