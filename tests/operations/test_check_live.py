"""`tocsin check --live`: what tools find wrong with their sections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from tocsin.bootstrap.provider_instances import Instances
from tocsin.cli.check_live import instance_findings
from tocsin.config.load import load_teams
from tocsin.config.values import Teams
from tocsin.engine.ports import Providers
from tocsin.errors import ProviderError
from tocsin.plugin_manager import load_plugins
from tocsin.providers import Call, Finding, OnCallEntry, Person, SchedulesConfig

TEAM = """\
[team]
name = "Shop"
[people.ana]
name = "Ana"
email = "ana@shop.example"
[oncall.primary]
schedule = "rota"
id = "S1"
[oncall.backup]
people = ["ana"]
[schedules.rota]
[contacts]
em = "ana"
cto = "ana"
leadership = ["ana"]
"""


class Tower:
    """A tool that can be asked; `wrong` is what it raises."""

    def __init__(self, wrong: Exception | None = None) -> None:
        self.wrong = wrong
        self.people: list[str] = []

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        self.people = [one.id for one in people]
        if self.wrong:
            raise self.wrong
        return (Finding(what="the key", verdict="ok"),)


class Rota:
    """Schedules of which only S1 is there."""

    capabilities: frozenset[str] = frozenset()
    entries: tuple[OnCallEntry, ...] = (OnCallEntry(user="ana"),)

    def on_call(self, schedule: str, at: datetime, call: Call) -> tuple[OnCallEntry, ...]:
        if schedule != "S1":
            raise ProviderError("not_found", f"The rota has no schedule {schedule}.")
        return self.entries


@pytest.fixture
def teams(tmp_path: Path) -> Teams:
    (tmp_path / "shop.toml").write_text(TEAM, encoding="utf-8")
    return load_teams(tmp_path, {**load_plugins().models, ("schedules", "rota"): SchedulesConfig})


def found(teams: Teams, **made: object) -> dict[str, list[str]]:
    """What is printed of each section: verdict, thing and detail."""
    places = {(name.split("_")[0], "shop", name.split("_")[1]): one for name, one in made.items()}
    every = Instances(providers=Providers(chats={}, made=places))
    return {
        name: [f"{one.verdict}: {one.what}: {one.detail}".removesuffix(": ") for one in findings]
        for name, findings in instance_findings(teams, every)
    }


def test_each_tool_that_can_be_asked_says_what_it_finds(teams: Teams) -> None:
    tower = Tower()
    assert found(teams, paging_tower=tower, paging_plain=object()) == {
        "shop: paging.tower": ["ok: the key"]
    }
    assert tower.people == ["ana"], "the people of the team, who may have to be known there"


def test_a_tool_that_cannot_be_asked_is_a_fault_with_its_sentence(teams: Teams) -> None:
    wrong = ProviderError("auth", "The tower answered 401. Check the secret on both sides.")
    assert found(teams, paging_tower=Tower(wrong)) == {
        "shop: paging.tower": [f"fault: can be asked: {wrong}"]
    }


def test_what_a_broken_tool_raises_is_not_shown(teams: Teams) -> None:
    assert found(teams, paging_tower=Tower(ValueError("s3cret"))) == {
        "shop: paging.tower": ["fault: can be asked: it raised ValueError; tell its author"]
    }


def test_every_schedule_that_is_kept_in_a_tool_is_read(teams: Teams) -> None:
    assert found(teams, schedules_rota=Rota()) == {
        "shop: schedules.rota": ["ok: the schedule of oncall.primary"]
    }


def test_a_schedule_on_which_nobody_is_now_is_a_warning(teams: Teams) -> None:
    rota = Rota()
    rota.entries = ()
    (said,) = found(teams, schedules_rota=rota)["shop: schedules.rota"]
    assert said.startswith("warning: the schedule of oncall.primary: nobody is on call of S1 now")
