"""The settings: what is wrong is said with what to write."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tocsin_discord.config import DiscordConfig

SERVER = "613425648685547541"


def test_a_token_and_the_server_are_enough() -> None:
    config = DiscordConfig.model_validate({"token": {"env": "DISCORD_TOKEN"}, "server": SERVER})
    assert (config.category, config.delete_days) == ("Incidents", None)


@pytest.mark.parametrize("server", ["", "tocsin", "613425648685547541 "])
def test_a_server_is_told_by_its_id(server: str) -> None:
    with pytest.raises(ValidationError):
        DiscordConfig.model_validate({"token": {"env": "DISCORD_TOKEN"}, "server": server})
