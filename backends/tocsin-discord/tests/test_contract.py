"""Discord keeps the contract of chats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

import pytest

from tests.counterparts.discord import Discord
from tests.counterparts.discord.people import DiscordSees
from tocsin.chat import Chat, RoomRef
from tocsin.testing import ChatContract, Sees
from tocsin_discord.chat import DiscordChat

NOWHERE = "http://127.0.0.1:1/api/v10"


@pytest.fixture
def discord(alone: Discord) -> Discord:
    return alone


class TestDiscord(ChatContract):
    secrets = ("tocsin.",)
    accounts: ClassVar[Mapping[str, str]] = {}

    @pytest.fixture(autouse=True)
    def known(self, discord: Discord, monkeypatch: pytest.MonkeyPatch) -> None:
        """People have the ids that Discord gave them."""
        ids = {name: discord.person(name).id for name in ("ana", "bo")}
        monkeypatch.setattr(type(self), "accounts", ids)

    @pytest.fixture
    def chat(self, discord: Discord, process: Callable[..., DiscordChat]) -> Chat:
        discord.room("incidents", discord.person("cy"))
        return process()

    @pytest.fixture
    def down(self, process: Callable[..., DiscordChat]) -> Chat:
        return process(base_url=NOWHERE)

    @pytest.fixture
    def sees(self, discord: Discord) -> Sees:
        return DiscordSees(discord)

    @pytest.fixture
    def stranger(self, discord: Discord) -> Callable[[str], str]:
        return lambda name: discord.room(name, discord.person("cy"))

    @pytest.fixture
    def deleted(self, discord: Discord) -> Callable[[RoomRef], object]:
        return lambda room: discord.delete_channel(room.id)
