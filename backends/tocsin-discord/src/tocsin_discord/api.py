"""Discord's HTTP API, and whose token it is asked with."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from tocsin.chat import WebApi
from tocsin.providers import Secret
from tocsin_discord.errors import refusal


class Me(NamedTuple):
    """Whose token it is: the bot's account, its application, and its name."""

    id: str
    application: str
    name: str


class DiscordApi(WebApi):
    """Safe to call from any thread. Paths are below `/api/v10`: `/channels/1/messages`."""

    def __init__(self, token: Secret, base_url: str, *, seconds: float = 8.0) -> None:
        super().__init__("Discord", base_url, token, scheme="Bot", refused=refusal, seconds=seconds,
                         agent="DiscordBot (tocsin-discord, 0.1)")  # fmt: skip

    @cached_property
    def me(self) -> Me:
        """Who we are; asked once, where the gateway has not told it before."""
        told = self.call("GET", "/applications/@me")
        bot = told.get("bot") or told
        return Me(str(bot["id"]), str(told["id"]), str(bot.get("username") or ""))
