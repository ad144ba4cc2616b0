"""The gateway, as discord.py's own client lives with it."""

from __future__ import annotations

import discord as library
import pytest

from tests.counterparts.discord import Discord
from tests.counterparts.discord.conftest import App, Begin


def test_what_is_said_reaches_the_app_with_names_as_ids(discord: Discord, app: App) -> None:
    ana, bo = discord.person("ana"), discord.person("bo")
    room = discord.room("incidents", ana, bo)
    discord.say(ana, room, "@bo look at #incidents and @nobody")
    discord.until(app.texts)
    assert app.texts() == [f"<@{bo.id}> look at <#{room}> and @nobody"]
    (said,) = app.told("MESSAGE_CREATE")
    assert (said["author"]["id"], said["channel_id"]) == (ana.id, room)


def test_the_app_hears_nothing_where_it_is_not(discord: Discord, app: App) -> None:
    ana = discord.person("ana")
    hidden = discord.room("hidden", ana, private=True, with_bot=False)
    here = discord.room("incidents", ana)
    discord.say(ana, hidden, "unheard")
    discord.say(ana, here, "heard")
    discord.until(app.texts)
    assert app.texts() == ["heard"]


def test_without_the_content_intent_words_are_blank(discord: Discord, begin: Begin) -> None:
    app = begin(content=False)
    ana = discord.person("ana")
    room = discord.room("incidents", ana)
    discord.say(ana, room, "a secret")
    discord.say(ana, room, f"{discord.bot.mention} list", raw=True)
    discord.until(lambda: len(app.texts()) == 2)
    assert app.texts() == ["", f"{discord.bot.mention} list"]


@pytest.mark.parametrize("intent", ["message_content", "members"])
def test_an_intent_that_the_portal_did_not_give_closes_with_4014(
    discord: Discord, begin: Begin, intent: str
) -> None:
    discord.disallow(intent)
    assert isinstance(begin().ended, library.PrivilegedIntentsRequired)


def test_a_line_that_is_cut_is_resumed_and_nothing_is_lost(discord: Discord, app: App) -> None:
    ana = discord.person("ana")
    room = discord.room("incidents", ana)
    discord.say(ana, room, "before")
    discord.until(app.texts)
    discord.cut()
    discord.say(ana, room, "meanwhile")
    discord.until(lambda: "meanwhile" in app.texts())
    assert app.texts() == ["before", "meanwhile"]
    assert (discord.gateway.identified, discord.gateway.resumed) == (1, 1)


def test_a_token_of_no_use_ends_the_app(discord: Discord, app: App) -> None:
    discord.revoke()
    discord.until(lambda: app.ended is not None)
    assert isinstance(app.ended, library.ConnectionClosed)
    assert app.ended.code == 4004
