"""A whole incident on Discord, typed and with its buttons and forms, and what people see of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from tests.counterparts.discord import Discord
from tests.counterparts.discord.people import DiscordPeople
from tocsin.chat import Backend, ChatContext
from tocsin.providers import Secret
from tocsin.testing import COMMANDS, Conversation, Onlookers
from tocsin_discord.backend import DiscordBackend
from tocsin_discord.config import DiscordConfig

TOKEN: Final = "TALK_DISCORD_TOKEN"
MOST_CALLS: Final = {
    "POST /channels/{id}/messages": 54, "PATCH /channels/{id}/messages/{id}": 34,
    "POST /interactions/{id}/{token}/callback": 16, "GET /channels/{id}": 14,
}  # fmt: skip
MOST_OTHERS: Final = 6
"""Requests of an incident from its declaration to its published post-mortem: 120, of each other
route so many at most."""
TEAM: Final = ("ana", "bo", "cy", "dana")


class TestDiscord(Conversation):
    """In #incidents are the team, and Eve, who is in no team file.

    No conversation asks more of Discord than `MOST_CALLS` and `MOST_OTHERS`.
    """

    @pytest.fixture
    def discord(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Discord]:
        with Discord() as made:
            monkeypatch.setenv(TOKEN, made.token)
            made.room("incidents", *map(made.person, (*TEAM, "eve")))
            yield made
            most = dict.fromkeys(made.calls, MOST_OTHERS) | MOST_CALLS
            assert made.calls - Counter(most) == Counter(), "it asks more of Discord than it did"

    @pytest.fixture
    def accounts(self, discord: Discord) -> Mapping[str, str]:
        return {name: discord.person(name).id for name in TEAM}

    @pytest.fixture
    def backend(self, discord: Discord, tmp_path: Path) -> Backend:
        config = DiscordConfig(token=Secret(TOKEN), server=discord.guild_id, base_url=discord.url)
        context = ChatContext(
            name="discord", data_dir=tmp_path, clock=lambda: datetime.now(UTC), write_line=print,
            commands=COMMANDS,
        )  # fmt: skip
        return DiscordBackend(config, context)

    @pytest.fixture
    def people(self, discord: Discord) -> Onlookers:
        return DiscordPeople(discord)
