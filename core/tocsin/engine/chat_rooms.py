"""Rooms by their id: which incident a room is of, and rooms that are known by their id alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from tocsin.chat.port import Chat, RoomRef
from tocsin.engine.spoken import Spoken
from tocsin.errors import StoreUnavailable
from tocsin.store.contract import ReadTx, Store


def with_trusted_names(chats: Mapping[str, Chat]) -> frozenset[str]:
    """The platforms where nobody but the bot makes rooms, so that a name stands for its room."""
    return frozenset(name for name, chat in chats.items() if "person-ids" in chat.capabilities)


def placed(tx: ReadTx, said: Spoken) -> Spoken:
    """The line with the id of the incident's room whose name it came with.

    For where names are proof: elsewhere anybody may make a room of that name.
    """
    if said.room_id or not said.room:
        return said
    own = tx.room_named(said.platform, said.room)
    return said if own is None else replace(said, room_id=own.room_id)


def id_of_room(store: Store, platform: str, name: str) -> str:
    """The platform's own id of an incident's room by its name, "" = not known now."""
    try:
        own = store.read(lambda tx: tx.room_named(platform, name))
    except StoreUnavailable:
        return ""
    return own.room_id if own is not None else ""


def room_of(tx: ReadTx, chat: Chat, name: str, room_id: str) -> RoomRef:
    """The room somebody spoke in, to answer there.

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
