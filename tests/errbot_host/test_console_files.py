"""The console keeps a file below the data folder, and says in one line where it lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.builtin.console_chat import ConsoleChat
from tocsin.chat.port import File, RoomRef
from tocsin.errors import ProviderError

CHART = File(name="shop-2026-Q4-times.png", media_type="image/png", content=b"one", alt="MTTR 1h")
LATER = File(name=CHART.name, media_type="image/png", content=b"two", alt="MTTR 2h")


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "files"


@pytest.fixture
def chat(lines: list[str], folder: Path) -> ConsoleChat:
    return ConsoleChat(lines.append, files=folder)


@pytest.fixture
def room(chat: ConsoleChat) -> RoomRef:
    return chat.find_room("#incidents")


def test_a_file_is_kept_and_said(
    chat: ConsoleChat, room: RoomRef, lines: list[str], folder: Path
) -> None:
    chat.upload(room, CHART, key="k1")
    assert lines == [f"[#incidents] tocsin: file {folder / CHART.name}: MTTR 1h"]
    assert (folder / CHART.name).read_bytes() == b"one"


def test_only_the_owner_may_read_it(chat: ConsoleChat, room: RoomRef, folder: Path) -> None:
    chat.upload(room, CHART, key="k1")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / CHART.name).stat().st_mode & 0o777 == 0o600


def test_a_repeat_says_and_keeps_nothing(
    chat: ConsoleChat, room: RoomRef, lines: list[str], folder: Path
) -> None:
    assert chat.upload(room, CHART, key="k1") == chat.upload(room, CHART, key="k1")
    assert len(lines) == len(list(folder.iterdir())) == 1


def test_what_a_line_pointed_at_stays_as_it_was(
    chat: ConsoleChat, room: RoomRef, lines: list[str], folder: Path
) -> None:
    for key, file in (("k1", CHART), ("k2", LATER), ("k3", LATER)):
        chat.upload(room, file, key=key)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "shop-2026-Q4-times.png": b"one",
        "shop-2026-Q4-times-2.png": b"two",
    }
    assert [line.count("times-2.png") for line in lines] == [0, 1, 1]


def test_a_link_in_its_place_is_not_followed(
    chat: ConsoleChat, room: RoomRef, folder: Path, tmp_path: Path
) -> None:
    folder.mkdir(parents=True)
    (folder / CHART.name).symlink_to(tmp_path / "elsewhere")
    chat.upload(room, CHART, key="k1")
    assert not (tmp_path / "elsewhere").exists()
    assert (folder / "shop-2026-Q4-times-2.png").read_bytes() == b"one"


def test_words_from_outside_cannot_steer_the_terminal(
    chat: ConsoleChat, room: RoomRef, lines: list[str]
) -> None:
    alt = "Shop\n[#incidents] tocsin: \x1b[2Jforged"
    chat.upload(room, File(name="a.png", media_type="image/png", content=b"x", alt=alt), key="k1")
    assert len(lines) == 1
    assert "\x1b" not in lines[0]


def test_a_folder_that_cannot_be_made_is_said(lines: list[str], tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    chat = ConsoleChat(lines.append, files=tmp_path / "data" / "files")
    with pytest.raises(ProviderError, match="no file can be kept in"):
        chat.upload(chat.find_room("#incidents"), CHART, key="k1")
    assert lines == []


def test_a_console_without_a_folder_takes_no_files(lines: list[str]) -> None:
    chat = ConsoleChat(lines.append)
    assert "upload" not in chat.capabilities
    with pytest.raises(ProviderError, match="takes no files"):
        chat.upload(chat.find_room("#incidents"), CHART, key="k1")
