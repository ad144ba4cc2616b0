"""The acknowledge link."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from tests.engine.given import P1, TEAM, SqliteHome, World, unavailable


@pytest.fixture
def link(anywhere: World) -> str:
    anywhere.tell(P1)
    return token(anywhere)


def token(world: World, name: str = "tower") -> str:
    return world.bell(name).links[0].rpartition("/")[2]


def test_a_page_carries_a_link_to_the_public_address(anywhere: World, link: str) -> None:
    assert anywhere.bell().links[0] == f"https://tocsin.test/ack/{link}"


def test_looking_changes_nothing(anywhere: World, link: str) -> None:
    version = anywhere.incident().version
    for _ in range(3):
        assert anywhere.system.acks.look(link).state == "ready"
    assert anywhere.incident().version == version


def test_using_it_acknowledges_as_its_person(anywhere: World, link: str) -> None:
    used = anywhere.system.acks.use(link)
    assert (used.state, used.incident, used.person) == ("ready", "INC-1", "Ana")
    assert anywhere.incident().responders == ("ana",)
    anywhere.run(hours=1)
    assert anywhere.bell().of("page") == ["INC-1.p1"]


def test_it_works_once(anywhere: World, link: str) -> None:
    anywhere.system.acks.use(link)
    assert anywhere.system.acks.use(link).state == "gone"
    assert anywhere.system.acks.look(link).state == "gone"
    assert anywhere.events("acknowledged") == ["acknowledged"]


def test_it_works_once_over_a_restart(anywhere: World, link: str) -> None:
    anywhere.system.acks.use(link)
    anywhere.restart()
    assert anywhere.system.acks.use(link).state == "gone"


def test_it_works_for_a_day(anywhere: World, link: str) -> None:
    anywhere.clock.at += anywhere.incident().policy.ack_link_valid
    assert anywhere.system.acks.look(link).state == "gone"
    assert anywhere.system.acks.use(link).state == "gone"
    assert anywhere.events("acknowledged") == []


def test_it_still_works_a_second_before_the_day_is_over(world: World) -> None:
    world.tell(P1)
    world.clock.at += timedelta(hours=24, seconds=-1)
    assert world.system.acks.use(token(world)).state == "ready"


def test_an_unknown_link_is_unknown(world: World) -> None:
    assert world.system.acks.look("nonsense").state == "unknown"
    assert world.system.acks.use("nonsense").state == "unknown"


def test_somebody_else_answering_first_is_no_error(world: World) -> None:
    world.tell(P1)
    world.tell("!incident INC-1 ack", by="bo")
    assert world.system.acks.use(token(world)).state == "ready"
    assert world.incident().responders == ("bo", "ana")


def test_each_page_has_a_link_of_its_own_person(world: World) -> None:
    world.tell(P1)
    world.run(minutes=6)
    links = [one.rpartition("/")[2] for one in world.bell().links]
    assert [world.system.acks.look(one).person for one in links] == ["Ana", "Bo"]


def test_the_link_of_a_person_who_left_does_not_pretend(world: World) -> None:
    world.tell(P1)
    without = TEAM.replace('[people.ana]\nname = "Ana"\nphone = "+49 1"\n', "")
    world.write_teams({"shop": without.replace('["ana"]', '["bo"]')})
    world.restart()
    assert world.system.acks.use(token(world)).state == "gone"
    assert world.events("acknowledged") == []


def test_without_a_public_address_there_is_no_link(tmp_path: Path) -> None:
    world = World(tmp_path, public_url="")
    world.tell(P1)
    assert world.bell().links == [""]


def dump(path: Path) -> str:
    """Every row of the database as text."""
    database = sqlite3.connect(path)
    try:
        return "\n".join(database.iterdump())
    finally:
        database.close()


def test_the_store_keeps_only_the_hash_of_a_link_that_was_sent(tmp_path: Path) -> None:
    world = World(tmp_path, SqliteHome(tmp_path / "t.db"))
    world.tell(P1)
    text = dump(tmp_path / "t.db")
    world.store.close()
    assert "INC-1.p1" in world.bell().calls[0][1]
    assert '"person": "ana"' in text or '"person":"ana"' in text  # the fact of the link is there
    assert token(world) not in text


def test_used_and_unsent_links_are_acknowledged_by_the_second_tool_too(world: World) -> None:
    world.bell().broken = unavailable()
    world.tell(P1)
    world.run(seconds=45)
    assert world.system.acks.use(token(world, "church")).state == "ready"
    assert world.incident().responders == ("ana",)
