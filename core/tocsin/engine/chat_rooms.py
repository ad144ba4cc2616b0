"""Which room of a platform is meant by the name people see."""

from __future__ import annotations

from tocsin.chat.port import Chat, RoomRef
from tocsin.store.contract import ReadTx


def room_named(tx: ReadTx, chat: Chat, name: str) -> RoomRef:
    """The room of an incident, else one of those outside incidents."""
    owner = tx.id_of_room(chat.platform, name)
    incident = tx.look(owner) if owner is not None else None
    own = incident.rooms.get(chat.platform) if incident is not None else None
    if own is None or own.thread:
        return chat.find_room(name)
    return RoomRef(platform=chat.platform, id=own.id, name=own.name)
