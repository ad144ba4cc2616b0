"""Changes that tools tell us of."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.engine.desk_phone import Towers, post
from tests.engine.given import START, World
from tocsin.engine.kept_changes import KEPT_FOR, MOST_AT_ONCE, MOST_KEPT, recent_changes
from tocsin.providers import Change


@pytest.fixture
def world(tmp_path: Path) -> World:
    return Towers(tmp_path)


def change(id: str = "1", minutes: float = 0, **more: str) -> dict[str, str]:
    at = (START + timedelta(minutes=minutes)).isoformat()
    return {"id": id, "at": at, "title": f"deploy {id}", **more}


def kept(world: World, since: datetime = START - KEPT_FOR, **more: object) -> tuple[Change, ...]:
    return world.store.read(lambda tx: recent_changes(tx, "shop", since, **more))  # type: ignore[arg-type]  # handed on


def test_what_was_told_is_there_the_newest_first(world: World) -> None:
    said = post(
        world,
        "desk",
        changes=[
            change("1", -10, what="flag", service="checkout", person="ana", link="https://ci/1"),
            change("2", -5),
        ],
    )
    assert (said.status, said.incident) == (202, None)
    newest, oldest = kept(world)
    assert newest.title == "deploy 2"
    assert oldest == Change(
        id="1",
        at=START - timedelta(minutes=10),
        title="deploy 1",
        what="flag",
        service="checkout",
        person="ana",
        link="https://ci/1",
    )


def test_a_span_is_asked_for_with_both_its_ends(world: World) -> None:
    post(world, "desk", changes=[change(str(n), -n) for n in range(6)])
    ends = {"since": START - timedelta(minutes=4), "until": START - timedelta(minutes=2)}
    assert [one.id for one in kept(world, **ends)] == ["2", "3", "4"]
    assert [one.id for one in kept(world, most=2)] == ["0", "1"]


def test_told_again_under_its_id_it_is_the_same_change(world: World) -> None:
    post(world, "desk", changes=[change("1", -10)])
    post(world, "desk", changes=[change("1", -2, title="deploy 1, done")])
    assert [one.title for one in kept(world)] == ["deploy 1, done"]
    post(world, "tower", changes=[change("1", -3)])
    assert len(kept(world)) == 2


def test_what_is_old_or_yet_to_come_is_left_out(world: World) -> None:
    post(world, "desk", changes=[change("1", -60 * 24 * 15), change("2", 120), change("3")])
    assert [one.id for one in kept(world)] == ["3"]
    assert dict(world.system.hooks.left) == {("shop", "ticketing.desk", "out-of-time"): 2}


def test_neither_many_nor_old_ones_fill_the_store(world: World) -> None:
    for batch in range(7):
        many = [change(f"{batch}-{n}", -n) for n in range(MOST_AT_ONCE + 1)]
        post(world, "desk", changes=many)
    assert len(kept(world, most=10_000)) == MOST_KEPT
    world.clock.at += KEPT_FOR + timedelta(days=1)
    post(world, "desk", changes=[change("new", 60 * 24 * 15)])
    assert [one.id for one in kept(world)] == ["new"]


def test_who_tells_very_much_pushes_out_nobody_elses(world: World) -> None:
    post(world, "tower", changes=[change("the-one-that-matters", -600)])
    for batch in range(6):
        post(world, "desk", changes=[change(f"{batch}-{n}", -n) for n in range(MOST_AT_ONCE)])
    assert [one.id for one in kept(world, most=10_000)][-1] == "the-one-that-matters"


def test_teams_do_not_see_each_others(world: World) -> None:
    post(world, "desk", changes=[change()])
    assert world.store.read(lambda tx: recent_changes(tx, "bank", START - KEPT_FOR)) == ()


def test_what_people_read_of_it_is_cleaned_and_bounded(world: World) -> None:
    post(
        world,
        "desk",
        changes=[change(title="@here\n" + "x" * 999, person="a\nb", link="javascript:alert(1)")],
    )
    (one,) = kept(world)
    assert one.title.startswith("(at)here x")
    assert len(one.title) <= 120
    assert (one.person, one.link) == ("a b", "")


def test_a_webhook_that_tells_of_what_was_recorded_keeps_its_key(world: World) -> None:
    post(world, "desk", changes=[change("1", -10, recorded="0193.c1"), change("2", -5)])
    assert [one.recorded for one in kept(world)] == ["", "0193.c1"]


def test_what_was_kept_before_there_were_keys_is_read(world: World) -> None:
    post(world, "desk", changes=[change("1", -10)])
    space = "changes/shop"
    ((key, text),) = world.store.read(lambda tx: dict(tx.facts(space))).items()
    old = json.dumps({name: one for name, one in json.loads(text).items() if name != "recorded"})
    world.store.write(lambda tx: tx.set_fact(space, key, old))
    assert [one.recorded for one in kept(world)] == [""]
