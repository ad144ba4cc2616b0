"""A whole system with Errbot as the host of its platforms."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from tests.engine.given import TEAM, ScriptedChat, World
from tocsin.builtin.console_chat import ConsoleChat
from tocsin.chat import Account, Ears, EventResult, RoomRef, Said
from tocsin.errbot_host.platform_bots import PlatformBots
from tocsin.errbot_host.settings import errbot_settings

ACCOUNTS = {"ana": "U1", "bo": "U2", "eva": "U3"}
TEAM_WITH_ACCOUNTS = "\n".join(
    f'{line}\naccounts = {{ mesh = "{ACCOUNTS[line.split(".")[1][:-1]]}" }}'
    if line.startswith("[people.") and line.split(".")[1][:-1] in ACCOUNTS
    else line
    for line in TEAM.splitlines()
)


@dataclass(kw_only=True)
class Platform:
    """One platform of the system, as its people see it."""

    world: World
    name: str
    ears: Ears
    ids: Iterator[int]

    def say(self, text: str, by: str = "ana", *, room: str = "#incidents") -> EventResult:
        """Say something there, by the person's id (a platform with its own ids knows them)."""
        account = ACCOUNTS.get(by, by) if self.name == "mesh" else by
        ref = RoomRef(platform=self.name, id=room.removeprefix("#"), name=room) if room else None
        result = self.ears.hear(
            Said(
                event_id=f"{self.name}{next(self.ids)}",
                account=Account(platform=self.name, id=account, name="Eva"),
                room=ref,
                text=text,
            )
        )
        self.world.system.settle_now()
        return result


@dataclass(kw_only=True)
class Hosted:
    """The system, its platforms, and what was said on each."""

    world: World
    platforms: dict[str, Platform]
    lines: list[str]

    def said(self, platform: str) -> str:
        """Everything the bot said there."""
        if platform == "console":
            return "\n".join(self.lines)
        chat = self.world.chats[platform]
        return "\n".join((*(words for _, words in chat.posts), *(w for _, w in chat.directs)))


@contextmanager
def hosted(
    folder: Path,
    plugins: tuple[type[object] | Path, ...],
    *,
    patience_s: float = 5.0,
    starting_s: float = 5.0,
) -> Iterator[Hosted]:
    """The console and a platform with ids of its own, in one process."""
    lines: list[str] = []
    world = World(folder, teams={"shop": TEAM_WITH_ACCOUNTS}, chats=("mesh",))
    mesh = ScriptedChat(platform="mesh", able=frozenset({"topic", "pin", "edit", "invite"}))
    chats_of_two: dict[str, Any] = {"mesh": mesh, "console": ConsoleChat(lines.append)}
    world.chats = chats_of_two
    world.boot()
    chats, people = world.system.instances.providers.chats, world.teams.people
    hosting = PlatformBots(
        settings=lambda _name: errbot_settings(data_dir=folder, admins=("eva",)),
        chats=chats,
        ears=world.system.ears,
        house=world.system.ears,
        speaker=world.system.ears.speaker,
        people=lambda: people,
        plugins=plugins,
        patience_s=patience_s,
        starting_s=starting_s,
    )
    with ExitStack() as stack:
        ears = {name: stack.enter_context(hosting.opened(name)) for name in world.chats}
        ids = count(1)
        yield Hosted(
            world=world,
            platforms={
                name: Platform(world=world, name=name, ears=one, ids=ids)
                for name, one in ears.items()
            },
            lines=lines,
        )
