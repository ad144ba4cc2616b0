"""What the README shows can be used as it stands, and is true."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.patience import HANGS_S
from tocsin_discord.doctor import PERMISSIONS, SAY
from tocsin_discord.errors import MEANINGS

README: Final = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
FENCED: Final = re.compile(r"^( *)```(\w+)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
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


def check(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("tocsin")), "check"],
        cwd=folder,
        env={**os.environ, "DISCORD_TOKEN": "a.b.c", **more},
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


@pytest.mark.parametrize("config", shown("python"), ids=["a token", "a role"])
def test_the_settings_are_accepted(team: Path, config: str) -> None:
    (team / "config.py").write_text(config)

    done = check(team)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 faults" in done.stdout


def test_the_example_of_the_settings_is_accepted(team: Path) -> None:
    """config.example.py shows this platform in a comment."""
    example = (Path(__file__).parents[3] / "config.example.py").read_text(encoding="utf-8")
    every = re.findall(r"^# (TOCSIN_CHATS = \{\n(?:#.*\n)*?# \})$", example, re.MULTILINE)
    (shown_there,) = (one for one in every if '"discord"' in one)
    (team / "config.py").write_text(re.sub(r"(?m)^# ", "", shown_there))

    done = check(team)

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_token_that_is_not_set_is_named_before_anything_starts(team: Path) -> None:
    (team / "config.py").write_text(shown("python")[0])

    done = check(team, DISCORD_TOKEN="")

    assert "DISCORD_TOKEN" in done.stdout + done.stderr


def test_the_invite_link_asks_for_what_the_table_lists_and_doctor_looks_at() -> None:
    table = README.partition("| permission | reason |")[2].partition("\n\n")[0]
    listed = re.findall(r"^\| ([A-Z][^|]*) \|", table, re.MULTILINE)
    assert sorted(listed) == sorted(SAY["permissions"])
    assert f"permissions={PERMISSIONS}" in README


def test_what_may_be_said_is_in_the_table_of_what_to_do() -> None:
    for word in ("http401", "closed4004", "closed4014", "50013", "10003", "30013", "50035",
                 "10062", "40060", "200000", "429.user", "429.global", "429.shared"):  # fmt: skip
        assert word in MEANINGS
        assert f"`{word}`" in README
