"""A data folder in which nothing can be kept is said before anything relies on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.deployment import Deployment, deploy
from tocsin.cli.data_folder import own_data_folder
from tocsin.config.deployment import load_deployment
from tocsin.errors import ConfigError


@pytest.fixture
def shop(tmp_path: Path) -> Deployment:
    return deploy(tmp_path / "shop")


@pytest.fixture
def closed(shop: Deployment) -> Iterator[Path]:
    """A folder that may be read and not written."""
    folder = shop.folder / "data"
    folder.mkdir(mode=0o500)
    yield folder
    folder.chmod(0o700)


def test_a_folder_that_is_not_there_is_made(shop: Deployment) -> None:
    own_data_folder(load_deployment(shop.config))
    assert list((shop.folder / "data").iterdir()) == []


def test_a_file_in_its_place_names_the_setting_and_the_way_out(shop: Deployment) -> None:
    (shop.folder / "data").write_text("a letter")
    with pytest.raises(ConfigError) as refused:
        own_data_folder(load_deployment(shop.config))
    assert str(refused.value) == (
        f"{shop.config}: BOT_DATA_DIR: Nothing can be kept in {shop.folder / 'data'}: File exists. "
        "Name a folder that this user may write to."
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(shop: Deployment, closed: Path) -> None:
    with pytest.raises(ConfigError, match=f"Nothing can be kept in {closed}: Permission denied"):
        own_data_folder(load_deployment(shop.config))


@pytest.mark.e2e
def test_the_bot_ends_with_2_and_that_sentence(shop: Deployment) -> None:
    (shop.folder / "data").write_text("a letter")
    done = shop.run("run", "--no-input")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "BOT_DATA_DIR: Nothing can be kept in" in done.stderr
