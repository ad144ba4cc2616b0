"""Chats that are in the house keep the contract that backends keep."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest

from tocsin.builtin.console_chat import ConsoleChat
from tocsin.chat.port import Chat
from tocsin.simulate.chat_doubles import RecordingChat, TargetHealth
from tocsin.simulate.recorder import Recorder
from tocsin.testing import ChatContract, Seen, Sees

START = datetime(2026, 12, 24, 2, 0, tzinfo=UTC)


def recording(health: TargetHealth) -> RecordingChat:
    return RecordingChat("console", Recorder(lambda: START, START, {}), health)


NOBODY_ELSE = {
    "stranger": "in a simulation nobody else makes rooms",
    "deleted": "in a simulation nobody takes rooms away",
}


class TestRecordingChat(ChatContract):
    exceptions: ClassVar[Mapping[str, str]] = {
        **NOBODY_ELSE,
        "sees": "its rows are every call that is made of a chat, repeats too",
    }

    @pytest.fixture
    def chat(self) -> Chat:
        return recording(TargetHealth())

    @pytest.fixture
    def down(self) -> Chat:
        return recording(TargetHealth(faults={"chat.console": "down"}))


def broken_pipe(_line: str) -> None:
    raise BrokenPipeError(32, "Broken pipe")


AT_A_CONSOLE = {
    "deleted": "no room of a console is taken away",
    "test_what_is_whispered_is_seen_by_one_alone": "there it is said to that person alone",
    "test_a_message_is_pinned_and_pinned_again": "what is pinned is shown by `/card`",
    "test_a_card_is_there_once_for_its_key": "a line that was printed stays as it is",
    "test_a_message_that_was_posted_can_be_edited_as_a_card_can": "a printed line stays as it is",
    "test_nobody_outside_a_private_room_sees_what_is_said_in_it": "there everybody reads along",
}


def seen(lines: Sequence[str], place: str) -> Sequence[Seen]:
    """What stands on a console of one place: its lines, with those indented below them."""
    found = re.findall(rf"^\[{re.escape(place)}\] \S+: (.*(?:\n  .*)*)", "\n".join(lines), re.M)
    return [Seen(text=re.sub(r"\n  ", "\n", one)) for one in found]


class TestConsoleChat(ChatContract):
    @pytest.fixture
    def lines(self) -> list[str]:
        return []

    exceptions: ClassVar[Mapping[str, str]] = AT_A_CONSOLE

    @pytest.fixture
    def sees(self, lines: list[str]) -> Sees:
        return lambda room, account: seen(lines, room.name if room else f"@{account.id}")

    @pytest.fixture
    def stranger(self, chat: Chat) -> Callable[[str], str]:
        return lambda name: chat.find_room(name).id

    @pytest.fixture
    def chat(self, tmp_path: Path, lines: list[str]) -> Chat:
        return ConsoleChat(lines.append, files=tmp_path / "files")

    @pytest.fixture
    def down(self, tmp_path: Path) -> Chat:
        return ConsoleChat(broken_pipe, files=tmp_path / "files")


class TestConsoleChatWithoutFiles(ChatContract):
    exceptions: ClassVar[Mapping[str, str]] = {
        "down": "proved of the console with files; no other code writes the lines",
        "sees": "proved of the console with files; no other code writes the lines",
        "deleted": "no room of a console is taken away",
        "stranger": "proved of the console with files",
    }

    @pytest.fixture
    def chat(self) -> Chat:
        lines: list[str] = []
        return ConsoleChat(lines.append)
