"""Rotations behind the same Protocol as any schedule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import ValidationError

from tests.config.given import changed
from tocsin.builtin.local_schedules import LOCAL_SCHEDULES, LocalConfig
from tocsin.config import load_teams
from tocsin.plugin_manager import load_plugins
from tocsin.providers import OnCallEntry, Schedules
from tocsin.testing import SchedulesContract, a_call, a_context

PAY = {
    "people": ["ana", "bo"],
    "rotation": "daily",
    "handoff": "09:00",
    "start": "2026-11-23",
    "timezone": "Europe/Berlin",
}


def made(folder: Path, **rotations: object) -> Schedules:
    config = LocalConfig.model_validate({"rotations": rotations})
    one: Schedules = LOCAL_SCHEDULES.factory(config, a_context(folder))  # type: ignore[assignment]  # a factory returns what its kind asks for
    return one


class TestLocalSchedules(SchedulesContract):
    exceptions: ClassVar[Mapping[str, str]] = {
        "trouble": "it asks nobody: its rotations stand in the team file",
        "hanging": "it asks nobody: its rotations stand in the team file",
        "refusing": "it asks nobody: its rotations stand in the team file",
    }

    @pytest.fixture
    def schedules(self, tmp_path: Path) -> Schedules:
        return made(tmp_path, pay=PAY)

    @pytest.fixture
    def known(self) -> str:
        return "pay"


def test_turns_are_counted_in_the_rotations_own_zone(tmp_path: Path) -> None:
    at = datetime(2026, 11, 24, 7, 59, tzinfo=UTC)
    (entry,) = made(tmp_path, pay=PAY).on_call("pay", at, a_call())
    assert entry == OnCallEntry(
        user="ana",
        start=datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
        end=datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
    )


def test_before_it_starts_nobody_is_on_call(tmp_path: Path) -> None:
    assert made(tmp_path, pay=PAY).on_call("pay", datetime(2026, 1, 1, tzinfo=UTC), a_call()) == ()


def test_what_is_not_written_has_the_values_of_the_team_files_rotations() -> None:
    one = LocalConfig.model_validate({"rotations": {"pay": {"people": ["ana"]}}}).rotations["pay"]
    kept = one.named("pay")
    assert (kept.every, kept.handoff, kept.timezone) == ("weekly", (0, time(9)), "UTC")
    assert kept.start < date(2021, 1, 1)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("people", []),
        ("handoff", "Monday-ish"),
        ("timezone", "Mars/Olympus"),
        ("rotation", "hourly"),
        ("start", "soon"),
        ("colour", "red"),
    ],
)
def test_a_wrong_value_is_an_error(key: str, value: object) -> None:
    with pytest.raises(ValidationError, match=key):
        LocalConfig.model_validate({"rotations": {"pay": {**PAY, key: value}}})


SECTION = """
[schedules.local.rotations.pay]
people = ["{person}"]
"""


def problems(folder: Path, text: str) -> list[str]:
    (folder / "shop.toml").write_text(text, encoding="utf-8")
    return [str(problem) for problem in load_teams(folder, load_plugins().models).problems]


@pytest.mark.parametrize(
    ("wanted", "person", "said"),
    [
        ("pya", "ana", 'oncall.backup.id: [schedules.local] has no pya. Did you mean "pay"?'),
        ("pay", "anna", "schedules.local.rotations.pay.people[0]: There is no person"),
    ],
)
def test_check_finds_what_is_not_there(tmp_path: Path, wanted: str, person: str, said: str) -> None:
    text = changed('people = ["sam"]', f'schedule = "local"\nid = "{wanted}"')
    found = problems(tmp_path, text + SECTION.format(person=person))
    assert any(said in one for one in found), found


def test_a_level_may_be_kept_there(tmp_path: Path) -> None:
    text = changed('people = ["sam"]', 'schedule = "local"\nid = "pay"')
    assert not [
        problem
        for problem in problems(tmp_path, text + SECTION.format(person="ana"))
        if "pay" in problem
    ]
