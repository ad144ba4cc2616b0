"""A whole incident on Parley, typed and with its buttons and forms, and what people see of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.error import HTTPError

import pytest

from tocsin.chat import Backend
from tocsin.testing import Conversation, Onlookers, Seen
from tocsin_parley.backend import ParleyBackend


class People:
    """People with a client of Parley."""

    def __init__(self, ask: Callable[..., Any]) -> None:
        self._ask = ask

    def say(self, who: str, room: str, line: str) -> None:
        self._ask("say", by=who, room=self._room(who, room), text=line)

    def press(self, who: str, room: str, label: str) -> None:
        under = [one for one in self._read(who, room) if label in _labels(one)]
        self._ask("press", by=who, message=under[-1]["id"], label=label)

    def form(self, who: str, room: str) -> Sequence[str]:
        asked = [one["form"] for one in self._read(who, room) if one["form"]]
        return [field["name"] for field in asked[-1]["fields"]] if asked else []

    def submit(self, who: str, room: str, values: Mapping[str, str]) -> None:
        asked = [one["id"] for one in self._read(who, room) if one["form"]]
        self._ask("submit", by=who, message=asked[-1], values=values)

    def react(self, who: str, room: str, words: str, emoji: str) -> None:
        meant = [one["id"] for one in self._read(who, room) if words in one["shown"]]
        self._ask("react", by=who, message=meant[-1], emoji=emoji)

    def sees(self, who: str, room: str) -> Sequence[Seen]:
        return [
            Seen(
                text=one["shown"],
                does=tuple(kind for kind, _ in one["marks"]),
                buttons=_labels(one),
                pinned=one["pinned"],
                ours=one["by"] == "bot",
            )
            for one in self._read(who, room)
        ]

    def _read(self, who: str, room: str) -> Any:
        try:
            return self._ask("read", by=who, room=self._room(who, room))["messages"]
        except HTTPError as error:
            error.close()
            return []

    def _room(self, who: str, room: str) -> str:
        if not room:
            return f"@{who}"
        name = room.removeprefix("#")  # who looks for a room of the bot's must not make it
        return str(self._ask("find", by=who, name=name, make=name == "incidents")["id"])


def _labels(message: Any) -> tuple[str, ...]:
    return tuple(one["label"] for one in message["buttons"])


class TestParley(Conversation):
    @pytest.fixture
    def backend(self, make: Callable[..., ParleyBackend]) -> Backend:
        made = make()
        made._keep(str(made.chat.ask("events", {"after": "", "wait": 0})["cursor"]))
        return made

    @pytest.fixture
    def people(self, ask: Callable[..., Any]) -> Onlookers:
        return People(ask)
