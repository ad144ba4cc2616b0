"""`tocsin certify --live` asks what the plugin stands behind in a deployment, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.certify.test_command import REFUSED
from tests.operations.test_check_live import Tower
from tocsin.cli import setup
from tocsin.cli.certify.live import with_live
from tocsin.cli.certify.titles import LIVE
from tocsin.errors import ProviderError
from tocsin.plugin_manager import load_plugins
from tocsin.providers import ProviderConfig, ProviderContext, ProviderType, SecretField

TEAM = """\
[team]
name = "Shop"
[people.ana]
name = "Ana"
[oncall.primary]
people = ["ana"]
[oncall.backup]
people = ["ana"]
[contacts]
em = "ana"
cto = "ana"
leadership = ["ana"]
"""
TOWER = '[logs.tower]\ntype = "tower"\ntoken = { env = "TOWER_TOKEN" }\n'
OTHER = '[logs.other]\ntype = "other"\ntoken = { env = "TOWER_TOKEN" }\n'
MUTE = '[logs.mute]\ntype = "mute"\ntoken = { env = "TOWER_TOKEN" }\n'
Ask = Callable[[str], Sequence[tuple[str, str]]]


class TowerConfig(ProviderConfig):
    token: SecretField


class SearchingTower(Tower):
    def search(self) -> None: ...


class MuteTower:
    def search(self) -> None: ...


def made_as(tool: object) -> Callable[[TowerConfig, ProviderContext], object]:
    return lambda _config, _context: tool


@pytest.fixture
def tower(monkeypatch: pytest.MonkeyPatch) -> Tower:
    """What `[logs.tower]` makes; `[logs.other]` is another plugin's, and must not be asked."""
    made, other = SearchingTower(), SearchingTower(AssertionError("it was asked"))
    tools = {"tower": made, "other": other, "mute": MuteTower()}
    types = [
        ProviderType(
            kind="logs", name=name, summary=name, config=TowerConfig, factory=made_as(tool)
        )
        for name, tool in tools.items()
    ]
    plugins = load_plugins().adding(*types)
    monkeypatch.setattr(setup, "load_plugins", lambda: plugins)
    monkeypatch.setenv("TOWER_TOKEN", "t0ken-of-the-tower")
    return made


@pytest.fixture
def ask(tmp_path: Path, tower: Tower) -> Ask:
    """A function from the sections of a team to what is found of the plugin: verdict, sentence."""

    def asked(sections: str) -> Sequence[tuple[str, str]]:
        (tmp_path / "teams").mkdir()
        (tmp_path / "teams" / "shop.toml").write_text(TEAM + sections, encoding="utf-8")
        config = tmp_path / "config.py"
        config.write_text('TOCSIN_CHATS = {"console": {}}\n', encoding="utf-8")
        report = with_live(replace(REFUSED, adds=("logs: tower", "logs: mute"), found=()), config)
        return [(found.verdict, found.what) for found in report.of(LIVE)]

    return asked


def test_a_tool_that_finds_nothing_wrong_is_well(ask: Ask, tower: Tower) -> None:
    assert ask(TOWER + OTHER) == []
    assert tower.people == ["ana"]


def test_what_a_tool_finds_wrong_refuses_and_shows_no_secret(ask: Ask, tower: Tower) -> None:
    tower.wrong = ProviderError("auth", "The tower knows no t0ken-of-the-tower.")
    ((verdict, what),) = ask(TOWER)
    assert verdict == "refused"
    assert what.startswith("shop: logs.tower: can be asked: The tower knows no ")
    assert "t0ken-of-the-tower" not in what


def test_a_tool_that_cannot_be_asked_is_told(ask: Ask) -> None:
    assert ask(MUTE) == [("told", "shop: logs.mute was not asked: it has no `examine`")]


def test_where_no_section_is_in_use_nothing_was_asked(ask: Ask) -> None:
    assert ask(OTHER) == [("refused", "no section of it is in use here, so nothing was asked")]
