"""What a tool gave back is given to it again, with the data of its own."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from tests.engine.desk_phone import Towers, tower
from tests.engine.given import P1, World
from tocsin.engine.refs import LONGEST, ref_of_short_text, short_ref_text
from tocsin.providers import Ref
from tocsin.store.answers_file import AnswersFile

GIVEN = Ref(id="r1", url="https://tower.example/r1", data={"etag": "7", "key": "k"})


@pytest.fixture
def world(tmp_path: Path) -> Towers:
    return Towers(tmp_path)


def acknowledged_with(world: World, gives: Ref) -> Ref:
    """What the tower is told to silence, when this is what it gave back for the page."""
    tower(world).gives = gives
    world.tell(P1, by="cyrus")
    world.restart()
    tower(world).gives = gives
    world.tell("!incident INC-1 ack")
    (got,) = tower(world).got
    return got


def test_a_page_is_silenced_with_all_that_its_tool_gave_back(world: World) -> None:
    assert acknowledged_with(world, GIVEN) == GIVEN


def test_a_mere_id_is_given_back_as_it_was(world: World) -> None:
    assert acknowledged_with(world, Ref(id="r1")) == Ref(id="r1")
    incident = world.incident()
    assert world.store.read(lambda tx: tx.ref(incident.id, "page:paging.tower:p1")) is None


@pytest.mark.parametrize("data", [{"much": "x" * LONGEST}, {"odd": {1, 2}}, {"number": 7}])
def test_data_that_cannot_be_kept_costs_the_data_and_nothing_else(
    world: World, data: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert acknowledged_with(world, Ref(id="r1", data=data)) == Ref(id="r1")
    assert "paging.tower" in caplog.text
    assert "xxx" not in caplog.text


@pytest.mark.parametrize(
    ("gives", "words"),
    [
        ("r1", "it gives back a Ref, and no str"),
        (Ref(id=7), "Ref.id is a text, and no int"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_kept_at_all_is_named(
    world: World, gives: Any, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    tower(world).gives = gives
    world.tell(P1, by="cyrus")
    assert f"page to paging.tower failed: paging.tower broke: {words}" in caplog.text


def test_a_link_that_is_no_text_costs_the_link_and_nothing_else(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    gives = Ref(id="r1", url=b"x")  # type: ignore[arg-type]
    assert acknowledged_with(world, gives) == Ref(id="r1")
    assert "paging.tower: Ref.url is a text, and no bytes; it is left out" in caplog.text


def test_what_was_answered_before_a_crash_is_known_with_its_data(tmp_path: Path) -> None:
    path = tmp_path / "answered.jsonl"
    for ref in (GIVEN, Ref(id="r1"), Ref(id='{"id": "odd"}'), Ref()):
        AnswersFile(path, set).note("key", short_ref_text(ref, "paging.tower"))
        known = AnswersFile(path, lambda: {"key"}).known("key")
        assert known is not None
        assert ref_of_short_text(known) == ref


def test_a_ticket_is_closed_with_all_that_its_tracker_gave_back(world: Towers) -> None:
    world.tell("!incident declare a lamp is out p3")
    for line in ("mitigated --reason it is lit", "resolve --override it is a lamp", "close"):
        world.tell(f"!incident INC-1 {line}", by="eva")
    world.run(minutes=1)
    (closed,) = world.trackers["shop"].closed
    assert closed == Ref(id="T-INC-1", url="https://desk.example/t", data={"etag": "e1"})


def test_a_tracker_closes_tickets_and_is_not_told_of_the_stop(
    world: Towers, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        world.system.instances.close()
    assert "does not close" not in caplog.text
    assert world.trackers["shop"].closed == []
