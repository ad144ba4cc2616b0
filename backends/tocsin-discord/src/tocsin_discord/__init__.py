"""Discord as a chat of Tocsin: `TOCSIN_CHATS = {"discord": {…}}` in `config.py`."""

from __future__ import annotations

from tocsin.chat import Backend, ChatContext, ChatType
from tocsin.hookspecs import hookimpl
from tocsin_discord.config import DiscordConfig

TOCSIN_API = 1
SUMMARY = "Channels, buttons and forms of a Discord server"


@hookimpl
def tocsin_chats() -> tuple[ChatType[DiscordConfig], ...]:
    """The platform `discord`."""
    return (ChatType(name="discord", summary=SUMMARY, config=DiscordConfig, factory=_made),)


def _made(config: DiscordConfig, context: ChatContext) -> Backend:
    """The backend. discord.py takes half a second: only who speaks Discord waits for it."""
    from tocsin_discord.backend import DiscordBackend

    return DiscordBackend(config, context)
