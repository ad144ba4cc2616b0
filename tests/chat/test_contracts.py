"""Chats that are in the house keep the contract that backends keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest

from tocsin.builtin.console_chat import ConsoleChat
from tocsin.chat.port import Chat
from tocsin.simulate.doubles import Health, RecordingChat
from tocsin.simulate.recorder import Recorder
from tocsin.testing import ChatContract

START = datetime(2026, 12, 24, 2, 0, tzinfo=UTC)


def recording(health: Health) -> RecordingChat:
    return RecordingChat("console", Recorder(lambda: START, START, {}), health)


class TestRecordingChat(ChatContract):
    exceptions: ClassVar[Mapping[str, str]] = {
        "said": "its rows are every call that is made of a chat, repeats too"
    }

    @pytest.fixture
    def chat(self) -> Chat:
        return recording(Health())

    @pytest.fixture
    def down(self) -> Chat:
        return recording(Health(faults={"chat.console": "down"}))


def broken_pipe(_line: str) -> None:
    raise BrokenPipeError(32, "Broken pipe")


class TestConsoleChat(ChatContract):
    @pytest.fixture
    def lines(self) -> list[str]:
        return []

    @pytest.fixture
    def said(self, lines: list[str]) -> Callable[[], Sequence[str]]:
        return lambda: lines

    @pytest.fixture
    def chat(self, tmp_path: Path, lines: list[str]) -> Chat:
        return ConsoleChat(lines.append, files=tmp_path / "files")

    @pytest.fixture
    def down(self, tmp_path: Path) -> Chat:
        return ConsoleChat(broken_pipe, files=tmp_path / "files")


class TestConsoleChatWithoutFiles(ChatContract):
    exceptions: ClassVar[Mapping[str, str]] = {
        "down": "proved of the console with files; no other code writes the lines",
        "said": "proved of the console with files; no other code writes the lines",
    }

    @pytest.fixture
    def chat(self) -> Chat:
        lines: list[str] = []
        return ConsoleChat(lines.append)
