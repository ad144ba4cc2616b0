"""The example of a team's own repository: its CI is green, and says what a change would mean."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import HANGS_S

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "team-repository"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy, in which nothing of this tree is at hand but what is installed."""
    ignore = shutil.ignore_patterns("__pycache__", "data", ".pytest_cache")
    return Path(shutil.copytree(EXAMPLE, tmp_path / "process", ignore=ignore))


def run(repository: Path, *command: str) -> tuple[int, str]:
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        command,
        cwd=repository,
        env={**kept, "PATH": tools},
        capture_output=True,
        text=True,
        timeout=HANGS_S,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_its_ci_is_green(repository: Path) -> None:
    code, told = run(repository, "./ci")
    assert code == 0, told
    assert "scenarios/christmas-night.scenario: as scenarios/christmas-night.pages says." in told


def test_a_change_of_turns_fails_with_the_sentence_it_breaks(repository: Path) -> None:
    file = repository / "teams" / "payments.toml"
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace('["ana", "bo"]', '["bo", "ana"]', 1), encoding="utf-8")

    code, told = run(repository, "./ci")

    assert code == 1
    assert "test_a_p1_on_christmas_night_rings_ana_then_bo_then_the_manager" in told
    assert "['bo', 'eva', 'cyrus'] == ['ana', 'bo', 'eva', 'cyrus']" in told


def test_a_night_that_goes_otherwise_shows_who_is_called_instead(repository: Path) -> None:
    file = repository / "teams" / "payments.toml"
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace('em = "eva"', 'em = "cyrus"', 1), encoding="utf-8")
    night = repository / "scenarios" / "christmas-night.scenario"

    code, told = run(
        repository, "tocsin", "simulate", str(night), "--only", "page:sent",
        "--expect", str(night.with_suffix(".pages")),
    )  # fmt: skip

    assert code == 1
    assert [line.split()[:5] for line in told.splitlines() if "expected" in line] == [
        ["expected", "+15m01s", "03:15:01", "page", "eva"]
    ]


def test_a_fault_of_a_team_file_stops_it_first(repository: Path) -> None:
    file = repository / "teams" / "payments.toml"
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace('cto = "cyrus"', 'cto = "nobody"'), encoding="utf-8")

    code, told = run(repository, "./ci")

    assert code == 2
    assert "contacts.cto" in told
    assert "Traceback" not in told
