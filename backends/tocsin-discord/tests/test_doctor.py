"""What `tocsin chat doctor discord` finds, each with what to click."""

from __future__ import annotations

import pytest

from tests.counterparts.discord import Discord
from tests.counterparts.discord.listening import ENV
from tocsin.chat import Finding
from tocsin.providers import Secret
from tocsin.testing import COMMANDS
from tocsin_discord import commands, doctor
from tocsin_discord.api import DiscordApi
from tocsin_discord.config import DiscordConfig


@pytest.fixture
def discord(alone: Discord) -> Discord:
    return alone


def asked(discord: Discord, **changed: object) -> dict[str, Finding]:
    usual = {"token": Secret(ENV), "server": discord.guild_id, "base_url": discord.url}
    config = DiscordConfig.model_validate(usual | changed)
    api = DiscordApi(config.token, config.base_url)
    return {one.what: one for one in doctor.findings(config, api, commands.drawn(COMMANDS))}


def test_all_is_well_with_what_the_invite_link_asks_for(discord: Discord) -> None:
    discord.permit(role=doctor.PERMISSIONS)
    api = DiscordApi(Secret(ENV), discord.url)
    commands.sync(api, discord.application_id, discord.guild_id, commands.drawn(COMMANDS))
    found = asked(discord)
    assert {one.verdict for one in found.values()} == {"ok"}
    assert found["permissions"].detail == "all"


def test_a_token_that_is_none_hides_the_rest(discord: Discord) -> None:
    discord.revoke()
    (found,) = asked(discord).values()
    assert (found.verdict, "Reset Token" in found.detail) == ("fault", True)


@pytest.mark.parametrize(
    ("intent", "name"),
    [("members", "Server Members Intent"), ("message_content", "Message Content Intent")],
)
def test_an_intent_that_is_off_is_named(discord: Discord, intent: str, name: str) -> None:
    discord.disallow(intent)
    found = asked(discord)[name]
    assert (found.verdict, "switch on" in found.detail) == ("fault", True)


def test_a_server_without_the_bot_is_a_fault(discord: Discord) -> None:
    found = asked(discord, server="613425648685547541")["the server"]
    assert found.verdict == "fault"


def test_what_the_role_lacks_is_named(discord: Discord) -> None:
    discord.permit(role=doctor.PERMISSIONS & ~(1 << 51) & ~(1 << 28))
    found = asked(discord)["permissions"]
    assert found.verdict == "fault"
    assert "Manage Permissions, Pin Messages missing" in found.detail


def test_what_the_category_takes_away_is_named(discord: Discord) -> None:
    category = discord.category("Incidents")
    everyone = {"type": 0, "allow": "0", "deny": str(1 << 11)}
    path = f"/channels/{category}/permissions/{discord.guild_id}"
    DiscordApi(Secret(ENV), discord.url).call("PUT", path, everyone)
    found = asked(discord)["category Incidents"]
    assert (found.verdict, "Send Messages missing there" in found.detail) == ("fault", True)


def test_a_role_that_is_not_there_is_named(discord: Discord) -> None:
    discord.role("Pay On-Call")
    found = asked(discord, roles={"Pay On-Call": "payments", "Gone": "shop"})
    assert found["role Pay On-Call"].verdict == "ok"
    assert found["role Gone"].verdict == "fault"


def test_commands_that_are_not_there_yet_come_with_the_start(discord: Discord) -> None:
    assert asked(discord)["commands"].verdict == "warning"


def test_nothing_is_made_or_changed(discord: Discord) -> None:
    discord.clear_calls()
    asked(discord)
    assert {one.route.split()[0] for one in discord.asked()} == {"GET"}
