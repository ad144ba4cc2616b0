"""Rooms outside incidents that are known by their id: no name is looked up for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from tocsin.chat.port import Chat, RoomRef


def with_fixed_rooms(chat: Chat, ids: Mapping[str, str]) -> Chat:
    """The same port; a room among these is that of its id, whoever makes another of its name.

    Args:
        ids: Name of a room (with `#`) -> its id.
    """
    return cast("Chat", FixedRooms(chat, ids)) if ids else chat


class FixedRooms:
    """Stands before a chat; `with_fixed_rooms` makes it."""

    def __init__(self, chat: Chat, ids: Mapping[str, str]) -> None:
        """What is called, and the rooms that are known."""
        self._chat = chat
        self._ids = ids

    def __getattr__(self, name: str) -> object:
        """Whatever else it has."""
        found: object = getattr(self._chat, name)
        return found

    def find_room(self, name: str) -> RoomRef:
        """The room of that name; one that is known is not asked for."""
        id = self._ids.get(f"#{name.removeprefix('#')}")
        if id is None:
            return self._chat.find_room(name)
        return RoomRef(platform=self._chat.platform, id=id, name=f"#{name.removeprefix('#')}")
