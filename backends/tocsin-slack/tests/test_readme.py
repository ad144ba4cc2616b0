"""What the README shows can be used as it stands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.chat_readme import ReadmeOfAChat, shown
from tests.patience import HANGS_S


class TestSlack(ReadmeOfAChat):
    platform = "slack"
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1-2-3", "SLACK_APP_TOKEN": "xapp-1-2-3"}  # noqa: RUF012 - read only


def test_the_commands_run(tmp_path: Path) -> None:
    for script in shown("slack", "bash"):
        words = script.replace("python ", f"{sys.executable} ", 1).split()
        subprocess.run(words, cwd=tmp_path, check=True, capture_output=True, timeout=HANGS_S)
