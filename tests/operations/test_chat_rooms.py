"""`tocsin chat doctor` looks for the rooms that the team files name, as the bot would."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.operations.test_chat_people import Directory, Tuned, teams
from tests.patience import HANGS_S
from tocsin.chat import Finding, RoomRef
from tocsin.cli import chat_doctor
from tocsin.cli.chat_doctor import room_findings
from tocsin.config import load_teams
from tocsin.config.values import Teams
from tocsin.errors import ProviderError
from tocsin.plugin_manager import load_plugins

Finds = Callable[[str], RoomRef]


class Place(Directory):
    """A platform that looks for a room as a test says."""

    def __init__(self, finds: Finds) -> None:
        super().__init__(lambda _email: None, frozenset())
        self._finds = finds

    def find_room(self, name: str) -> RoomRef:
        self.asked.append(name)
        return self._finds(name)


def platform(finds: Finds) -> Tuned:
    made = Tuned(lambda _email: None)
    made.directory = Place(finds)
    return made


def here(name: str) -> RoomRef:
    return RoomRef(platform="irc", id="7", name=name)


def refuses(error: Exception) -> Finds:
    def find(_name: str) -> RoomRef:
        raise error

    return find


def written(tmp_path: Path, chat: str) -> Teams:
    teams(tmp_path)
    file = tmp_path / "teams" / "shop.toml"
    file.write_text(file.read_text() + f"\n[chat]\n{chat}\n", encoding="utf-8")
    found = load_teams(tmp_path / "teams", load_plugins().models)
    found.raise_if_broken()
    return found


def test_a_room_that_is_there_is_named(tmp_path: Path) -> None:
    found = list(room_findings("irc", platform(here), teams(tmp_path)))

    assert found == [Finding(what="the room #incidents of shop", verdict="ok")]


def test_what_the_platform_says_of_a_missing_one_is_told(tmp_path: Path) -> None:
    missing = refuses(ProviderError("not_found", "There is none; type /invite @tocsin."))

    (found,) = room_findings("irc", platform(missing), teams(tmp_path))

    assert (found.verdict, found.detail) == ("fault", "There is none; type /invite @tocsin.")


def test_each_room_is_looked_for_once(tmp_path: Path) -> None:
    asked = platform(here)

    list(room_findings("irc", asked, written(tmp_path, 'announce = "#ops"\ntriage = "#triage"')))

    assert asked.directory.asked == ["#ops", "#triage"]


def test_a_team_that_is_not_on_this_platform_has_no_rooms_here(tmp_path: Path) -> None:
    asked = platform(here)

    assert list(room_findings("irc", asked, written(tmp_path, 'platforms = ["console"]'))) == []


def test_a_platform_that_is_away_is_asked_once(tmp_path: Path) -> None:
    away = platform(refuses(ProviderError("unavailable", "nobody answers")))

    (found,) = room_findings("irc", away, written(tmp_path, 'triage = "#triage"'))

    assert found.detail == "nobody answers"


def test_a_room_that_is_missing_keeps_no_other_from_being_looked_for(tmp_path: Path) -> None:
    missing = platform(refuses(ProviderError("not_found", "there is none")))

    assert len(list(room_findings("irc", missing, written(tmp_path, 'triage = "#triage"')))) == 2


def test_one_that_raises_is_told_without_its_words(tmp_path: Path) -> None:
    (found,) = room_findings(
        "irc", platform(refuses(ValueError("token=SECRET123"))), teams(tmp_path)
    )

    assert found.verdict == "fault"
    assert "SECRET123" not in found.detail


def test_one_that_hangs_is_left_after_its_time(tmp_path: Path) -> None:
    let_go = threading.Event()

    def hangs(name: str) -> RoomRef:
        let_go.wait(HANGS_S)
        return here(name)

    (found,) = room_findings("irc", platform(hangs), teams(tmp_path), seconds=0.05)
    let_go.set()

    assert "no answer within" in found.detail


def test_the_command_tells_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    teams(tmp_path)
    (tmp_path / "config.py").write_text("", encoding="utf-8")

    assert chat_doctor.examine(tmp_path / "config.py", "console") == 0
    assert "ok      console: the room #incidents of shop" in capsys.readouterr().out
