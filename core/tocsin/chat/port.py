"""The Protocol every chat backend fulfils, and the values it speaks in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import inf
from typing import Final, Literal, Protocol

from tocsin.chat.forms import Action
from tocsin.chat.text import Link, Plain, Strong, Text, joined, text
from tocsin.errors import InvalidValue

ChatCapability = Literal[
    "topic", "pin", "edit", "threads", "reactions", "upload", "invite", "members", "remove",
    "rename", "whisper", "buttons", "forms", "person-ids", "emails", "links",
]  # fmt: skip
"""`person-ids`: the ids of accounts are those of people in the team files, as at a console."""


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

    heading: Text
    lines: tuple[Text, ...]
    actions: tuple[Action, ...] = ()

    def drawn(self) -> Text:
        """The card as one text: the heading in bold, its lines below."""
        spans = (
            Strong(span.words) if isinstance(span, Plain) else span for span in self.heading.spans
        )
        return joined("\n", (text(*spans), *self.lines))

    def as_text(self) -> str:
        """The plain form, the same everywhere."""
        return "\n".join(row.as_plain() for row in (self.heading, *self.lines))


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
class Account:
    """Somebody as a platform knows them; `id` is the platform's own, the name proves nothing."""

    platform: str
    id: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The limits of a platform, which the core keeps to.

    Args:
        characters: Of one message; longer ones are split.
        topic: Characters of a topic.
        posts_per_second: Messages, edits and pins, over all rooms.
        posts_per_room: The same in one room.
        burst: So many may go out at once after a quiet time.
        actions: Buttons of one message.
        together: Whether whatever is said, shown or changed anywhere counts as one: a pause that is
            asked of one kind of call is one of them all.
    """

    characters: int = 4000
    topic: int = 250
    posts_per_second: float = 50.0
    posts_per_room: float = 20.0
    burst: int = 20
    actions: int = 25
    together: bool = False


UNLIMITED: Final = Limits(
    characters=1_000_000, topic=1_000_000, posts_per_second=inf, posts_per_room=inf, burst=1
)
"""What a terminal takes."""


class Chat(Protocol):
    """A chat platform. Every method is bounded and raises ProviderError on failure.

    A room that is not there any more, or can no longer be posted to, is `not_found`.
    """

    platform: str

    @property
    def capabilities(self) -> frozenset[ChatCapability]:
        """The capabilities of this platform; the core branches on them, never on a name."""
        ...

    @property
    def limits(self) -> Limits:
        """The limits of this platform."""
        ...

    def account_of(self, email: str) -> Account | None:
        """Whose e-mail address this is there, a person's; None = nobody's. Needs `emails`."""
        ...

    def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
        """Create `name` (without `#`), or adopt the room that already carries this incident.

        The name may come back with a suffix (`-2`) when it was taken. A room that carries another
        incident, or none, is never adopted, nor one that can no longer be posted to, nor an open
        one where it is to be private: then there is an open and a private one of one incident.
        """
        ...

    def find_room(self, name: str) -> RoomRef:
        """A room that exists outside incidents, such as the announce room."""
        ...

    def members(self, room: RoomRef) -> frozenset[str]:
        """The ids of the accounts that are in it, the bot's own left out. Needs `members`."""
        ...

    def invite(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        """Bring in who is not there yet. Needs `invite`."""
        ...

    def remove(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        """Show out who is there. Needs `remove`."""
        ...

    def rename(self, room: RoomRef, name: str) -> RoomRef:
        """Give it another name (without `#`); it may come back with a suffix. Needs `rename`."""
        ...

    def set_topic(self, room: RoomRef, text: Text) -> None:
        """Set the topic. Needs `topic`."""
        ...

    def set_links(self, room: RoomRef, links: tuple[Link, ...]) -> None:
        """Let these be the links of ours that stand beside the room. Needs `links`.

        Those that people put there stay as they are. At most 8, each with words of at most 40
        characters, in the order of their use; an empty tuple takes all of ours away.
        """
        ...

    def post(
        self,
        room: RoomRef,
        text: Text,
        *,
        key: str,
        thread: MessageRef | None = None,
        actions: tuple[Action, ...] = (),
        again: bool = False,
    ) -> MessageRef:
        """Post a message. `key` is the effect key, so that a repeat can be recognised.

        Args:
            again: A message with this key may be out already, from a try whose end nobody saw
                (a kill, a cut line): look for it before posting. False = there is none, so
                nobody need look. A platform that recognises keys by itself ignores it.
            thread: Answer there, with `threads`; else it is an ordinary message.
            actions: Shown as buttons, with `buttons`; else left out: they can be typed.
        """
        ...

    def whisper(
        self,
        room: RoomRef,
        account: Account,
        text: Text,
        *,
        key: str,
        actions: tuple[Action, ...] = (),
    ) -> None:
        """Say something in a room that one person alone sees. Needs `whisper`."""
        ...

    def upload(self, room: RoomRef, file: File, *, key: str, again: bool = False) -> MessageRef:
        """Post a file with its alternative text. Needs `upload`.

        `key` is the effect key and `again` tells of an earlier try, as for `post`.
        """
        ...

    def put_card(
        self, room: RoomRef, card: Card, ref: MessageRef | None, *, key: str, again: bool = False
    ) -> MessageRef:
        """Post the card, or edit the message at `ref`: a card, or what `post` posted.

        One that was posted with `key` by an earlier try (`again`) is found, and shows this now.
        """
        ...

    def pin(self, ref: MessageRef) -> None:
        """Pin a message that may be pinned already. Needs `pin`."""
        ...

    def direct(
        self,
        account: Account,
        text: Text,
        *,
        key: str,
        actions: tuple[Action, ...] = (),
        again: bool = False,
    ) -> None:
        """Send a direct message; `key` and `again` are as for `post`."""
        ...
