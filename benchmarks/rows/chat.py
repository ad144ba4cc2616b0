"""A command's round trip through Errbot, against an Errbot command that does nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from errbot import BotPlugin, botcmd
from errbot.backends.base import Message

from benchmarks.conversation import lines
from benchmarks.figures import Figure
from benchmarks.rounds import medians, rate
from benchmarks.settings import Settings
from benchmarks.world import World, make_world
from tocsin.bootstrap.clock_and_ids import utc_now
from tocsin.builtin.console_chat import ConsoleChat
from tocsin.builtin.console_input import ConsoleInput
from tocsin.chat import Ears
from tocsin.errbot_host.platform_bots import PlatformBots
from tocsin.errbot_host.settings import errbot_settings
from tocsin.store.sqlite import open_sqlite

INCIDENTS = 6
IDLE = 500


class Idle(BotPlugin):  # type: ignore[misc]  # Errbot has no types
    """The least Errbot can do: find a command and print what it returns."""

    @botcmd  # type: ignore[untyped-decorator]  # Errbot has no types
    def nothing(self, msg: Message, args: str) -> str:
        return "nothing was done"


def measure(settings: Settings) -> Iterator[Figure]:
    """The same bot hears both, and prints nowhere."""
    folder = settings.fresh("chat")
    store = open_sqlite(folder / "tocsin.db")
    world = make_world(folder, store)
    chat = ConsoleChat(lambda _line: None)
    with _hosted(world, folder, chat) as ears:
        handler = ConsoleInput(
            chat=chat, ears=ears, prefix="!", clock=utc_now, new_id=lambda: secrets.token_hex(16)
        )
        idle = partial(handler.hear, "ana", "#incidents", "!nothing")
        found = medians(
            {
                "idle": lambda: 1000 / rate([idle] * IDLE),
                "ours": lambda: 1000 / rate(_talk(world, handler)),
            },
            settings.rounds,
        )
    store.close()
    yield Figure(
        what="a command's round trip through Errbot",
        value=found["ours"],
        unit="ms",
        floor=found["idle"],
        floor_is="ms, an idle command",
        limit="the durable command itself (row `commands`); Errbot's own share is the floor",
    )


def _hosted(world: World, folder: Path, chat: ConsoleChat) -> AbstractContextManager[Ears]:
    people, chats = world.system.teams.people, {"console": chat}
    hosting = PlatformBots(
        settings=lambda _platform: errbot_settings(data_dir=folder),
        chats=chats,
        ears=world.system.ears,
        speaker=world.system.ears.speaker,
        house=world.system.ears,
        people=lambda: people,
        plugins=(Idle,),
    )
    return hosting.opened("console")


def _talk(world: World, handler: ConsoleInput) -> list[Callable[[], object]]:
    """What is said in some new incidents; they are declared here, before the clock runs."""
    return [
        partial(handler.hear, who, "#incidents", text)
        for _ in range(INCIDENTS)
        for who, text in lines(world.declare())
    ]
