"""What READMEs of chat backends show can be used as it stands: the tests that all of them have."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, Final

import pytest

from tests.patience import HANGS_S

FENCED: Final = re.compile(r"^( *)```(\w+)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
ROOT: Final = Path(__file__).parents[1]
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


def readme(platform: str) -> str:
    """The README of the backend of that platform."""
    return (ROOT / "backends" / f"tocsin-{platform}" / "README.md").read_text(encoding="utf-8")


def shown(platform: str, kind: str) -> list[str]:
    """Its fenced blocks of a language, without the indent of the step they belong to."""
    return [
        re.sub(f"^{indent}", "", text, flags=re.MULTILINE)
        for indent, language, text in FENCED.findall(readme(platform))
        if language == kind
    ]


class ReadmeOfAChat:
    """A test class of each backend inherits this.

    Attributes:
        platform: Its name.
        tokens: What is set in the environment: the last must be named where it is not.
    """

    platform: ClassVar[str]
    tokens: ClassVar[Mapping[str, str]]

    @pytest.fixture
    def team(self, tmp_path: Path) -> Path:
        """The folder of a deployment, with the team file that the README begins."""
        (tmp_path / "teams").mkdir()
        written = "\n".join([*shown(self.platform, "toml"), REST_OF_THE_TEAM])
        (tmp_path / "teams" / "payments.toml").write_text(written)
        return tmp_path

    def check(self, folder: Path, config: str, **more: str) -> subprocess.CompletedProcess[str]:
        """What `tocsin check` says of this `config.py`."""
        (folder / "config.py").write_text(config)
        return subprocess.run(
            [str(Path(sys.executable).with_name("tocsin")), "check"],
            cwd=folder,
            env={**os.environ, **self.tokens, **more},
            capture_output=True,
            text=True,
            timeout=HANGS_S,
            check=False,
        )

    def test_the_settings_are_accepted(self, team: Path) -> None:
        for config in shown(self.platform, "python"):
            done = self.check(team, config)
            assert done.returncode == 0, done.stdout + done.stderr
            assert "0 faults" in done.stdout

    def test_the_example_of_the_settings_is_accepted(self, team: Path) -> None:
        """config.example.py shows this platform in a comment."""
        example = (ROOT / "config.example.py").read_text(encoding="utf-8")
        every = re.findall(r"^# (TOCSIN_CHATS = \{\n(?:#.*\n)*?# \})$", example, re.MULTILINE)
        (there,) = (one for one in every if f'"{self.platform}"' in one)
        done = self.check(team, re.sub(r"(?m)^# ", "", there))
        assert done.returncode == 0, done.stdout + done.stderr

    def test_a_token_that_is_not_set_is_named_before_anything_starts(self, team: Path) -> None:
        name = [*self.tokens][-1]
        done = self.check(team, shown(self.platform, "python")[0], **{name: ""})
        assert name in done.stdout + done.stderr
