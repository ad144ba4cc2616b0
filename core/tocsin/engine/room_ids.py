"""Looks up rooms by their id: the room of an incident, and rooms known by their id alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from tocsin.chat.port import Chat, RoomRef
from tocsin.engine.spoken_line import SpokenLine
from tocsin.errors import StoreUnavailable
from tocsin.store.contract import ReadTx, Store


def with_trusted_names(chats: Mapping[str, Chat]) -> frozenset[str]:
    """Return the platforms on which only the bot makes rooms, so that names can be trusted."""
    return frozenset(name for name, chat in chats.items() if "person-ids" in chat.capabilities)


def with_room_id(tx: ReadTx, said: SpokenLine) -> SpokenLine:
    """Return the line with the id of the incident's room whose name it came with.

    For where names are proof: elsewhere anybody may make a room of that name.
    """
    if said.room_id or not said.room:
        return said
    own = tx.room_named(said.platform, said.room)
    return said if own is None else replace(said, room_id=own.room_id)


def id_of_room(store: Store, platform: str, name: str) -> str:
    """Return the platform's id of an incident's room by its name, or ""."""
    try:
        own = store.read(lambda tx: tx.room_named(platform, name))
    except StoreUnavailable:
        return ""
    return own.room_id if own is not None else ""


def room_of(tx: ReadTx, chat: Chat, name: str, room_id: str) -> RoomRef:
    """Return the room somebody spoke in, to answer there.

    Args:
        room_id: "" = known by its name only: that of an incident, else one outside incidents.
    """
    if room_id:
        return RoomRef(platform=chat.platform, id=room_id, name=name)
    own = tx.room_named(chat.platform, name)
    if own is None:
        return chat.find_room(name)
    return RoomRef(platform=chat.platform, id=own.room_id, name=f"#{own.name}")


def with_fixed_rooms(chat: Chat, ids: Mapping[str, str]) -> Chat:
    """Return the chat with `find_room` answered from these ids instead of by name.

    Args:
        ids: Name of a room (with `#`) -> its id.
    """
    return cast("Chat", FixedRooms(chat, ids)) if ids else chat


class FixedRooms:
    """Wraps a chat so that certain room names always mean the same id; see `with_fixed_rooms`."""

    def __init__(self, chat: Chat, ids: Mapping[str, str]) -> None:
        """What is called, and the rooms that are known."""
        self._chat = chat
        self._ids = ids

    def __getattr__(self, name: str) -> object:
        """Return any other attribute of the wrapped chat."""
        found: object = getattr(self._chat, name)
        return found

    def find_room(self, name: str) -> RoomRef:
        """Return the room of that name, without asking where its id is fixed."""
        id = self._ids.get(f"#{name.removeprefix('#')}")
        if id is None:
            return self._chat.find_room(name)
        return RoomRef(platform=self._chat.platform, id=id, name=f"#{name.removeprefix('#')}")
