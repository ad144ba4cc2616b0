"""A server on loopback, and processes that listen there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.counterparts.discord import Discord, Person
from tests.counterparts.discord.listening import ENV, FakeEars, Start, heeding, new
from tocsin.providers import Secret
from tocsin_discord.api import DiscordApi
from tocsin_discord.backend import DiscordBackend
from tocsin_discord.chat import DiscordChat
from tocsin_discord.config import DiscordConfig


@pytest.fixture(scope="module")
def server() -> Iterator[Discord]:
    with Discord() as made:
        yield made


@pytest.fixture
def discord(server: Discord, monkeypatch: pytest.MonkeyPatch) -> Iterator[Discord]:
    monkeypatch.setenv(ENV, server.token)
    yield server
    server.mend()
    server.up()
    server.silence(on=False)


@pytest.fixture
def ana(discord: Discord) -> Person:
    return discord.person("ana")


@pytest.fixture
def start(discord: Discord, tmp_path: Path) -> Iterator[Start]:
    """A process that listens; its data folder is always the same."""
    with ExitStack() as running:

        def made(**known: Any) -> tuple[DiscordBackend, FakeEars]:
            backend, ears = new(discord, tmp_path), FakeEars(**known)
            running.enter_context(heeding(backend, ears))
            discord.until(lambda: backend.fitness().ok)
            discord.until(lambda: (tmp_path / "discord.read").exists())
            discord.until(lambda: discord.commands())
            return backend, ears

        yield made
    discord.until(lambda: discord.sockets() == 0)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Discord]:
    """A server of one test's own, with Ana, Bo and Cy."""
    with Discord() as made:
        monkeypatch.setenv(ENV, made.token)
        for name in ("ana", "bo", "cy"):
            made.person(name)
        yield made


@pytest.fixture
def process(alone: Discord) -> Callable[..., DiscordChat]:
    """The port of a new process, which knows nothing of what others sent."""

    def made(**changed: Any) -> DiscordChat:
        usual = {"token": Secret(ENV), "server": alone.guild_id, "base_url": alone.url}
        config = DiscordConfig.model_validate(usual | changed)
        api = DiscordApi(config.token, config.base_url)
        return DiscordChat("discord", api, config, lambda: datetime.now(UTC))

    return made
