"""Which room is meant: by the platform's id of it, and by its name only where names are proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

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
