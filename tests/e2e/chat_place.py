"""A deployment whose one chat is that of the tests, and Ana who types there."""

from __future__ import annotations

import json
import re
import time
from abc import ABC, abstractmethod
from ast import literal_eval
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.e2e.deployment import Deployment
from tests.e2e.http import ask
from tests.patience import COMES_S

CHATS: Final = re.compile(r"^TOCSIN_CHATS = (.*)$", re.MULTILINE)
WAITING: Final = re.compile(r"^tocsin_effects_waiting (\S+)$", re.MULTILINE)
CONSOLE: Final = '{"console": {}}'
NAMES: Final = {"ana": "Ana Reyes", "bo": "Bo Lindqvist", "eva": "Eva Okafor", "cyrus": "Cyrus Tan"}


@dataclass(kw_only=True)
class ChatPlace(ABC):
    """A platform with a room #incidents, and the bot's deployment on it."""

    deployment: Deployment

    @abstractmethod
    def say(self, text: str) -> str:
        """Ana types in #incidents; the platform's id of it."""

    @abstractmethod
    def told(self, words: str) -> list[str]:
        """What the bot said in #incidents that has these words in it."""

    @abstractmethod
    def connected(self) -> None:
        """Wait until the bot hears."""

    @abstractmethod
    def gone(self) -> None:
        """Wait until the platform knows that it does not any more."""

    def until(self, happened: Callable[[], object], what: str, seconds: float = COMES_S) -> None:
        """Wait for something, bounded."""
        ends = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < ends, f"{what}: it did not happen; {self.told('')[-3:]}"
            time.sleep(0.02)

    def is_quiet(self) -> bool:
        """Whether nothing waits to be told, on any platform; asked a few times a second."""
        time.sleep(0.2)
        told = ask("GET", self.deployment.url("/metrics")).body.decode()
        (waiting,) = WAITING.findall(told)
        return float(waiting) == 0

    def record(self, incident: str = "INC-1") -> dict[str, Any]:
        """The export of an incident, at rest."""
        told: dict[str, Any] = json.loads(
            self.deployment.run("export", incident, "--format", "json").stdout
        )
        return told

    def noted(self, words: str) -> int:
        """How many events have these words, by the record."""
        bodies = [json.loads(one["body"]) for one in self.record()["events"] if one["body"]]
        return sum(one.get("type") == "noted" and words in str(one) for one in bodies)


def move_in(
    shop: Deployment, platform: str, settings: Mapping[str, object], ids: Mapping[str, str]
) -> None:
    """Give a deployment its chat, or another one, and its people their accounts there."""
    old = shop.config.read_text(encoding="utf-8")
    (chats,) = CHATS.findall(old)
    there = {} if chats == CONSOLE else literal_eval(chats)
    _write(shop.config, chats, repr({**there, platform: dict(settings)}))
    for one, name in NAMES.items():
        line, account = f'name = "{name}"\n', f'{platform} = "{ids[one]}"'
        if f"{line}accounts = {{ " in shop.team_file.read_text(encoding="utf-8"):
            _write(shop.team_file, f"{line}accounts = {{ ", f"{line}accounts = {{ {account}, ")
        else:
            _write(shop.team_file, line, f"{line}accounts = {{ {account} }}\n")


def with_console(shop: Deployment) -> None:
    """Have it listen at the terminal beside its other chats."""
    (chats,) = CHATS.findall(shop.config.read_text(encoding="utf-8"))
    _write(shop.config, chats, repr({"console": {}, **literal_eval(chats)}))


def _write(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
