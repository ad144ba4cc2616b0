"""The built-in chat `console`: rooms and direct messages as lines of text."""

from __future__ import annotations

import os
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from tocsin.builtin.console_files import keep_file
from tocsin.builtin.console_output import printable_line, printable_text
from tocsin.builtin.console_rooms import ConsoleRoom, RoomBook
from tocsin.chat.basic import BasicChat
from tocsin.chat.forms import Action
from tocsin.chat.port import (
    UNLIMITED,
    Account,
    Card,
    ChatCapability,
    File,
    Limits,
    MessageRef,
    RoomRef,
)
from tocsin.chat.text import Text
from tocsin.errors import ProviderError
from tocsin.providers.examining import Finding

WriteLine = Callable[[str], None]

BOT_NAME: Final = "tocsin"
CAPABILITIES: Final[frozenset[ChatCapability]] = frozenset(
    {"topic", "pin", "edit", "invite", "remove", "members", "rename", "whisper", "person-ids"}
)
WITH_FILES: Final[frozenset[ChatCapability]] = CAPABILITIES | {"upload"}
KEYS_REMEMBERED: Final = 4096

_NO_ROOM_NAME: Final = re.compile(r"[^\w.-]+")


class ConsoleChat(BasicChat):
    """A chat whose rooms are labels before lines: `[#room] name: text`, `[@person] name: text`.

    Further lines of a message are indented by two blanks, so nothing said can pass for a line of
    somebody else. Safe to call from any thread; the lines of two messages never interleave.

    Args:
        write_line: takes one line without its end; called under the chat's lock.
        path: where the rooms are kept over a restart; None for memory only.
        files: the folder that files for a room are put into; None takes no files.
        interactive: tell in one line when an edit changes a card's heading.
    """

    platform: str = "console"

    def __init__(
        self,
        write_line: WriteLine,
        *,
        path: Path | None = None,
        files: Path | None = None,
        interactive: bool = False,
    ) -> None:
        self._write_line = write_line
        self._interactive = interactive
        self._book = RoomBook(path)
        self._files = files
        self._cards: dict[str, Card] = {}
        self._posted: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._lock = threading.RLock()
        self._said = threading.Condition(self._lock)

    @property
    def capabilities(self) -> frozenset[ChatCapability]:
        """Every capability of the chat port that a console has."""
        return CAPABILITIES if self._files is None else WITH_FILES

    @property
    def limits(self) -> Limits:
        """None: a console takes any number of posts."""
        return UNLIMITED

    def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
        """Adopt the room that carries `incident`, or make one; `-2` when the name is taken."""
        with self._lock:
            known = self._book.of_incident(incident, private=private)
            return _ref(known or self._make(_room_name(name), incident, private=private))

    def find_room(self, name: str) -> RoomRef:
        """Return the room of that name; every name has one here."""
        with self._lock:
            plain_name = _room_name(name)
            return _ref(
                self._book.named(plain_name) or self._book.put(ConsoleRoom(name=plain_name))
            )

    def invite(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        """Add members to the room."""
        with self._lock:
            here = self._known(room)
            new = tuple(p.id for p in accounts if p.id not in here.members)
            if new:
                self._book.put(replace(here, members=(*here.members, *new)))

    def remove(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        """Remove members from the room."""
        gone = {account.id for account in accounts}
        with self._lock:
            here = self._known(room)
            if gone & set(here.members):
                left = tuple(member for member in here.members if member not in gone)
                self._book.put(replace(here, members=left))

    def members(self, room: RoomRef) -> frozenset[str]:
        """Return the members of the room."""
        with self._lock:
            return frozenset(self._known(room).members)

    def rename(self, room: RoomRef, name: str) -> RoomRef:
        """Rename the room; it is still found by its first name."""
        with self._lock:
            here = self._known(room)
            free = self._free(_room_name(name), here.ident)
            if free != here.name:
                self._book.put(replace(here, name=free, id=here.ident))
                self.say(f"#{here.name}", BOT_NAME, f"this room is #{free} now")
            return RoomRef(platform=self.platform, id=here.ident, name=f"#{free}")

    def pin(self, ref: MessageRef) -> None:
        """Do nothing: `/card` shows the card."""

    def set_topic(self, room: RoomRef, text: Text) -> None:
        """Keep the topic, and print it when it changed."""
        topic = printable_line(text.as_plain())
        with self._lock:
            here = self._known(room)
            if topic != here.topic:
                self._book.put(replace(here, topic=topic))
                self.say(room.name, BOT_NAME, f"topic: {topic}")

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
        """Print a message in a room; a repeated key prints nothing."""
        self._say_once(room.name, text.as_plain(), key)
        return MessageRef(platform=self.platform, room=room.id, id=key)

    def upload(self, room: RoomRef, file: File, *, key: str, again: bool = False) -> MessageRef:
        """Keep the file and print its path; a repeated key does neither.

        Raises:
            ProviderError: there is no folder for files, or it cannot be written to.
        """
        if self._files is None:
            raise ProviderError("unsupported", "this console takes no files")
        with self._lock:
            if (room.name, key) not in self._posted:
                place = keep_file(self._files, file)
                self._say_once(room.name, f"file {place}: {printable_line(file.alt)}", key)
        return MessageRef(platform=self.platform, room=room.id, id=key)

    def put_card(
        self, room: RoomRef, card: Card, ref: MessageRef | None, *, key: str, again: bool = False
    ) -> MessageRef:
        """Print the card when it is first put; an edit is remembered for `show_card`.

        What was posted and is no card stays on the screen as it was said.
        """
        own = f"{room.id}.card"
        if ref is not None and ref.id != own:
            return ref
        with self._lock:
            before = self._cards.get(room.id)
            if ref is None and card != before:
                self.say(room.name, BOT_NAME, card.as_text())
            elif self._interactive and before is not None and before.heading != card.heading:
                self.say(room.name, BOT_NAME, f"card: {printable_line(card.heading.as_plain())}")
            self._cards[room.id] = card
        return ref or MessageRef(platform=self.platform, room=room.id, id=own)

    def direct(
        self,
        account: Account,
        text: Text,
        *,
        key: str,
        actions: tuple[Action, ...] = (),
        again: bool = False,
    ) -> None:
        """Print a message to one person; a repeated key prints nothing."""
        self._say_once(f"@{account.id}", text.as_plain(), key)

    def whisper(
        self,
        room: RoomRef,
        account: Account,
        text: Text,
        *,
        key: str,
        actions: tuple[Action, ...] = (),
    ) -> None:
        """Print the message as `direct` does."""
        self.direct(account, text, key=key, actions=actions)

    def say(self, place: str, name: str, text: str) -> None:
        """Print what `name` says at `place` (`#room` or `@person`), made safe for a terminal.

        Raises:
            ProviderError: the lines could not be written.
        """
        first, *rest = printable_text(text).split("\n")
        lines = [
            f"[{printable_line(place)}] {printable_line(name)}: {first}",
            *(f"  {line}" for line in rest),
        ]
        with self._lock:
            try:
                for line in lines:
                    self._write_line(line)
            except OSError as error:
                message = f"nothing can be written to the console: {error.strerror}"
                raise ProviderError("unavailable", message) from error

    def wait_for(self, key: str, seconds: float) -> None:
        """Wait until a message with this key was printed, at most so many seconds."""
        with self._said:
            self._said.wait_for(
                lambda: any(key == posted_key for _, posted_key in self._posted), seconds
            )

    def show_card(self, room: str) -> bool:
        """Print the card of `room` (with `#`) as it stands; False when there is none yet."""
        with self._lock:
            card = self._cards.get(self.ref(room).id)
            if card is not None:
                self.say(room, BOT_NAME, card.as_text())
        return card is not None

    def doctor(self) -> tuple[Finding, ...]:
        """Return whether rooms and files can be kept; existing files stay as they are."""
        return tuple(_kept(what, place) for what, place in self._places() if place is not None)

    def rooms(self) -> tuple[ConsoleRoom, ...]:
        """Return every room, in the order they were made."""
        with self._lock:
            return self._book.all()

    def room(self, name: str) -> ConsoleRoom | None:
        """Return the room of that name (with or without `#`), or None."""
        with self._lock:
            return self._book.named(name.removeprefix("#"))

    def ref(self, name: str) -> RoomRef:
        """Return the reference of a room of that name, whether or not it was made.

        Raises:
            ProviderError: nothing of the name is left.
        """
        plain_name = _room_name(name)
        return _ref(self._book.named(plain_name) or ConsoleRoom(name=plain_name))

    def _make(self, name: str, incident: str, *, private: bool) -> ConsoleRoom:
        free = self._free(name, "")
        return self._book.put(ConsoleRoom(name=free, incident=incident, private=private))

    def _free(self, name: str, ident: str) -> str:
        """The name, with a number behind it if another room than this one has it."""
        free, count = name, 1
        while (taken := self._book.named(free)) and taken.ident != ident:
            count += 1
            free = f"{name}-{count}"
        return free

    def _places(self) -> tuple[tuple[str, Path | None], ...]:
        rooms = self._book.path
        return (("rooms", rooms.parent if rooms else None), ("files", self._files))

    def _known(self, room: RoomRef) -> ConsoleRoom:
        return self._book.known(room.id) or ConsoleRoom(name=room.id)

    def _say_once(self, place: str, text: str, key: str) -> None:
        with self._lock:
            if (place, key) in self._posted:
                return
            self.say(place, BOT_NAME, text)
            self._posted[place, key] = None
            self._said.notify_all()
            if len(self._posted) > KEYS_REMEMBERED:
                self._posted.popitem(last=False)


def _room_name(name: str) -> str:
    """The name as a room can carry it: letters, digits, `.`, `_` and `-`.

    Raises:
        ProviderError: nothing of the name is left.
    """
    clean = _NO_ROOM_NAME.sub("-", name.strip().removeprefix("#")).strip("-")
    if not clean:
        raise ProviderError("invalid", "a room needs a name with at least one letter or digit")
    return clean


def _ref(room: ConsoleRoom) -> RoomRef:
    return RoomRef(platform=ConsoleChat.platform, id=room.ident, name=f"#{room.name}")


def _kept(what: str, folder: Path) -> Finding:
    """Whether a folder, or the nearest one above it that is there, can be written to."""
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if os.access(there, os.W_OK | os.X_OK):
        return Finding(what=f"{what} kept in {folder}", verdict="ok")
    advice = "let this user write there, or name another folder as BOT_DATA_DIR"
    return Finding(what=f"{what} kept in {folder}", verdict="fault", detail=advice)
