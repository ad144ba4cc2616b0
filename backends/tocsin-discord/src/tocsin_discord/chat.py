"""The chat port on Discord."""

from __future__ import annotations

from tocsin.chat import Account, Action, BasicChat, Card, MessageRef, RoomRef, Text
from tocsin_discord.api import DiscordApi
from tocsin_discord.config import DiscordConfig
from tocsin_discord.errors import fault

Actions = tuple[Action, ...]
Thread = MessageRef | None


class DiscordChat(BasicChat):
    """Safe to call from any thread."""

    def __init__(self, platform: str, api: DiscordApi, config: DiscordConfig) -> None:
        self.platform, self._api, self._config = platform, api, config

    def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
        raise fault("10003")

    def find_room(self, name: str) -> RoomRef:
        raise fault("10003")

    def post(self, room: RoomRef, text: Text, *, key: str, thread: Thread = None,
             actions: Actions = (), again: bool = False) -> MessageRef:  # fmt: skip
        raise fault("10003")

    def put_card(self, room: RoomRef, card: Card, ref: Thread, *, key: str,
                 again: bool = False) -> MessageRef:  # fmt: skip
        raise fault("10003")

    def direct(self, account: Account, text: Text, *, key: str, actions: Actions = (),
               again: bool = False) -> None:  # fmt: skip
        raise fault("10003")
