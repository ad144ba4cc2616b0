"""People and rooms of a chat platform as Errbot identifiers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from errbot.backends.base import Person as ErrbotPerson
from errbot.backends.base import Room as ErrbotRoom
from errbot.backends.base import RoomError, RoomOccupant

from tocsin.chat import Account, Chat, RoomRef, Said, text


@dataclass(frozen=True, kw_only=True)
class AccountHolder:
    """The person of an account; compared by the account alone.

    Args:
        id: Of a person in a team file, or `guest-…`.
        account: On the platform.
    """

    id: str
    account: Account
    name: str = ""
    email: str = ""


class ChatPerson(ErrbotPerson):
    """A person on a platform; access rules match the person's id.

    Args:
        who: The person.
        said: What they have said just now; None = somebody that a plugin looked up.
    """

    def __init__(self, who: AccountHolder, said: Said | None = None) -> None:
        self.who = who
        self.said = said
        self._spoke = count(1)

    def speak(self) -> int:
        """Return how many lines a plugin has said for them; a repeat has the same number."""
        return next(self._spoke)

    @property
    def person(self) -> str:
        return self.who.id

    @property
    def client(self) -> str:
        return self.who.account.platform

    @property
    def nick(self) -> str:
        return self.who.id

    @property
    def aclattr(self) -> str:
        return self.who.id

    @property
    def fullname(self) -> str:
        return self.who.name or self.who.id

    @property
    def email(self) -> str:
        return self.who.email

    def __str__(self) -> str:
        return f"@{self.who.id}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ChatPerson) and other.who.account.id == self.who.account.id

    def __hash__(self) -> int:
        return hash(self.who.account.id)


class ChatRoom(ErrbotRoom):
    """A room of a platform.

    Args:
        chat: the port, for what a plugin wants to do with the room.
        ref: the room.
        whose: who has an account.
    """

    def __init__(self, chat: Chat, ref: RoomRef, whose: Callable[[Account], AccountHolder]) -> None:
        self._chat = chat
        self._whose = whose
        self._topic = ""
        self.ref = ref

    def __str__(self) -> str:
        return self.ref.name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ChatRoom) and other.ref.id == self.ref.id

    def __hash__(self) -> int:
        return hash(self.ref.id)

    @property
    def exists(self) -> bool:
        return True

    @property
    def joined(self) -> bool:
        return True

    @property
    def topic(self) -> str:
        """What was set here; the topic itself is not read from a platform."""
        return self._topic

    @topic.setter
    def topic(self, words: str) -> None:
        self._chat.set_topic(self.ref, text(words))
        self._topic = words

    @property
    def occupants(self) -> list[ChatOccupant]:
        """Return who is in the room; () on a platform that does not tell."""
        if "members" not in self._chat.capabilities:
            return []
        platform = self.ref.platform
        ids = sorted(self._chat.members(self.ref))
        return [ChatOccupant(self, self._whose(Account(platform=platform, id=id))) for id in ids]

    def create(self) -> None:
        self._chat.find_room(self.ref.name)

    def join(self, username: str | None = None, password: str | None = None) -> None:
        self._chat.find_room(self.ref.name)

    def leave(self, reason: str | None = None) -> None:
        raise RoomError("this bot does not leave a room: an incident may need it")

    def destroy(self) -> None:
        raise RoomError("this bot destroys no room")

    def invite(self, *people: str) -> None:
        raise RoomError("people are invited by taking a part in the incident")


class ChatOccupant(ChatPerson, RoomOccupant):
    """A person in a room."""

    def __init__(self, room: ChatRoom, who: AccountHolder, said: Said | None = None) -> None:
        super().__init__(who, said)
        self._room = room

    @property
    def room(self) -> ChatRoom:
        return self._room
