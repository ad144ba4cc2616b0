"""People and rooms of the console, as Errbot and its plugins know them."""

from __future__ import annotations

from errbot.backends.base import Person as ErrbotPerson
from errbot.backends.base import Room as ErrbotRoom
from errbot.backends.base import RoomError, RoomOccupant

from tocsin.builtin.console_chat import ConsoleChat
from tocsin.chat.port import RoomRef
from tocsin.chat.text import Plain, Text


class ConsolePerson(ErrbotPerson):
    """Somebody at the console; access rules match the person's id."""

    def __init__(self, id: str, name: str = "", email: str = "") -> None:
        self._id = id
        self._name = name or id
        self._email = email

    @property
    def person(self) -> str:
        return self._id

    @property
    def client(self) -> str:
        return ConsoleChat.platform

    @property
    def nick(self) -> str:
        return self._id

    @property
    def aclattr(self) -> str:
        return self._id

    @property
    def fullname(self) -> str:
        return self._name

    @property
    def email(self) -> str:
        return self._email

    def __str__(self) -> str:
        return f"@{self._id}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ConsolePerson) and other.person == self._id

    def __hash__(self) -> int:
        return hash(self._id)


class ConsoleRoom(ErrbotRoom):
    """A room of the console.

    Args:
        name: with or without `#`.
    """

    def __init__(self, chat: ConsoleChat, name: str) -> None:
        self._chat = chat
        self._name = name.removeprefix("#")

    def __str__(self) -> str:
        return f"#{self._name}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ConsoleRoom) and str(other) == str(self)

    def __hash__(self) -> int:
        return hash(self._name)

    @property
    def exists(self) -> bool:
        return self._chat.room(self._name) is not None

    @property
    def joined(self) -> bool:
        return self.exists

    @property
    def topic(self) -> str:
        room = self._chat.room(self._name)
        return room.topic if room else ""

    @topic.setter
    def topic(self, text: str) -> None:
        self._chat.set_topic(self._ref(), Text((Plain(text),)))

    @property
    def occupants(self) -> list[ConsoleOccupant]:
        room = self._chat.room(self._name)
        return [ConsoleOccupant(self, id) for id in room.members] if room else []

    def create(self) -> None:
        self._ref()

    def join(self, username: str | None = None, password: str | None = None) -> None:
        self._ref()

    def leave(self, reason: str | None = None) -> None:
        raise RoomError("a bot does not leave a room of the console")

    def destroy(self) -> None:
        raise RoomError("a room of the console stays")

    def invite(self, *people: str) -> None:
        raise RoomError("people are invited by taking a part in the incident")

    def _ref(self) -> RoomRef:
        return self._chat.find_room(self._name)


class ConsoleOccupant(ConsolePerson, RoomOccupant):
    """Somebody in a room of the console."""

    def __init__(self, room: ConsoleRoom, id: str, name: str = "", email: str = "") -> None:
        super().__init__(id, name, email)
        self._room = room

    @property
    def room(self) -> ConsoleRoom:
        return self._room
