"""Where events and rooms are encrypted."""

from __future__ import annotations

from tocsin_matrix.errors import Answer


class Crypto:
    """Encrypts nothing: no room is covered."""

    def covers(self, room_id: str) -> bool:
        """Whether what is said in the room is encrypted."""
        return False

    def moved(self, room_id: str) -> None:
        """Who is in the room has changed."""

    def encrypt(self, room_id: str, type: str, content: Answer) -> tuple[str, Answer]:
        """Type and content of an event as they are sent to that room.

        Raises:
            ProviderError: The room is covered, and it cannot be encrypted for who is in it.
        """
        return type, content
