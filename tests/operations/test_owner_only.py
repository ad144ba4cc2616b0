"""What Tocsin makes is its owner's alone, whatever the umask of whoever starts it."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.bot import running
from tests.e2e.deployment import TOCSIN, Deployment
from tests.patience import HANGS_S
from tocsin.cli.data_folder import open_to_others, own_data_folder
from tocsin.config.deployment import load_deployment


@pytest.fixture
def careless() -> Iterator[None]:
    """A shell that lets everybody read everything."""
    before = os.umask(0)
    yield
    os.umask(before)


def open_things(folder: Path) -> list[str]:
    """Whatever others may read or enter."""
    every = [folder, *folder.rglob("*")]
    return [str(one) for one in every if stat.S_IMODE(one.lstat().st_mode) & 0o077]


@pytest.mark.e2e
def test_everything_a_bot_and_its_tools_make(
    shop: Deployment, careless: None, tmp_path: Path
) -> None:
    with running(shop) as bot:
        bot.say("!incident declare checkout returns 500s p1")
        bot.say("#INC-1: !incident resolve --override it was nothing")
        bot.end_input()
    out = tmp_path / "out"
    out.mkdir(mode=0o700)
    assert shop.run("db", "backup", str(out / "night.db")).returncode == 0
    demo = [str(TOCSIN), "demo", "--fast", "--save", str(out / "demo")]
    subprocess.run(demo, capture_output=True, check=True, timeout=HANGS_S)
    data = shop.folder / "data"
    assert (data / "tocsin.db").is_file()
    assert (out / "demo" / "transcript.txt").is_file()
    assert open_things(data) + open_things(out) == []


def test_the_folder_is_made_for_its_owner(shop: Deployment, careless: None) -> None:
    own_data_folder(load_deployment(shop.config))
    assert stat.S_IMODE((shop.folder / "data").stat().st_mode) == 0o700


def test_a_folder_that_others_may_read_is_told_and_left(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o755)
    assert open_to_others(folder).startswith(f"others may read the data folder {folder}: chmod -R")
    (folder / "tocsin.db").touch()
    (folder / "tocsin.db").chmod(0o644)
    assert f"{folder} (tocsin.db as well): chmod -R go-rwx {folder}" in open_to_others(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    folder.chmod(0o700)
    assert open_to_others(folder) == ""
    assert open_to_others(tmp_path / "nowhere") == ""


@pytest.mark.e2e
def test_check_and_run_say_it(shop: Deployment) -> None:
    folder = shop.folder / "data"
    folder.mkdir()
    folder.chmod(0o755)
    checked = shop.run("check")
    assert checked.returncode == 0
    assert "warning: " in checked.stdout
    assert f"BOT_DATA_DIR: Others may read the data folder {folder}. Chmod -R" in checked.stdout
    with running(shop, "--no-input") as bot:
        bot.terminate()
    assert f"chmod -R go-rwx {folder}" in bot.err.text()
