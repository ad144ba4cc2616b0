"""Discord as a chat of Tocsin: `TOCSIN_CHATS = {"discord": {…}}` in `config.py`."""

from __future__ import annotations

from tocsin.chat import ChatType
from tocsin.hookspecs import hookimpl
from tocsin_discord.backend import DiscordBackend
from tocsin_discord.config import DiscordConfig

TOCSIN_API = 1
SUMMARY = "Channels, buttons and forms of a Discord server"


@hookimpl
def tocsin_chats() -> tuple[ChatType[DiscordConfig], ...]:
    """The platform `discord`."""
    one = ChatType(name="discord", summary=SUMMARY, config=DiscordConfig, factory=DiscordBackend)
    return (one,)
