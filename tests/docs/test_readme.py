"""The README does what it says: its `bash` blocks run, and answer what stands beneath them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.docs.pages import Block, blocks, page
from tests.patience import HANGS_S
from tocsin.config.deployment import DEMO_TEAMS
from tocsin.desk.verbs import VERBS

README: Final = page("README.md")
LOOPBACK: Final = '{"host": "127.0.0.1", "port": 0'
SET_UP: Final = ("python3 -m venv ", ".venv/bin/", "AM_TOKEN=", "curl ", "  -d ")
NOBODY: Final = "http://127.0.0.1:9"
SECRETS: Final = {"AM_TOKEN": "secret", "HOOK_SECRET": "secret"}


def shell(script: str, folder: Path) -> str:
    """What a script prints in `folder`; anything but exit code 0 is a failure."""
    done = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", script],
        cwd=folder,
        env=surroundings(),
        capture_output=True,
        text=True,
        timeout=HANGS_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def surroundings(**more: str) -> dict[str, str]:
    """The environment of a reader who has Tocsin installed and none of its variables set."""
    kept = {name: value for name, value in os.environ.items() if name not in SECRETS}
    return {**kept, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", **more}


def in_order(told: list[str], printed: list[str]) -> list[str]:
    """The lines told that were not printed, in their order; `…` stands for anything."""
    waiting = iter(printed)
    return [line for line in told if not any(fits(line, one) for one in waiting)]


def fits(told: str, printed: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, told.split("…"))), printed) is not None


def examples() -> list[tuple[Block, Block | None]]:
    """Each `bash` block with the `text` block that follows it, if one does."""
    found = [one for one in blocks(README) if one.kind in ("bash", "text")]
    after = [*found[1:], None]
    return [
        (one, then if then is not None and then.kind == "text" else None)
        for one, then in zip(found, after, strict=True)
        if one.kind == "bash"
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A reader's folder: the made-up team, and a free port instead of 8080."""
    (tmp_path / "config.py").write_text(
        f"TOCSIN_TEAMS_DIR = {str(DEMO_TEAMS)!r}\nTOCSIN_WEB = {LOOPBACK}}}\n"
    )
    return tmp_path


def test_every_example_runs_and_answers_what_it_shows(folder: Path) -> None:
    """One after the other in one folder, as a reader does."""
    for block, shown in examples():
        printed = shell(block.text, folder).splitlines()

        told = shown.text.splitlines() if shown is not None else []
        assert in_order(told, printed) == [], "\n".join(printed)


def test_there_are_examples_of_each_part() -> None:
    scripts = "".join(block.text for block, shown in examples() if shown is not None)

    for part in ("run <", "simulate", "check", "export", "verify"):
        assert f"tocsin {part}" in scripts


def test_a_line_that_is_not_printed_is_found() -> None:
    assert in_order(["a … c", "b"], ["b", "a 1 c", "d"]) == ["b"]
    assert in_order(["a … c", "d"], ["b", "a 1 c", "d"]) == []


def test_what_is_not_run_is_only_set_up() -> None:
    """A `sh` block is not executed here, so it may hold nothing but these."""
    lines = [line for one in blocks(README) if one.kind == "sh" for line in one.text.splitlines()]

    assert lines
    assert [line for line in lines if not line.startswith(SET_UP)] == []


@pytest.mark.parametrize(
    "target", sorted(set(re.findall(r"^    make (\w+)", README, re.MULTILINE)))
)
def test_the_targets_of_make_exist(target: str) -> None:
    assert re.search(rf"^{target}:", page("Makefile"), re.MULTILINE)


def test_the_demo_ends_well(tmp_path: Path) -> None:
    printed = shell("tocsin demo --fast", tmp_path)

    assert "INC-1 is closed" in printed
    assert list(tmp_path.iterdir()) == []


def test_an_alert_as_in_the_readme_opens_an_incident_and_its_repeat_joins(folder: Path) -> None:
    write_shop(folder)
    body = re.search(r"-d '(\{.*\})'", README)
    assert body is not None

    with running(folder / "shop" / "config.py") as address:
        first = post(f"{address}/hooks/shop/prom", body[1], "secret")
        again = post(f"{address}/hooks/shop/prom", body[1], "secret")
        stranger = post(f"{address}/hooks/shop/prom", body[1], "guess")

    assert first == (201, {"incident": "INC-1"})
    assert again == (202, {"incident": "INC-1"})
    assert stranger[0] == 401


def write_shop(folder: Path) -> None:
    """The deployment of the README, on a free port, with a pager where nobody listens."""
    made = next(block.text for block, _ in examples() if "shop/teams/shop.toml" in block.text)
    here = made.replace('"port": 8080', '"port": 0').replace("https://pager.example.org", NOBODY)
    assert here.count(NOBODY) == 1
    shell(here, folder)


@contextmanager
def running(config: Path) -> Iterator[str]:
    """A bot that runs without input; gives the address of its web server."""
    bot = subprocess.Popen(
        [Path(sys.executable).parent / "tocsin", "run", "--config", config, "--no-input"],
        stderr=subprocess.PIPE,
        env=surroundings(**SECRETS),
        text=True,
    )
    assert bot.stderr is not None
    with bot, bot.stderr:
        try:
            greeting = re.search(r"web on (http://\S+);", bot.stderr.readline())
            assert greeting is not None
            yield greeting[1]
        finally:
            bot.terminate()
            bot.communicate(timeout=HANGS_S)


def post(url: str, body: str, token: str) -> tuple[int, object]:
    """Status and JSON of the answer."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(url, body.encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_every_verb_of_the_readme_exists_and_none_that_exists_is_named_as_missing() -> None:
    there, _, missing = README.partition("## What it does not do yet")
    typed = set(re.findall(r"!incident (?:INC-\d+ )?([a-z-]+)", there))
    absent = re.search(r"\*\*Verbs not there:\*\*(.*?)\. ", missing, re.DOTALL)

    assert typed
    assert typed <= set(VERBS)
    assert set(re.findall(r"`([a-z-]+)`", absent[1] if absent else "")) & set(VERBS) == set()
