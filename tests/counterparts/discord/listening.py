"""A process of the backend that listens there, and a core that remembers what it is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from tests.counterparts.discord.discord import Discord
from tests.patience import COMES_S, HANGS_S
from tocsin.chat import (
    Account,
    Card,
    ChatContext,
    EventResult,
    Form,
    Heard,
    RoomRef,
    Said,
    text,
)
from tocsin.errors import ProviderError, StoreUnavailable
from tocsin.providers import Secret
from tocsin.testing import COMMANDS
from tocsin_discord.backend import DiscordBackend
from tocsin_discord.config import DiscordConfig

ENV: Final = "TOCSIN_DISCORD_TEST"


@dataclass
class FakeEars:
    """A core that remembers what it heard."""

    forms: Mapping[str, Form] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    away: bool = False
    refuses: str = ""
    slow: threading.Event | None = None
    heard: list[Heard] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def hear(self, heard: Heard) -> EventResult:
        if self.slow is not None:
            self.slow.wait(HANGS_S)
        self._look()
        self.heard.append(heard)
        return EventResult(accepted=not self.refuses, reply=text(self.refuses))

    def form(self, name: str, account: Account, room: RoomRef | None, incident: str) -> Form | None:
        self._look()
        self.asked.append((name, account.id, incident))
        return self.forms.get(name)

    def complete(self, account: Account, room: RoomRef | None, typed: str) -> tuple[str, ...]:
        self._look()
        return tuple(one for one in self.lines if one.startswith(typed))

    def home(self, account: Account) -> tuple[Card, ...]:
        return ()

    def said(self, room: str = "") -> list[str]:
        """In one room, or anywhere."""
        every = [one for one in self.heard if isinstance(one, Said)]
        return [one.text for one in every if not room or (one.room and one.room.id == room)]

    def _look(self) -> None:
        if self.away:
            raise StoreUnavailable("the database is away")


def new(discord: Discord, folder: Path) -> DiscordBackend:
    """A process whose data folder that is."""
    now = partial(datetime.now, UTC)
    context = ChatContext(
        name="discord", data_dir=folder, clock=now, write_line=print, commands=COMMANDS
    )
    config = DiscordConfig(
        token=Secret(ENV), server=discord.guild_id, base_url=discord.url, roles={"Checkout": "shop"}
    )
    return DiscordBackend(config, context)


@contextmanager
def heeding(backend: DiscordBackend, ears: FakeEars) -> Iterator[None]:
    """It listens, until it is stopped."""
    stopped = threading.Event()
    thread = threading.Thread(target=_listen, args=(backend, ears, stopped), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        backend.stop(2)
        thread.join(COMES_S)
        assert not thread.is_alive()


def _listen(backend: DiscordBackend, ears: FakeEars, stopped: threading.Event) -> None:
    """As the core does: after a failure it listens again, a little later."""
    while not stopped.is_set():
        try:
            backend.listen(ears)
        except ProviderError:
            time.sleep(0.05)
        else:
            return


Start = Callable[..., tuple[DiscordBackend, FakeEars]]


def ref(channel: str, name: str = "#incidents") -> RoomRef:
    """A channel."""
    return RoomRef(platform="discord", id=channel, name=name)


def only(found: list[Any]) -> Any:
    """The one there is."""
    (one,) = found
    return one
