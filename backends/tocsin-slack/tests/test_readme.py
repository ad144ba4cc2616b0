"""What the README shows can be used as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.patience import HANGS_S

README: Final = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
FENCED: Final = re.compile(r"^( *)```(\w+)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
TOKENS: Final = {"SLACK_BOT_TOKEN": "xoxb-1-2-3", "SLACK_APP_TOKEN": "xapp-1-2-3"}
REST_OF_THE_TEAM: Final = """
[people.bo]
[people.eva]
[people.cyrus]
[oncall.primary]
people = ["ana"]
[oncall.backup]
people = ["bo"]
[contacts]
em = "eva"
cto = "cyrus"
security = ["cyrus"]
"""


def shown(kind: str) -> list[str]:
    """The fenced blocks of a language, without the indent of the step they belong to."""
    return [
        re.sub(f"^{indent}", "", text, flags=re.MULTILINE)
        for indent, language, text in FENCED.findall(README)
        if language == kind
    ]


def tocsin(*words: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("tocsin")), *words],
        cwd=folder,
        env={**os.environ, **TOKENS, **more},
        capture_output=True,
        text=True,
        timeout=HANGS_S,
        check=False,
    )


@pytest.fixture
def team(tmp_path: Path) -> Path:
    (tmp_path / "teams").mkdir()
    written = "\n".join([*shown("toml"), REST_OF_THE_TEAM])
    (tmp_path / "teams" / "payments.toml").write_text(written)
    return tmp_path


@pytest.mark.parametrize("config", shown("python"), ids=["two tokens", "a user group"])
def test_the_settings_are_accepted(team: Path, config: str) -> None:
    (team / "config.py").write_text(config)

    done = tocsin("check", folder=team)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 faults" in done.stdout


def test_the_example_of_the_settings_is_accepted(team: Path) -> None:
    """config.example.py shows this platform in a comment."""
    example = (Path(__file__).parents[3] / "config.example.py").read_text(encoding="utf-8")
    every = re.findall(r"^# (TOCSIN_CHATS = \{\n(?:#.*\n)*?# \})$", example, re.MULTILINE)
    (shown_there,) = (one for one in every if '"slack"' in one)
    (team / "config.py").write_text(re.sub(r"(?m)^# ", "", shown_there))

    done = tocsin("check", folder=team)

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_commands_run(tmp_path: Path) -> None:
    for script in shown("bash"):
        words = script.replace("python ", f"{sys.executable} ", 1).split()
        subprocess.run(words, cwd=tmp_path, check=True, capture_output=True, timeout=HANGS_S)


def test_a_token_that_is_not_set_is_named_before_anything_starts(team: Path) -> None:
    (team / "config.py").write_text(shown("python")[0])

    done = tocsin("check", folder=team, SLACK_APP_TOKEN="")

    assert "SLACK_APP_TOKEN" in done.stdout + done.stderr
