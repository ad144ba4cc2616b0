"""The Protocol every chat backend fulfils, and the values it speaks in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from tocsin.domain.people import Person
from tocsin.errors import InvalidValue

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


MOST_BYTES: Final = 8 * 1024 * 1024
"""Every platform that takes files takes them up to this size."""
_FILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_MEDIA_TYPE: Final = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,63}")


@dataclass(frozen=True, kw_only=True)
class File:
    """A file for a room.

    Args:
        name: Letters, digits, `.`, `_` and `-`, so that it is safe as the name of a file.
        media_type: As in `image/png`.
        content: At most `MOST_BYTES`.
        alt: What it shows, for people who do not see it.

    Raises:
        InvalidValue: One of them is not as it must be.
    """

    name: str
    media_type: str
    content: bytes = field(repr=False)
    alt: str

    def __post_init__(self) -> None:
        """Refuse what a platform, or somebody who cannot see it, could not use."""
        if not _FILE_NAME.fullmatch(self.name):
            raise InvalidValue(f"{self.name[:40]!r} is no name of a file; write as in a-1.png")
        if not _MEDIA_TYPE.fullmatch(self.media_type):
            raise InvalidValue(f"{self.media_type[:40]!r} is no media type; write as in image/png")
        if not 0 < len(self.content) <= MOST_BYTES:
            size = f"{len(self.content)} bytes; from 1 to {MOST_BYTES} can be posted"
            raise InvalidValue(f"{self.name} has {size}")
        if not self.alt.strip():
            raise InvalidValue(f"{self.name} needs words for people who do not see it")


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

    def upload(self, room: RoomRef, file: File, *, key: str) -> MessageRef:
        """Post a file with its alternative text. Only asked of who has the capability `upload`.

        `key` is the effect key, as for `post`.
        """
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
