"""`tocsin check` and `tocsin plugins` name each plugin that cannot be used, and what of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plugin_manager.given import Point, kind, load, module
from tocsin.cli import check, setup
from tocsin.cli.check import check_config, list_plugins
from tocsin.errors import ConfigError

TEAM = """
[team]
name = "Shop"
timezone = "UTC"

[people.ana]
name = "Ana"

[oncall.primary]
people = ["ana"]

[oncall.backup]
people = ["ana"]

[contacts]
em = "ana"
cto = "ana"
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A deployment without a fault of its own."""
    (tmp_path / "teams").mkdir()
    (tmp_path / "teams" / "shop.toml").write_text(TEAM)
    file = tmp_path / "config.py"
    file.write_text('TOCSIN_CHATS = {"console": {}}\n')
    return file


def install(monkeypatch: pytest.MonkeyPatch, *points: Point) -> None:
    for place in (setup, check):
        monkeypatch.setattr(place, "load_plugins", lambda: load(*points))


def test_a_plugin_that_says_nothing_of_its_api(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install(monkeypatch, Point("old", module([kind()], TOCSIN_API=None)))
    assert check_config(shop) == 2
    line = "it does not say which plugin API it was built for; its author writes the line `TOCSIN_"
    told = capsys.readouterr().out
    assert f"plugin old: {line}" in told
    assert "1 fault, 2 warnings." in told
    assert list_plugins(shop) == 1
    assert f"old (tocsin-old 1.0)\n  NOT USED: {line}" in capsys.readouterr().out


def test_two_plugins_with_one_type(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install(monkeypatch, Point("a", module([kind()])), Point("b", module([kind(), kind("siren")])))
    assert check_config(shop) == 2
    rival = "paging: horn is not used: the plugin a (tocsin-a 1.0) adds it already."
    assert f"plugin b: {rival}" in capsys.readouterr().out
    assert list_plugins(shop) == 1
    assert f"b (tocsin-b 1.0)\n  paging: siren\n  NOT USED: {rival}" in capsys.readouterr().out


def test_a_plugin_that_prints_is_a_warning(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def speaks() -> object:
        print("hello")
        return module([kind()])

    install(monkeypatch, Point("loud", speaks))
    assert check_config(shop) == 0
    told = capsys.readouterr().out
    assert "warning: plugin loud: its import prints to stdout" in told
    assert "0 faults, 3 warnings." in told


def test_a_kind_without_instances(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install(monkeypatch, Point("tail", module([kind("tail", kind="logs")])))
    assert check_config(shop) == 0
    (line,) = (one for one in capsys.readouterr().out.splitlines() if "no section for" in one)
    assert line.startswith("shop: no section for ")
    assert "monitoring ([alerts.<name>], installed: json)" in line
    assert "logs ([logs.<name>], installed: tail)" in line
    assert "graphs (nothing installed)" in line


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ('TOCSIN_CHATS = {"consol": {}}', 'TOCSIN_CHATS.consol: No chat backend of this name is '
         'installed. Did you mean "console"?'),
        ('TOCSIN_CHATS = {"irc": {}}', "TOCSIN_CHATS.irc: No chat backend of this name is "
         "installed. Install the plugin that adds it, or name another: console."),
        ('TOCSIN_CHATS = {"console": {"colour": 1}}', "TOCSIN_CHATS.console.colour: Unknown key."),
        ('TOCSIN_OBSERVERS = {"diary": {}}', "TOCSIN_OBSERVERS.diary: No observer of this name"),
        ('BOT_EXTRA_PLUGIN_DIR = "nowhere"', "BOT_EXTRA_PLUGIN_DIR: There is no such folder."),
    ],
)  # fmt: skip
def test_what_config_py_names_is_installed(
    shop: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    written: str,
    fault: str,
) -> None:
    install(monkeypatch)
    shop.write_text(f"{written}\n")
    try:
        assert check_config(shop) == 2
        told = capsys.readouterr().out
    except ConfigError as error:
        told = str(error)
    assert fault in told
