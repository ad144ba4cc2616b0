"""Errbot's settings in `config.py`: those that hold, and what is said of the others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tocsin.config.errbot import INSTEAD, OWN, SUPPORTED_SETTINGS, errbot_problems
from tocsin.errbot_host.settings import errbot_settings

import errbot  # isort: skip

TEMPLATE = Path(errbot.__file__).parent / "config-template.py"


def told(**others: object) -> list[str]:
    return [
        f"{'warning: ' if problem.warning else ''}{problem}"
        for problem in errbot_problems(others, file="c")
    ]


def test_every_setting_of_errbot_holds_or_is_told_what_to_do_instead() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    every = set(re.findall(r"^#? ?([A-Z][A-Z_]+) ?=", text, re.MULTILINE))
    named = {*SUPPORTED_SETTINGS, *INSTEAD, *OWN}
    assert {one for one in every - named if not one.startswith(("IRC_", "XMPP_"))} == set()


@pytest.mark.parametrize("name", sorted(INSTEAD))
def test_one_that_changes_nothing_is_named_with_what_to_do(name: str) -> None:
    (line,) = told(**{name: ("something",)})
    assert line.startswith(f"warning: c: {name}: This setting of Errbot changes nothing here. ")
    assert "something" not in line
    assert len(line.split("here. ")[1]) > 10


def test_one_that_is_off_and_one_of_a_plugin_are_not_spoken_of() -> None:
    assert told(STORAGE=None, CHATROOM_RELAY={}, WEATHER_KEY="k", AUTOINSTALL_DEPS=False) == []


def test_a_slip_is_told() -> None:
    (line,) = told(BOT_ADMIN=("ana",))
    assert "BOT_ADMINS" in line


@pytest.mark.parametrize(
    "others",
    [
        {"ACCESS_CONTROLS": {"*:deploy": {"allowuser": ("ana",)}}},
        {"ACCESS_CONTROLS_DEFAULT": {"alowusers": ("ana",)}},
    ],
)
def test_a_rule_of_access_that_would_not_hold_is_a_fault(others: dict[str, object]) -> None:
    (line,) = told(**others)
    assert not line.startswith("warning")
    assert 'Did you mean "allowusers"?' in line


def test_rules_of_access_that_are_none_are_faults() -> None:
    assert len(told(ACCESS_CONTROLS=["ana"])) == 1
    assert len(told(ACCESS_CONTROLS={"*": "ana"})) == 1


def test_what_holds_and_what_plugins_look_up_reaches_them(tmp_path: Path) -> None:
    given = {"ACCESS_CONTROLS": {"*": {}}, "WEATHER_KEY": "k", "BOT_ASYNC": True}
    settings = errbot_settings(data_dir=tmp_path, given=given)
    assert (settings.ACCESS_CONTROLS, settings.WEATHER_KEY) == ({"*": {}}, "k")
    assert settings.BOT_ASYNC is False
