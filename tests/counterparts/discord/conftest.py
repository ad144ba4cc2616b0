"""A guild, and an app in it by discord.py: its client, its commands and its modals."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from typing import Any, TypeVar

import discord as library
import pytest
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.counterparts.discord import Discord

T = TypeVar("T")
WAIT_S = 20.0


@pytest.fixture
def discord() -> Iterator[Discord]:
    with Discord() as made:
        yield made


class Form(library.ui.Modal, title="Say more"):
    what: library.ui.TextInput[Form] = library.ui.TextInput(label="What", custom_id="what")

    async def on_submit(self, interaction: library.Interaction) -> None:
        await interaction.response.send_message(f"filled in: {self.what.value}", ephemeral=True)


class App(library.Client):
    """Answers `/incident`: its `line` says how."""

    def __init__(self, discord: Discord, intents: library.Intents) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.05, enable_debug_events=True)
        self.discord = discord
        self.frames: list[dict[str, Any]] = []
        self.server = library.Object(int(discord.guild_id))
        self.tree = app_commands.CommandTree(self)
        self.tree.command(name="incident", guild=self.server)(_incident)
        self.tree.context_menu(name="Declare incident", guild=self.server)(_declare)
        self._line = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="app", daemon=True)
        self.ended: BaseException | None = None

    def _run(self) -> None:
        try:
            self._line.run_until_complete(self.start(self.discord.token))
        except library.DiscordException as error:
            self.ended = error
        finally:
            self._line.run_until_complete(self._let_go())
            self._line.close()

    async def _let_go(self) -> None:
        await self.close()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for one in left:
            one.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def begin(self) -> None:
        """Connect, and wait for READY."""
        self._thread.start()
        self.discord.until(lambda: self.is_ready() or self.ended)

    def finish(self) -> None:
        """Let go of the socket."""
        with suppress(RuntimeError):  # it ended by itself, and its loop with it
            self._line.call_soon_threadsafe(lambda: self._line.create_task(self.close()))
        self._thread.join(WAIT_S)

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something in the app's loop; its result."""
        return asyncio.run_coroutine_threadsafe(work, self._line).result(WAIT_S)

    async def setup_hook(self) -> None:
        await self.tree.sync(guild=self.server)

    async def on_socket_raw_receive(self, text: str) -> None:
        self.frames.append(json.loads(text))

    def told(self, event: str) -> list[dict[str, Any]]:
        """What came of one event so far."""
        return [one["d"] for one in tuple(self.frames) if one["t"] == event]

    def texts(self) -> list[str]:
        """The words of the messages so far."""
        return [one["content"] for one in self.told("MESSAGE_CREATE")]

    def room(self, id: str) -> library.TextChannel:
        """A channel as the library has it, as soon as it was told."""
        self.discord.until(lambda: self.get_channel(int(id)))
        found = self.get_channel(int(id))
        assert isinstance(found, library.TextChannel)
        return found


async def _choices(_: library.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=f"{typed} INC-1", value=f"{typed}1")]


@app_commands.autocomplete(line=_choices)
async def _incident(interaction: library.Interaction, line: str) -> None:
    """What the app does with a line."""
    if line == "form":
        await interaction.response.send_modal(Form())
    elif line == "think":
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send("thought about it")
    elif line != "nothing":
        await interaction.response.send_message(f"done: {line}")


async def _declare(interaction: library.Interaction, message: library.Message) -> None:
    await interaction.response.send_message(f"about: {message.content}", ephemeral=True)


Begin = Callable[..., App]


@pytest.fixture
def begin(discord: Discord, monkeypatch: pytest.MonkeyPatch) -> Iterator[Begin]:
    """Connects an app with the intents that are named."""
    monkeypatch.setattr(Route, "BASE", discord.url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(discord.gateway.url))
    made: list[App] = []

    def begun(*, content: bool = True, members: bool = True) -> App:
        intents = library.Intents.default()
        intents.message_content, intents.members = content, members
        made.append(App(discord, intents))
        made[-1].begin()
        return made[-1]

    yield begun
    for one in made:
        one.finish()


@pytest.fixture
def app(begin: Begin) -> App:
    return begin()
