"""Team files and config.py nobody writes on purpose: told in bounded lines, in bounded time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.config.given import MODELS
from tests.patience import HANGS_S
from tocsin.config import load_teams
from tocsin.config.deployment import load_deployment
from tocsin.config.load import LARGEST_FILE, MOST_PROBLEMS
from tocsin.errors import ConfigError, Problem

LONGEST_LINE = 700
EXAMPLE = (Path(__file__).parents[2] / "teams" / "example.toml").read_text(encoding="utf-8")


def told(folder: Path, text: str, name: str = "shop.toml") -> list[str]:
    (folder / name).write_text(text, encoding="utf-8")
    return [str(problem) for problem in load_teams(folder, MODELS).problems]


@pytest.mark.parametrize(
    "text",
    [
        '"\\u001b[31m\\nforged: all is fine" = 1\n' + EXAMPLE,
        '[people."\\u001b]0;title\\u0007"]\nname = "Ana"',
        '[team]\ntimezone = "\\u001b[2J\\nforged"',
        '[team]\nname = "x"\nholidays = ["\\u202e"]',
        f"{'a' * 500_000} = 1",
        f"[people.{'a' * 100_000}]",
    ],
)
def test_a_fault_is_one_line_that_any_terminal_can_show(tmp_path: Path, text: str) -> None:
    lines = told(tmp_path, text)
    assert lines
    assert all(line.isprintable() and len(line) <= LONGEST_LINE for line in lines)


@pytest.mark.parametrize("name", [b"\x1b[31m.toml", b"a\nb.toml", b"\xff.toml"])
def test_so_is_the_name_of_a_file(tmp_path: Path, name: bytes) -> None:
    lines = told(tmp_path, EXAMPLE, os.fsdecode(name))
    assert any("is the team's id, and this is none" in line for line in lines)
    assert all(line.isprintable() for line in lines)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"a{number} = 1" for number in range(20_000)),
        '[contacts]\nleadership = ["' + '", "'.join(f"q{n}" for n in range(20_000)) + '"]',
        '[oncall.primary]\npeople = ["' + '", "'.join(f"q{n}" for n in range(20_000)) + '"]',
        "\n".join(f'[people.p{n}]\nname = "x"\nmail = "y"' for n in range(3000)),
    ],
    ids=["keys", "contacts", "rotation", "people"],
)
@pytest.mark.timeout(HANGS_S)
def test_of_thousands_of_faults_the_first_are_told(tmp_path: Path, text: str) -> None:
    assert MOST_PROBLEMS <= len(told(tmp_path, text)) <= MOST_PROBLEMS + 1


def test_known_names_are_listed_only_as_far_as_somebody_reads_them(tmp_path: Path) -> None:
    people = "\n".join(f'[people.p{number}]\nname = "x"' for number in range(5000))
    lines = told(tmp_path, f'{people}\n[contacts]\nem = "zoe-with-a-name-like-nobody-else"')
    assert any("(5000 in all)" in line for line in lines)
    assert max(map(len, lines)) <= LONGEST_LINE


def test_a_file_larger_than_a_team_can_need_is_not_read(tmp_path: Path) -> None:
    assert "larger than 1 MiB" in told(tmp_path, "#" * (LARGEST_FILE + 1))[0]


@pytest.mark.timeout(HANGS_S)
def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "shop.toml")
    (problem,) = load_teams(tmp_path, MODELS).problems
    assert "cannot be read, since it is none" in problem.what


def faults(folder: Path, text: str) -> tuple[Problem, ...]:
    file = folder / "config.py"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_deployment(file)
    assert all(str(problem).isprintable() for problem in caught.value.problems)
    return caught.value.problems


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("BOT_DATA_DIR", '"~nobody-of-this-name/data"'),
        ("BOT_DATA_DIR", '"a\\0b"'),
        ("TOCSIN_TEAMS_DIR", '"a\\0b"'),
        ("TOCSIN_DATABASE_URL", '"sqlite:///a\\0b"'),
        ("BOT_PREFIX", '"\\n!"'),
        ("BOT_PREFIX", '" !"'),
        ("BOT_PREFIX", '"!\\u202e"'),
    ],
)
def test_a_setting_that_cannot_work_is_named(tmp_path: Path, setting: str, value: str) -> None:
    (problem,) = faults(tmp_path, f"{setting} = {value}")
    assert (problem.key, bool(problem.fix)) == (setting, True)


def test_a_prefix_may_end_in_a_blank(tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text('BOT_PREFIX = "tocsin "', encoding="utf-8")
    assert load_deployment(tmp_path / "config.py").prefix == "tocsin "


def test_a_value_that_breaks_when_it_is_read_is_named_without_its_words(tmp_path: Path) -> None:
    text = """\
class Chats(dict):
    def items(self):
        raise ValueError("pa55word")
TOCSIN_CHATS = Chats(console={})
"""
    (problem,) = faults(tmp_path, text)
    assert (problem.key, "ValueError" in problem.what) == ("TOCSIN_CHATS", True)
    assert "pa55word" not in str(problem)


@pytest.mark.parametrize(
    "line",
    [
        "raise BaseException('pa55word')",
        "raise GeneratorExit",
        "raise NameError('\\x1b[31m\\nforged')",
        "raise KeyError('\\ud800')",
        "def deep(): deep()\ndeep()",
        "import asyncio; raise asyncio.CancelledError",
    ],
)
def test_whatever_the_file_raises_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    (problem,) = faults(tmp_path, line)
    assert "stopped with" in problem.what
    assert "pa55word" not in problem.what


def test_who_presses_ctrl_c_is_obeyed(tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text("raise KeyboardInterrupt", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        load_deployment(tmp_path / "config.py")
