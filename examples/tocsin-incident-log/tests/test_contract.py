"""The observer keeps the contract of observers, and its file stays small."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tocsin.providers import Observer
from tocsin.testing import MemoryKeyValue, ObserverContract, a_view
from tocsin_incident_log import tocsin_observers
from tocsin_incident_log.log import IncidentLog


def rows(path: Path) -> list[dict[str, object]]:
    """What other tools read."""
    return [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines()]


class TestIncidentLog(ObserverContract):
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        return tmp_path / "log" / "incidents.jsonl"

    @pytest.fixture
    def observer(self, file: Path) -> Observer:
        return IncidentLog(file, MemoryKeyValue(), most_bytes=10_000_000)

    @pytest.fixture
    def known(self, observer: Observer, file: Path) -> Callable[[], Mapping[str, str]]:
        return lambda: {str(row["incident"]): str(row["status"]) for row in rows(file)}

    @pytest.fixture
    def down(self, tmp_path: Path) -> Observer:
        (tmp_path / "log").write_text("no folder")
        return IncidentLog(tmp_path / "log" / "incidents.jsonl", MemoryKeyValue(), most_bytes=1)


def test_the_hook_adds_it() -> None:
    (added,) = tocsin_observers()
    assert added.name == "incident-log"
    assert not added.sees_private
    assert added.config().path is None


def test_a_state_told_again_is_no_second_line(tmp_path: Path) -> None:
    file, store = tmp_path / "incidents.jsonl", MemoryKeyValue()
    for _ in range(3):
        IncidentLog(file, store, most_bytes=10_000_000).changed(a_view())
    assert len(rows(file)) == 1


def test_a_large_file_is_put_aside(tmp_path: Path) -> None:
    file = tmp_path / "incidents.jsonl"
    log = IncidentLog(file, MemoryKeyValue(), most_bytes=100)
    for version in range(1, 4):
        log.changed(a_view(version=version))
    assert [row["version"] for row in rows(file)] == [3]
    assert [row["version"] for row in rows(tmp_path / "incidents.jsonl.1")] == [2]
