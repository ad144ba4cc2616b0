"""Schedules in a scenario: rotations count turns, a tool is never asked, and both can be down."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.simulate import given
from tests.simulate.conftest import Play
from tests.simulate.given import TEAM, Told
from tocsin.providers import (
    Call,
    OnCallEntry,
    ProviderConfig,
    ProviderType,
    ScheduleCapability,
    Window,
)

PRIMARY = '[oncall.primary]\npeople = ["ana"]'
LOCAL = TEAM.replace(PRIMARY, '[oncall.primary]\nschedule = "local"\nid = "pay"') + (
    "[schedules.local.rotations.pay]\n"
    'people = ["bo", "ana"]\nrotation = "daily"\nhandoff = "09:00"\nstart = "2026-12-23"\n'
    'timezone = "Europe/Berlin"\n'
)
TOOL = TEAM.replace(PRIMARY, '[oncall.primary]\nschedule = "tool"\nid = "S1"') + (
    '[schedules.tool]\ntype = "far"\n'
)
P1 = "!incident declare checkout returns 500s p1"


class Far:
    """A tool far away; a simulation must never ask it."""

    capabilities: frozenset[ScheduleCapability] = frozenset({"shifts"})

    def on_call(self, schedule: str, at: datetime, call: Call) -> tuple[OnCallEntry, ...]:
        raise AssertionError("a simulation asked a real tool")

    def shifts(self, schedule: str, window: Window, call: Call) -> tuple[OnCallEntry, ...]:
        raise AssertionError("a simulation asked a real tool")


class FarConfig(ProviderConfig):
    """It has no settings."""


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tool's plugin is there."""
    before = given.plugins()
    far = ProviderType(
        kind="schedules", name="far", summary="", config=FarConfig, factory=lambda _c, _x: Far()
    )
    monkeypatch.setattr(given, "plugins", lambda: before.adding(far))


def paged(told: Told) -> list[tuple[str, float]]:
    """(person, minutes since the start) of the first attempts."""
    return [(row.to, row.offset.total_seconds() / 60) for row in told.of("page")]


def told_in_rooms(told: Told) -> str:
    return "\n".join(row.text for row in told.of("message"))


def test_whose_turn_it_is_is_paged(play: Play) -> None:
    assert paged(play(f"+1m @lea: {P1}", "until +2m", team=LOCAL)) == [("bo", 1)]


def test_the_turn_passes_on_at_nine(play: Play) -> None:
    assert paged(play(f"+6h @lea: {P1}", "until +361m", team=LOCAL)) == [("ana", 360)]


def test_a_turn_passes_on_while_the_schedules_are_down(play: Play) -> None:
    told = play("+1m fault schedules.local down", f"+6h @lea: {P1}", "until +361m", team=LOCAL)
    assert paged(told) == [("ana", 360)]
    assert "The schedule cannot be read; this is as of 03:01 CET." in told_in_rooms(told)


def test_schedules_that_are_up_again_are_said_no_more(play: Play) -> None:
    told = play(
        "+1m fault schedules.local down", "+6h fault schedules.local up", f"+361m @lea: {P1}",
        "until +362m", team=LOCAL,
    )  # fmt: skip
    assert "cannot be read" not in told_in_rooms(told)


def test_schedules_down_from_the_start_do_not_stop_the_ladder(play: Play) -> None:
    told = play("+0m fault schedules.tool timeout", f"+20m @lea: {P1}", "until +26m", team=TOOL)
    assert paged(told)[0][0] in ("ana", "bo")


def test_for_a_tool_the_people_of_the_team_file_stand_in(play: Play) -> None:
    assert paged(play(f"+1m @lea: {P1}", "until +2m", team=TOOL)) == [("ana", 1)]


def test_schedules_that_are_not_there_cannot_be_broken(play: Play, tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"there is no schedules\.tol"):
        play("+1m fault schedules.tol down", "until +2m", team=TOOL)
