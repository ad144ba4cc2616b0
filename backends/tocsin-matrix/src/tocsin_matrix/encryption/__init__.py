"""End-to-end encryption. This module is the door: nothing else of the package is known outside.

`Encryption` itself is what there is where `config.py` says `"encryption": "never"`; the real one is
loaded by `encryption_for` alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from tocsin.chat import Answer
from tocsin_matrix.errors import fault

if TYPE_CHECKING:
    from tocsin.chat import ChatContext
    from tocsin.providers import Secret
    from tocsin_matrix.client import MatrixClient
    from tocsin_matrix.config import MatrixConfig

ENCRYPTED: Final = "m.room.encrypted"
"""The type of an encrypted event."""
STATE: Final = "m.room.encryption"
"""The type of the state event that makes a room encrypted."""
MEGOLM: Final[Answer] = {"algorithm": "m.megolm.v1.aes-sha2"}
"""The content of that state event."""


class Encryption:
    """Encrypts nothing, and says nothing in clear in a room that is encrypted."""

    fault = ""
    """What is wrong with the bot's own keys, and what to do; "" = nothing."""

    def __init__(self, client: MatrixClient) -> None:
        self._client = client
        self._encrypted: dict[str, bool] = {}

    def close(self) -> None:
        """Let another process use the keys; they are opened again when they are needed."""

    def members_changed(self, room_id: str) -> None:
        """Somebody came into the room or left it."""

    def is_encrypted(self, room_id: str) -> bool:
        """Whether the room is encrypted; once it is, it stays so.

        Raises:
            ProviderError: The homeserver did not say whether it is.
        """
        if room_id not in self._encrypted:
            self._encrypted[room_id] = "algorithm" in self._client.state(room_id, STATE)
        return self._encrypted[room_id]

    def turn_on(self, room_id: str) -> None:
        """From now on the room is encrypted."""
        self._client.put_state(room_id, STATE, MEGOLM)
        self._encrypted[room_id] = True

    def encrypt(self, room_id: str, type: str, content: Answer) -> tuple[str, Answer]:
        """Type and content of an event as they are sent to that room.

        Raises:
            ProviderError: The room is encrypted, and this cannot be for who is in it.
        """
        if type != "m.reaction" and self.is_encrypted(room_id):
            raise fault("NOT_ENCRYPTED")
        return type, content

    def encrypt_file(self, room_id: str, content: bytes) -> tuple[bytes, Answer]:
        """What is uploaded of a file, and how it is decrypted, {} = it is in clear."""
        return content, {}

    def receive(self, sync: Answer) -> list[tuple[str, Answer]]:
        """Take in an answer to `/sync`, before its timelines are looked at.

        Returns:
            (room id, event) of what could not be decrypted before and can be now; it still is to be
            decrypted.
        """
        self._encrypted |= {room: True for room, _ in state_events(sync, STATE)}
        return []

    def decrypt(self, room_id: str, event: Answer) -> Answer | None:
        """The event in clear; None = it cannot be read."""
        return None if event.get("type") == ENCRYPTED else event

    def is_cleartext(self, room_id: str, event: Answer) -> bool:
        """Whether it is a message in clear in an encrypted room: people's clients send none.

        Raises:
            ProviderError: The homeserver did not say whether the room is encrypted.
        """
        return event.get("type") == "m.room.message" and self.is_encrypted(room_id)

    def warn_sender(self, word: str, room_id: str, event: Answer) -> None:
        """Tell who sent it why it was not taken; to each person once in five minutes.

        Without keys nothing can be told in an encrypted room.
        """


def encryption_for(client: MatrixClient, config: MatrixConfig, context: ChatContext) -> Encryption:
    """What the config asks for; the keys of the bot's device are in the data folder."""
    if config.encryption == "never":
        return Encryption(client)
    from tocsin_matrix.encryption.end_to_end import EndToEnd

    folder = context.data_dir / f"{context.name}.keys"
    return EndToEnd(client, config, folder, context.clock)


def is_cross_signed(client: MatrixClient, store_key: Secret | None) -> bool:
    """Whether the bot's device is published and cross-signed; nothing is opened or changed.

    Raises:
        ProviderError: It cannot be, with this token or this `store_key`.
    """
    from tocsin_matrix.encryption.device import is_cross_signed as looked_up

    return looked_up(client, store_key)


def state_events(sync: Answer, type: str) -> Iterator[tuple[str, Answer]]:
    """(room id, content) of each state event of a type that an answer to `/sync` tells of."""
    for room_id, room in sync.get("rooms", {}).get("join", {}).items():
        for event in (*room.get("state", {}).get("events", []), *room["timeline"]["events"]):
            if event["type"] == type and "state_key" in event:
                yield room_id, event["content"]
