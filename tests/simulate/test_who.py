"""Whom an incident would call at a moment, before there is one: as it would really happen."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.simulate.given import TEAM, load, play, plugins
from tocsin.domain.severity import SEVERITIES, Severity
from tocsin.simulate.who import CalledPerson, who

NIGHT = datetime.fromisoformat("2026-12-25T03:00:00+01:00")
TURNS = TEAM.replace(
    '[oncall.primary]\npeople = ["ana"]',
    '[oncall.primary]\npeople = ["lea", "ana"]\nrotation = "weekly"\nhandoff = "Mon 09:00"\n'
    'start = "2026-12-14"',
)


def at_night(folder: Path, severity: Severity, team: str = TEAM) -> list[CalledPerson]:
    teams, shop = load(folder, team)
    return list(who(teams, plugins(), team=shop, at=NIGHT, severity=severity))


def first_round(reached: list[CalledPerson]) -> list[tuple[int, str, str]]:
    return [
        (int(row.after.total_seconds()) // 60, row.who, row.target)
        for row in reached
        if row.how == "rings" and row.round == 1
    ]


def test_a_p1_on_christmas_night_rings_one_level_after_the_other(tmp_path: Path) -> None:
    assert first_round(at_night(tmp_path, "P1")) == [
        (0, "ana", "primary"),
        (5, "bo", "backup"),
        (15, "eva", "em"),
        (30, "cyrus", "cto"),
    ]


def test_everyone_is_called_three_times_more_then_the_alarm_stands(tmp_path: Path) -> None:
    reached = at_night(tmp_path, "P1")
    again = [(row.round, row.who) for row in reached if row.how == "rings" and row.round > 1]
    assert again == [(n, person) for n in (2, 3, 4) for person in ("ana", "bo", "eva", "cyrus")]
    assert reached[-1].how == "alarm"


def test_whose_turn_it_is_and_until_when_is_said_in_the_teams_zone(tmp_path: Path) -> None:
    primary = at_night(tmp_path, "P1", TURNS)[0]
    assert (primary.who, primary.reason) == ("ana", "oncall.primary, until Mon 28 Dec 09:00")
    assert primary.at.isoformat() == "2026-12-25T03:00:00+01:00"


def test_tools_stand_in_the_order_in_which_they_are_tried(tmp_path: Path) -> None:
    assert at_night(tmp_path, "P0")[0].tools[:2] == ("tower", "church")


def test_a_schedule_that_lies_in_a_tool_is_not_asked_and_that_is_said(tmp_path: Path) -> None:
    text = TEAM.replace('[oncall.primary]\npeople = ["ana"]', '[oncall.primary]\nschedule = "local"'
                        '\nid = "pay"') + (
        '[schedules.local.rotations.pay]\npeople = ["bo"]\nrotation = "daily"\n'
        'handoff = "09:00"\nstart = "2026-12-23"\ntimezone = "Europe/Berlin"\n'
    )  # fmt: skip
    assert "schedules.local" in at_night(tmp_path, "P1", text)[0].reason


def test_what_does_not_page_says_who_is_told(tmp_path: Path) -> None:
    for severity in ("P2", "P3"):
        assert not [row for row in at_night(tmp_path, severity) if row.how == "rings"]
    told = [row.text for row in at_night(tmp_path, "P2") if row.how == "told"]
    assert told[0].startswith("Ana was told directly")
    assert [row.how for row in at_night(tmp_path, "P3")] == ["ticket"]


@pytest.mark.parametrize("severity", SEVERITIES)
def test_it_is_what_a_scenario_would_show(tmp_path: Path, severity: Severity) -> None:
    line = f"+0s @ana: !incident declare checkout returns 500s {severity.lower()}"
    played = play(tmp_path, line, "until +12h", start=f"start {NIGHT.isoformat()}")
    expected = [(int(minutes), person) for minutes, person in played.pages()]
    reached = [
        (int(row.after.total_seconds()) // 60, row.who)
        for row in at_night(tmp_path, severity)
        if row.how == "rings"
    ]
    assert reached == expected


def test_a_level_nobody_stands_behind_is_named(tmp_path: Path) -> None:
    text = TEAM.replace(
        '[oncall.backup]\npeople = ["bo"]',
        '[oncall.backup]\npeople = ["bo"]\nrotation = "weekly"\nhandoff = "Mon 09:00"\n'
        'start = "2027-01-04"',
    )
    nobody = [row for row in at_night(tmp_path, "P1", text) if row.how == "nobody"]
    assert "backup" in nobody[0].text
