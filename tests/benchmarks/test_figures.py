"""What a figure says: a ratio to its floor, and whether its aim was reached."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks import run
from benchmarks.figures import Figure, Skip, Skipped, as_json, as_table
from benchmarks.rounds import medians, quantile, rate_of_callers
from benchmarks.settings import Settings


def figure(**said: Any) -> Figure:
    usual: dict[str, Any] = {"what": "commands", "value": 50.0, "unit": "/s", "limit": "the disk"}
    return Figure(**(usual | said))


def test_an_aim_is_one_for_the_ratio() -> None:
    assert figure(floor=100.0, at_least=0.5).met is True
    assert figure(floor=100.0, at_least=0.6).met is False
    assert figure(floor=100.0, at_most=0.4).met is False


def test_without_a_floor_the_aim_is_one_for_the_value() -> None:
    assert figure(at_most=50.0).met is True
    assert figure(at_most=49.0).met is False


def test_an_absolute_aim_looks_at_the_value_though_there_is_a_floor() -> None:
    late = figure(value=40.0, unit="ms", floor=1.0, at_most=50.0, absolute=True)
    assert (late.met, late.aim, late.ratio) == (True, "≤ 50 ms", 40.0)


def test_the_table_names_what_limits_a_row_and_what_was_left_out() -> None:
    table = as_table(
        [figure(floor=200.0, floor_is="commits/s"), Skipped(what="alerts", why="gone")]
    )
    assert "200 commits/s" in table
    assert "0.25" in table
    assert "    the disk" in table
    assert table.endswith("left out: alerts: gone")


def test_json_holds_the_ratio() -> None:
    (found,) = json.loads(as_json([figure(floor=200.0)]))
    assert (found["what"], found["ratio"], found["met"]) == ("commands", 0.25, None)


def test_contenders_take_turns_and_the_order_turns_around() -> None:
    calls: list[str] = []

    def contender(name: str) -> float:
        calls.append(name)
        return float(len(calls))

    found = medians({"a": lambda: contender("a"), "b": lambda: contender("b")}, 3)
    assert "".join(calls) == "abbaab"
    assert found == {"a": 4.0, "b": 3.0}


def test_a_quantile_is_a_value_that_was_seen() -> None:
    assert quantile([5.0, 1.0, 3.0], 0.5) == 3.0
    assert quantile([float(n) for n in range(1, 101)], 0.99) == 99.0


def test_every_caller_does_all_of_its_work() -> None:
    done: list[int] = []
    rate_of_callers([[lambda: done.append(1)] * 3, [lambda: done.append(2)] * 2])
    assert sorted(done) == [1, 1, 1, 2, 2]


def test_a_row_that_cannot_be_measured_says_why_and_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(settings: Settings) -> list[Figure]:
        raise Skip("no such program")

    def there(settings: Settings) -> Iterator[Figure]:
        assert isinstance(settings.folder, Path)
        yield figure()

    monkeypatch.setattr(run, "ROWS", {"missing": missing, "there": there})
    assert run.main([]) == 0
    printed = capsys.readouterr().out
    assert "left out: missing: no such program" in printed
    assert "50 /s" in printed
