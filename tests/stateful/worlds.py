"""Two processes of one deployment; where a store serves one process only, two threads of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.engine.given import ScriptedChat, World
from tests.stateful.grounds import Ground
from tocsin.chat.port import RoomRef
from tocsin.store.contract import Store

FAR = 1000


@dataclass
class HeldChat(ScriptedChat):
    """A chat that says when a room is about to be opened."""

    room_hook: Callable[[], None] = lambda: None

    def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
        self.room_hook()
        return super().open_room(name, incident, private=private)


@dataclass
class Opened:
    """A home whose store is opened elsewhere."""

    store: Callable[[], Store]

    def open(self) -> Store:
        return self.store()


@dataclass
class Pair:
    """Two processes that share clock, chat, tools and rows. `here` and `there` may be the same."""

    here: World
    there: World
    said: int = 0
    turn: threading.Lock = field(default_factory=threading.Lock)

    def say(self, text: str, by: str = "ana", *, at: World | None = None) -> str:
        """Say something that must be accepted; each message has an id of its own."""
        with self.turn:
            self.said += 1
            message = f"said-{self.said}"
        reply = (at or self.here).say(text, by, message=message)
        assert reply.accepted, reply.text.as_plain()
        return reply.text.as_plain()


@contextmanager
def pair(ground: Ground, folder: Path) -> Iterator[Pair]:
    """Both of them, on a ground with nothing in it."""
    here = World(folder, Opened(ground.open))
    here.chats = {"irc": HeldChat()}
    here.boot()
    there = here
    if ground.another() is not ground.open():
        there = World(folder, Opened(ground.another))
        there.clock, there.bells, there.chats = here.clock, here.bells, here.chats
        for _ in range(FAR):
            there.ids.token()  # so that it makes other ids
        there.boot()
    yield Pair(here=here, there=there)
