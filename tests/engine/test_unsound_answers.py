"""A tool that answers what is no answer spoils its own part of what is said, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.engine.asked import PNG, Asked, rows
from tests.engine.given import P1
from tocsin.engine.kept_changes import keep_changes
from tocsin.engine.webhook_sources import Source
from tocsin.providers import Change, FiringAlert, Graph, LogResult, LogRow

NAIVE = datetime(2026, 11, 23, 9)  # noqa: DTZ001 - that it has no zone is the point
AT = datetime(2026, 11, 23, 8, 59, tzinfo=UTC)
LONGEST_READ = 10_000


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Asked]:
    made = Asked(tmp_path)
    yield made
    made.end()


@dataclass
class Endless:
    """Ever so many changes, as a function with `yield` gives them."""

    read: int = 0

    def __iter__(self) -> Iterator[Change]:
        while self.read < LONGEST_READ:
            self.read += 1
            yield Change(id="1", at=AT, title="one of ever so many")


CHANGES: list[Callable[[], object]] = [
    Endless,
    lambda: (Change(id="1", at=NAIVE, title="no zone"),),
    lambda: (None, 5),
    lambda: (Change(id="1", at=AT, title=7),),  # type: ignore[arg-type]
    lambda: (Change(id="1", at=AT, title="x", what="party"),),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("answer", CHANGES)
def test_of_changes_that_are_none_the_others_are_still_told(
    world: Asked, answer: Callable[[], object]
) -> None:
    source = Source(team="shop", kind="changes", name="deploys")
    at = world.clock() - timedelta(minutes=5)
    told = (Change(id="1", at=at, title="pool 10 → 5", what="config", service="pay"),)
    world.store.write(lambda tx: keep_changes(tx, source, told, world.clock()))
    world.tools["git"].answer = endless = answer()

    assert world.ask("!changes").split("\n")[1:] == [
        "09:55:00 config pay: pool 10 → 5",
        "git gave nothing that can be used; the log says why. Look there yourself.",
    ]
    world.say(P1)
    world.run(seconds=20)
    assert any("pool 10 → 5" in text for _, text in world.chat.posts)
    assert not (isinstance(endless, Endless) and endless.read)


@pytest.mark.parametrize(
    "answer",
    [
        (FiringAlert(fingerprint="1", title="no zone", since=NAIVE),),
        (1, "x"),
        (FiringAlert(fingerprint="1", title="x", since=AT, severity="bad"),),  # type: ignore[arg-type]
    ],
)
def test_of_alerts_that_are_none_ours_are_still_told(world: Asked, answer: object) -> None:
    world.alert("checkout")
    world.tools["watch"].answer = answer
    first, ours, failed = world.ask("!alerts").split("\n")
    assert first == "Alerts of Shop that fire: 1"
    assert ours.startswith("INC-1 P1 checkout is broken")
    assert failed == "watch gave nothing that can be used; the log says why. Look there yourself."


@pytest.mark.parametrize(
    "answer",
    [
        LogResult(rows=(LogRow(text="x", at="yesterday"),)),  # type: ignore[arg-type]
        LogResult(rows=(LogRow(text="x"),), link=7),  # type: ignore[arg-type]
        LogResult(rows=(LogRow(text="x"),), note=None),  # type: ignore[arg-type]
        LogResult(rows=iter([LogRow(text="x")])),  # type: ignore[arg-type]
        LogResult(rows=(LogRow(text="x", fields={"a": 1}),)),  # type: ignore[dict-item]
        LogResult(rows=(LogRow(text="x", fields=None),)),  # type: ignore[arg-type]
    ],
)
def test_rows_that_are_none_are_the_tools_failure(world: Asked, answer: object) -> None:
    world.tools["elk"].answer = answer
    assert world.ask("!logs timeout").startswith("elk gave nothing that can be used")
    unwell = [one.name for one in world.system.readiness.conditions() if not one.ok]
    assert "provider shop/logs.elk" in unwell


@pytest.mark.parametrize("png", ["PNG", None, PNG])
def test_a_picture_that_is_none_is_the_tools_failure(world: Asked, png: object) -> None:
    world.tools["prom"].answer = Graph(png=png, alt=None)  # type: ignore[arg-type]
    assert world.ask("!graph latency").startswith("prom gave nothing that can be used")


def test_of_ever_so_many_rows_the_newest_are_told(world: Asked) -> None:
    world.tools["elk"].answer = rows(*(f"row {number}" for number in range(500)))
    said = world.ask("!logs timeout")
    assert "the newest 20 rows" in said
    assert "row 499" in said
