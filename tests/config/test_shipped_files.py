"""The files that come along: the example team, the demo team, the example config.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from tests.config.given import BUILT_IN, MODELS
from tocsin.config import load_deployment, load_teams
from tocsin.config.deployment import DEMO_TEAMS, SETTINGS
from tocsin.config.process import LadderPart
from tocsin.config.team import TeamFile
from tocsin.domain.policy import DEFAULT_POLICY
from tocsin.domain.roles import ROLES
from tocsin.plugin_manager import load_plugins

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "teams" / "example.toml"


def models_of(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for field in model.model_fields.values():
        for inner in (field.annotation, *get_args(field.annotation)):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield from models_of(inner)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A folder with nothing but the example team."""
    (tmp_path / EXAMPLE.name).write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def test_the_example_team_has_no_fault(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the built-in types alone, and nothing but its one secret to be set."""
    monkeypatch.setenv("TOCSIN_ALERTS_TOKEN", "x")

    assert load_teams(example, BUILT_IN).problems == ()


def test_the_example_team_shows_the_defaults(example: Path) -> None:
    team = load_teams(example, BUILT_IN).teams["example"]

    assert team.policy == DEFAULT_POLICY
    assert team.storm is not None
    assert (team.storm.groups, team.announce) == (10, "#incidents")


def test_the_example_team_shows_every_key() -> None:
    keys = {
        key
        for part in (TeamFile, LadderPart)
        for model in models_of(part)
        for key in model.model_fields
    }
    text = EXAMPLE.read_text(encoding="utf-8")

    missing = [key for key in sorted(keys) if not re.search(rf"\b{key}\b", text)]

    assert missing == []


def test_what_is_commented_out_in_the_example_is_sound_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its sections of plugins load once somebody removes the comment signs."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for variable in re.findall(r'env = "([A-Z_]+)"', text):
        monkeypatch.setenv(variable, "x")
    start = text.index("# [alerts.prom]")
    prepared = text[:start] + re.sub(r"(?m)^# (?=\[|\w+ = )", "", text[start:])
    prepared = prepared.replace("# paging = [", "paging = [")
    (tmp_path / "shop.toml").write_text(prepared, encoding="utf-8")

    teams = load_teams(tmp_path, {**load_plugins().models, **MODELS})

    assert teams.problems == ()
    assert {"prom", "json", "dd", "nr", "es", "splunk", "cw"} == {
        one.instance for one in teams.teams["shop"].of_kind("alerts")
    }
    assert teams.teams["shop"].paging["P0"] == ("hook", "direct-message")


def test_the_demo_team_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """No plugin, and a variable only to post alerts to it; you are its primary on-call."""
    for variable in ("HOME", "PATH"):
        monkeypatch.delenv(variable, raising=False)

    teams = load_teams(DEMO_TEAMS, BUILT_IN)

    teams.raise_if_broken()
    assert [problem.key for problem in teams.warnings] == ["alerts.monitoring.token"]
    assert teams.default.id == "demo"
    assert teams.default.rotations[0].people == ("you",)
    assert teams.default.policy == DEFAULT_POLICY


def test_the_demo_team_can_fill_every_role() -> None:
    team = load_teams(DEMO_TEAMS, BUILT_IN).default

    assert len(team.people) > len(ROLES)
    assert {"em", "cto", "ceo", "leadership", "security", "ciso"} <= set(team.contacts)
    assert {"security", "support"} == set(team.emails)


def test_the_example_config_is_the_defaults(tmp_path: Path) -> None:
    """It says the same as an empty file in its place, and names every setting."""
    text = (ROOT / "config.example.py").read_text(encoding="utf-8")
    shown, empty = tmp_path / "config.py", tmp_path / "empty.py"
    shown.write_text(text, encoding="utf-8")
    empty.write_text("", encoding="utf-8")

    one, other = load_deployment(shown), load_deployment(empty)

    assert (one.prefix, one.admins, one.web) == (other.prefix, other.admins, other.web)
    assert (one.data_dir, one.teams_dir) == (other.data_dir, other.teams_dir)
    assert (one.database_url, one.chats) == (other.database_url, other.chats)
    assert all(f"\n{name} = " in text for name in SETTINGS)
