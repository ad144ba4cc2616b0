"""Discord as a chat of Tocsin."""

from __future__ import annotations

import threading

from tocsin.chat import ChatContext, Ears, Finding, Fitness
from tocsin_discord.api import DiscordApi
from tocsin_discord.chat import DiscordChat
from tocsin_discord.config import DiscordConfig


class DiscordBackend:
    """The platform; `chat` may be used without listening."""

    def __init__(self, config: DiscordConfig, context: ChatContext) -> None:
        self._api = DiscordApi(config.token, config.base_url)
        self.chat = DiscordChat(context.name, self._api, config, context.clock)
        self._stopped = threading.Event()

    def listen(self, ears: Ears) -> None:
        """Until `stop`."""
        self._stopped.wait()
        self._stopped.clear()

    def fitness(self) -> Fitness:
        """Nothing is heard of Discord yet."""
        return Fitness(ok=False, detail="Discord is not connected yet.")

    def doctor(self) -> tuple[Finding, ...]:
        """Whose token it is."""
        return (Finding(what="the token", verdict="ok", detail=self._api.me().name),)

    def stop(self, seconds: float) -> None:
        """Hear nothing more."""
        self._stopped.set()
