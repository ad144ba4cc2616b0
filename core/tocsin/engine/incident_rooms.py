"""Finds the room or thread of an incident on a platform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tocsin.chat.port import Chat, RoomRef
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Room
from tocsin.domain.rooms.decide import RoomLost, RoomResult
from tocsin.domain.titles import is_private, was_left
from tocsin.engine.attempts import Succeeded
from tocsin.engine.feed_cursor import feed_name, stopped_position
from tocsin.errors import ProviderError
from tocsin.store.contract import EffectRow, Store


class RoomIsGoneError(ProviderError):
    """The incident's room was deleted or archived under us."""


def chat_of(chats: Mapping[str, Chat], row: EffectRow) -> Chat:
    """Return the platform an effect is for.

    Raises:
        ProviderError: It is not used any more.
    """
    platform = row.target.removeprefix("chat.")
    if platform not in chats:
        raise ProviderError("not_found", f"{platform} is not among TOCSIN_CHATS any more")
    return chats[platform]


def incident_of(store: Store, row: EffectRow) -> Incident:
    """Return the incident an effect is of, as it is now.

    Raises:
        ProviderError: It is not there.
    """
    incident = store.read(lambda tx: tx.incident(row.incident))
    if incident is None:
        raise ProviderError("not_found", "the incident is gone")
    return incident


def own_room(chat: Chat, incident: Incident) -> RoomRef | None:
    """Return the incident's own room on the platform, or None."""
    own = _own(chat, incident)
    return None if own is None else RoomRef(platform=chat.platform, id=own.id, name=own.name)


def place_of(chat: Chat, incident: Incident) -> RoomRef | None:
    """Return the incident's own room, or the announce room while there is none.

    None = what is private goes on in no room that others read.
    """
    own = own_room(chat, incident)
    if own is not None:
        return own
    return None if is_private(incident) else chat.find_room(incident.announce)


def _own(chat: Chat, incident: Incident) -> Room | None:
    room = incident.rooms.get(chat.platform)
    return None if room is None or room.thread else room


def open_room(chat: Chat, incident: Incident) -> RoomResult:
    """Open or find the incident's room, with its present name and privacy.

    Where it left an open one, each further room is private: the one that was left is not found.

    Raises:
        ProviderError: `unsupported`, where there is no other room than the one that was left.
    """
    private = is_private(incident) or chat.platform in incident.rooms_left
    made = chat.open_room(incident.room_name, incident.id, private=private)
    if was_left(incident, chat.platform, made.id):
        told = f"{chat.platform} opens no private room beside the open one of {incident.key}"
        raise ProviderError("unsupported", told)
    return RoomResult(platform=chat.platform, room=made.id, name=made.name, private=private)


@contextmanager
def raising_if_gone(place: RoomRef, chat: Chat, incident: Incident) -> Iterator[None]:
    """Raise `RoomIsGoneError` where the room is missing; any other error comes through.

    Raises:
        RoomIsGoneError: The place is the incident's own room, and it is gone.
    """
    try:
        yield
    except ProviderError as error:
        own = _own(chat, incident)
        if error.code == "not_found" and own is not None and own.id == place.id:
            raise RoomIsGoneError("not_found", str(error)) from error
        raise


def room_lost(store: Store, chat: Chat, incident: Incident) -> Succeeded:
    """Return the result of an attempt whose room is gone: the incident is told."""
    own = _own(chat, incident)
    if own is None:
        return Succeeded()
    name = feed_name(incident, chat.platform)
    return Succeeded(
        signal=RoomLost(platform=chat.platform, room=own.id),
        refs=store.read(lambda tx: stopped_position(tx, incident.id, name)),
    )
