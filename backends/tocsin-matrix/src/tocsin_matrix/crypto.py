"""Where events go through on their way to a room and from it: here they are left as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from tocsin_matrix.errors import Answer, fault

if TYPE_CHECKING:
    from tocsin_matrix.client import MatrixClient

SEALED: Final = "m.room.encrypted"


class Crypto:
    """Seals and opens nothing, and says nothing in clear in a room that expects it sealed."""

    fault = ""
    """What is wrong with the bot's own keys, and what to do; "" = nothing."""

    def __init__(self, client: MatrixClient) -> None:
        self._client = client
        self._covered: dict[str, bool] = {}

    def close(self) -> None:
        """Nothing is sealed or opened after this."""

    def moved(self, room_id: str) -> None:
        """Somebody came into the room or left it."""

    def covers(self, room_id: str) -> bool:
        """Whether what is said in the room is encrypted; it does not end once it is."""
        if room_id not in self._covered:
            found = self._client.state(room_id, "m.room.encryption")
            self._covered[room_id] = "algorithm" in found
        return self._covered[room_id]

    def covered(self, room_id: str) -> None:
        """From now on what is said in the room is encrypted."""
        self._covered[room_id] = True

    def encrypt(self, room_id: str, type: str, content: Answer) -> tuple[str, Answer]:
        """Type and content of an event as they are sent to that room.

        Raises:
            ProviderError: The room is covered, and it cannot be encrypted for who is in it.
        """
        if type != "m.reaction" and self.covers(room_id):
            raise fault("NOT_SEALED")
        return type, content

    def received(self, answer: Answer) -> list[tuple[str, Answer]]:
        """Take in an answer to `/sync`, before its timelines are looked at.

        Returns:
            (room id, event) of what could not be opened before and can be now; it is sealed still.
        """
        self._covered |= {room: True for room, _ in told(answer, "m.room.encryption")}
        return []

    def opened(self, room_id: str, event: Answer) -> Answer | None:
        """The event as it is in clear; None = it cannot be read."""
        return None if event.get("type") == SEALED else event

    def is_bare(self, room_id: str, event: Answer) -> bool:
        """Whether it is words in clear in a room that is covered: people's clients say none there.

        Raises:
            ProviderError: The homeserver did not say whether the room is.
        """
        return event.get("type") == "m.room.message" and self.covers(room_id)

    def tell(self, word: str, room_id: str, event: Answer) -> None:
        """Say why it was not taken, to each person once in a while; what seals nothing cannot."""


def told(answer: Answer, type: str) -> Iterator[tuple[str, Answer]]:
    """(room id, content) of each event of a type that an answer to `/sync` tells of."""
    for room_id, one in answer.get("rooms", {}).get("join", {}).items():
        for event in (*one.get("state", {}).get("events", []), *one["timeline"]["events"]):
            if event["type"] == type and "state_key" in event:
                yield room_id, event["content"]
