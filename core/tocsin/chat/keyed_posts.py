"""Idempotent posting: a message is posted once for its key, and found again after a crash."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod

from tocsin.chat.basic import BasicChat
from tocsin.chat.forms import Action
from tocsin.chat.port import Account, Card, File, MessageRef, RoomRef
from tocsin.chat.text import Text
from tocsin.chat.web_api import Answer, digest
from tocsin.errors import ProviderError


class KeyedChat(BasicChat, ABC):
    """Posts, cards, files and direct messages, of what a platform does its own way.

    A place is where messages are: the id of a room, of a thread, or of a talk with one person.
    Rooms that were looked for by name, and talks, are kept until something is gone.
    """

    def __init__(self, platform: str) -> None:
        """Nothing is known yet; `_opening` is for one room to be opened at a time."""
        self.platform = platform
        self._opening = threading.RLock()
        self._rooms, self._talks = dict[str, RoomRef](), dict[str, str]()

    def forget(self) -> None:
        """As `BasicChat` has it."""
        self._rooms.clear()
        self._talks.clear()

    def find_room(self, name: str) -> RoomRef:
        """As `Chat` has it."""
        found = self._rooms.get(name) or self._find(name)
        self._rooms[name] = found
        return found

    def upload(self, room: RoomRef, file: File, *, key: str, again: bool = False) -> MessageRef:
        """As `Chat` has it; its name there begins with a digest of the key."""
        name = f"{digest(key)[:8]}-{file.name}"
        found = self._look_for_file(room.id, name) if again else ""
        return self.message(room.id, found or self._send_file(room.id, name, file))

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
        """As `Chat` has it."""
        return self._said(room.id, self._drawn(text, actions), key, again, thread)[0]

    def put_card(
        self, room: RoomRef, card: Card, ref: MessageRef | None, *, key: str, again: bool = False
    ) -> MessageRef:
        """As `Chat` has it."""
        drawn, is_new = self._drawn_card(card), False
        if ref is None:
            ref, is_new = self._said(room.id, drawn, key, again)
        if not is_new:
            self._edit(ref, drawn, key)
        return ref

    def direct(
        self,
        account: Account,
        text: Text,
        *,
        key: str,
        actions: tuple[Action, ...] = (),
        again: bool = False,
    ) -> None:
        """As `Chat` has it."""
        self._said(self._place_of(account), self._drawn(text, actions), key, again)

    def _said(
        self, place: str, drawn: Answer, key: str, again: bool, thread: MessageRef | None = None
    ) -> tuple[MessageRef, bool]:
        """The message with this key, and whether it was posted just now."""
        found = self._look(place, key, thread) if again else ""
        id = found or self._send(place, drawn, key, thread)
        return self.message(place, id), not found

    @abstractmethod
    def _drawn(self, text: Text, actions: tuple[Action, ...]) -> Answer:
        """The body of a message, as the platform has it."""

    def _drawn_card(self, card: Card) -> Answer:
        """The body of a card; that of its text and buttons, unless the platform shows it apart."""
        return self._drawn(card.drawn(), card.actions)

    def _place_of(self, account: Account) -> str:
        """Where the bot writes to somebody alone; asked for once."""
        found = self._talks.get(account.id) or self._begin_talk(account)
        self._talks[account.id] = found
        return found

    def _begin_talk(self, account: Account) -> str:
        """Have the platform say where the bot writes to somebody alone.

        A port with a `direct` of its own needs none.
        """
        raise ProviderError("unsupported", f"{self.platform} cannot do this: direct")

    @abstractmethod
    def _find(self, name: str) -> RoomRef:
        """Look for the room of that name, or id, among those that are not of incidents."""

    @abstractmethod
    def _look(self, place: str, key: str, thread: MessageRef | None) -> str:
        """The id of the message of ours with this key; "" = there is none."""

    @abstractmethod
    def _send(self, place: str, drawn: Answer, key: str, thread: MessageRef | None) -> str:
        """The id of what is posted, so that `_look` finds it by its key."""

    def _look_for_file(self, place: str, name: str) -> str:
        """The id of the message of ours with the file of that name; "" = there is none.

        A port with an `upload` of its own needs none, nor `_send_file`.
        """
        raise self._unable("upload")

    def _send_file(self, place: str, name: str, file: File) -> str:
        """The id of the message with the file, which is called `name` there."""
        raise self._unable("upload")

    @abstractmethod
    def _edit(self, ref: MessageRef, drawn: Answer, key: str) -> None:
        """Let the message show this from now on."""
