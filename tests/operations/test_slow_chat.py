"""A chat a network away that takes a second for each post, and every worker there is.

Everything runs ten times as fast as the clock says: a post takes 0.1 s, a lease ends after 1.5 s.
"""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.engine.given import P1, START, ScriptedChat, SqliteHome, World, unavailable
from tocsin.chat import Action, MessageRef, RoomRef, Text
from tocsin.deadlines import Crew
from tocsin.simulate.virtual_clock import VirtualClock
from tocsin.testing.far_end import Answer, Arrived, FarEnd, json_answer

FAST = 10
MESSAGES = 100
SOON_S = 60.0


class Ticking(VirtualClock):
    """Goes by itself, ten times as fast as it should."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at=at)
        self._began = time.monotonic()

    def __call__(self) -> datetime:
        return self.at + timedelta(seconds=FAST * (time.monotonic() - self._began))


@dataclass
class Distant(ScriptedChat):
    """Posts over HTTP; how long that takes is for the other side to say."""

    url: str = ""

    def post(
        self,
        room: RoomRef,
        text: Text,
        *,
        key: str,
        thread: MessageRef | None = None,
        actions: tuple[Action, ...] = (),
        again: bool = False,
    ) -> MessageRef:
        self._touch()
        body = json.dumps({"room": room.name, "text": text.as_plain()}).encode()
        asked = urllib.request.Request(f"{self.url}/messages", data=body, method="POST")
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return MessageRef(platform=self.platform, room=room.id, id=json.load(answer)["id"])


def takes_its_time(asked: Arrived) -> Answer:
    time.sleep(1 / FAST)
    return json_answer({"id": str(hash(asked.body))})


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    with FarEnd() as made:
        made.on("POST", "/messages", takes_its_time)
        yield made


@pytest.fixture
def world(tmp_path: Path, far_end: FarEnd, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("TOCSIN_TEST_TOKEN", "s3cret")
    made = World(tmp_path, SqliteHome(tmp_path / "t.db"), crew=Crew)
    made.chats = {"irc": Distant(url=far_end.url)}
    made.restart()
    yield made
    made.system.stop(10.0)


def test_of_a_hundred_messages_none_is_posted_twice_or_lost(world: World, far_end: FarEnd) -> None:
    world.tell(P1)
    world.chat.down = unavailable()
    for number in range(MESSAGES):
        world.clock.at = START + timedelta(seconds=number + 1)
        world.say(f"!incident INC-1 update investigating | note-{number:03} | a | unknown")
    world.chat.down = None
    del far_end.arrived[:]
    world.clock = Ticking(world.clock.at)
    world.restart()
    world.system.start(lambda: None)
    ends = time.monotonic() + SOON_S
    while f"note-{MESSAGES - 1:03}" not in _told(far_end) and time.monotonic() < ends:
        time.sleep(0.1)
    assert [word for word in _told(far_end).split() if word.startswith("note-")] == [
        f"note-{number:03}" for number in range(MESSAGES)
    ]


def _told(far_end: FarEnd) -> str:
    return "\n".join(str(one.json()["text"]) for one in tuple(far_end.arrived))
