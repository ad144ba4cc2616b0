"""The Protocol every chat backend fulfils, and the values it speaks in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from tocsin.domain.people import Person

ChatCapability = Literal["topic", "pin", "edit", "threads", "reactions", "upload", "invite"]


@dataclass(frozen=True, kw_only=True)
class RoomRef:
    """A room on one platform: its id there and the name people see (with `#`)."""

    platform: str
    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class MessageRef:
    """A message that can be edited, pinned or answered."""

    platform: str
    room: str
    id: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """The pinned card: a heading and lines. Every platform draws it its own way."""

    heading: str
    lines: tuple[str, ...]

    def as_text(self) -> str:
        """The plain form, the same everywhere."""
        return "\n".join((self.heading, *self.lines))


@dataclass(frozen=True, kw_only=True)
class Said:
    """One message a person said to the bot.

    Args:
        message_id: The platform's own id; the same message delivered twice has the same id.
        speaker: Person id, or `guest-<name>` for somebody in no team file.
        room: Room name with `#`, or "" for a direct message.
    """

    platform: str
    message_id: str
    speaker: str
    room: str
    text: str


class Chat(Protocol):
    """A chat platform. Every method is bounded and raises ProviderError on failure."""

    platform: str

    @property
    def capabilities(self) -> frozenset[ChatCapability]:
        """What this platform can do; the core branches on this, never on a name."""
        ...

    def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
        """Create `name` (without `#`), or adopt the room that already carries this incident.

        The name may come back with a suffix (`-2`) when it was taken.
        """
        ...

    def invite(self, room: RoomRef, people: tuple[Person, ...]) -> None:
        """Invite people who are not there yet."""
        ...

    def set_topic(self, room: RoomRef, text: str) -> None:
        """Set the topic."""
        ...

    def post(self, room: RoomRef, text: str, *, key: str) -> MessageRef:
        """Post a message. `key` is the effect key, so that a repeat can be recognised."""
        ...

    def put_card(self, room: RoomRef, card: Card, ref: MessageRef | None) -> MessageRef:
        """Post and pin the card, or edit the one at `ref`."""
        ...

    def direct(self, person: Person, text: str, *, key: str) -> None:
        """Send a direct message."""
        ...

    def find_room(self, name: str) -> RoomRef:
        """A room that exists outside incidents, such as the announce room."""
        ...
