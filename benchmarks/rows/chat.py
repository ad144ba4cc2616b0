"""A command's round trip through Errbot, against an Errbot command that does nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from errbot import BotPlugin, botcmd
from errbot.backends.base import Message

from benchmarks.conversation import lines
from benchmarks.figures import Figure
from benchmarks.rounds import medians, rate
from benchmarks.settings import Settings
from benchmarks.world import World, make_world
from tocsin.builtin.console_chat import ConsoleChat
from tocsin.errbot_host.console_bot import ConsoleBot
from tocsin.errbot_host.host import start_bot, stop_bot
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
    bot = _bot(world, folder)
    start_bot(bot, (Idle,))
    try:
        found = medians(
            {
                "idle": lambda: (
                    1000 / rate([partial(bot.hear, "ana", "#incidents", "!nothing")] * IDLE)
                ),
                "ours": lambda: 1000 / rate(_talk(world, bot)),
            },
            settings.rounds,
        )
    finally:
        stop_bot(bot)
        store.close()
    yield Figure(
        what="a command's round trip through Errbot",
        value=found["ours"],
        unit="ms",
        floor=found["idle"],
        floor_is="ms, an idle command",
        limit="the durable command itself (row `commands`); Errbot's own share is the floor",
    )


def _bot(world: World, folder: Path) -> ConsoleBot:
    people = world.system.teams.people
    return ConsoleBot(
        errbot_settings(data_dir=folder),
        chat=ConsoleChat(lambda _line: None),
        people=lambda: people,
        handle=world.system.said,
        new_id=lambda: secrets.token_hex(16),
        new_ref=lambda: secrets.token_hex(2),
    )


def _talk(world: World, bot: ConsoleBot) -> list[Callable[[], object]]:
    """What is said in some new incidents; they are declared here, before the clock runs."""
    return [
        partial(bot.hear, who, "#incidents", text)
        for _ in range(INCIDENTS)
        for who, text in lines(world.declare())
    ]
