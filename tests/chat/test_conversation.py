"""A whole incident at the console, as lines that are typed and lines that are read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from queue import Queue
from types import MappingProxyType

import pytest

from tocsin.builtin.console import ConsoleBackend
from tocsin.builtin.console_chat import ConsoleChat
from tocsin.chat import Backend, Seat
from tocsin.testing import Conversation, Onlookers, Seen

NOBODY: Sequence[str] = ()
IDS = count()


class Console(ConsoleBackend):
    """A console at which several people type, and read what stands there."""

    def __init__(self) -> None:
        self.typed: Queue[str | None] = Queue()
        self.shown: list[str] = []
        super().__init__(
            ConsoleChat(self.shown.append),
            seat=Seat(
                read=self._read,
                pause=lambda _length: None,
                complain=self.shown.append,
                speaker="ana",
                room="#incidents",
                people=lambda: {"ana", "bo", "cy", "dana"},
                room_of=lambda _key: None,
            ),
            interactive=False,
            prefix="!",
            clock=lambda: datetime.now(UTC),
            write_line=self.shown.append,
            new_id=lambda: f"line-{next(IDS)}",
        )

    def _read(self, _prompt: str) -> str:
        line = self.typed.get()
        if line is None:
            raise EOFError
        return line

    def stop(self, seconds: float) -> None:
        super().stop(seconds)
        self.typed.put(None)


class People:
    """Everybody reads along at a console; nothing is there to press."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def say(self, who: str, room: str, line: str) -> None:
        self._console.typed.put(f"@{who} {room or '#incidents'}: {line}")

    def press(self, who: str, room: str, label: str) -> None:
        raise AssertionError("a console has no buttons")

    def form(self, who: str, room: str) -> Sequence[str]:
        return NOBODY

    def submit(self, who: str, room: str, values: Mapping[str, str]) -> None:
        raise AssertionError("a console has no forms")

    def react(self, who: str, room: str, words: str, emoji: str) -> None:
        raise AssertionError("a console has no reactions")

    def sees(self, who: str, room: str) -> Sequence[Seen]:
        place, lines = re.escape(room or f"@{who}"), "\n".join(self._console.shown)
        found = re.findall(rf"^\[{place}\] tocsin: (.*(?:\n  .*)*)", lines, re.M)
        return [Seen(text=re.sub(r"\n  ", "\n", one)) for one in found]


class TestConsole(Conversation):
    exceptions = MappingProxyType(
        {"test_one_card_is_pinned_and_follows_what_happens": "a card is shown there by `/card`"}
    )

    @pytest.fixture
    def console(self) -> Console:
        return Console()

    @pytest.fixture
    def backend(self, console: Console) -> Backend:
        return console

    @pytest.fixture
    def people(self, console: Console) -> Onlookers:
        return People(console)
