"""A platform of strangers: rooms have ids, anybody makes rooms, and they are deleted under us."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.engine.given import TEAM, World
from tocsin.chat import (
    Account,
    Action,
    BasicChat,
    Card,
    ChatCapability,
    Link,
    MessageRef,
    Moved,
    RoomRef,
    Text,
)
from tocsin.desk.reply import Reply
from tocsin.engine.spoken_line import SpokenLine
from tocsin.errors import ProviderError

ALL: frozenset[ChatCapability] = frozenset(
    {"topic", "pin", "edit", "invite", "members", "remove", "rename", "links"}
)
PEOPLE = ("ana", "bo", "eva", "cyrus")


@dataclass
class Room:
    """One room as its platform knows it."""

    id: str
    name: str
    incident: str = ""
    private: bool = False
    topic: str = ""
    members: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    cards: dict[str, Card] = field(default_factory=dict)
    pinned: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    links: list[tuple[Link, ...]] = field(default_factory=list)


@dataclass
class Town(BasicChat):
    """A chat platform whose rooms are places of their own, each with an id that says nothing."""

    platform: str = "irc"
    able: frozenset[ChatCapability] = ALL
    rooms: dict[str, Room] = field(default_factory=dict)
    directs: list[tuple[str, str]] = field(default_factory=list)
    down: ProviderError | None = None
    broken: dict[str, ProviderError] = field(default_factory=dict)
    made: int = 0
    edits: int = 0
    rewritten: list[tuple[str, str, Card]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    after: Callable[[str], None] = lambda _what: None

    @property
    def capabilities(self) -> frozenset[ChatCapability]:
        return self.able

    def __post_init__(self) -> None:
        self.rooms["A"] = Room(id="A", name="incidents", members=["mallory"])

    def _touch(self, what: str) -> None:
        error = self.broken.get(what) or self.down
        if error is not None:
            raise error

    def _at(self, what: str, room: RoomRef) -> Room:
        self._touch(what)
        if room.id not in self.rooms:
            raise ProviderError("not_found", "no such room")
        return self.rooms[room.id]

    def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
        self._touch("open_room")
        for room in self.rooms.values():
            if room.incident == incident and (room.private or not private):
                return self.ref(room)
        self.made += 1
        taken = {room.name for room in self.rooms.values()}
        free = name if name not in taken else f"{name}-x"
        room = Room(id=f"R{self.made}", name=free, incident=incident, private=private)
        self.rooms[room.id] = room
        return self.ref(room)

    def ref(self, room: Room) -> RoomRef:
        return RoomRef(platform=self.platform, id=room.id, name=f"#{room.name}")

    def find_room(self, name: str) -> RoomRef:
        plain = name.removeprefix("#")
        found = next((one for one in self.rooms.values() if one.name == plain), None)
        if found is None:
            raise ProviderError("not_found", f"there is no {name}")
        return self.ref(found)

    def members(self, room: RoomRef) -> frozenset[str]:
        return frozenset(self._at("members", room).members)

    def invite(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        here = self._at("invite", room)
        here.members += [one.id for one in accounts if one.id not in here.members]

    def remove(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        here = self._at("remove", room)
        gone = {one.id for one in accounts}
        here.members = [one for one in here.members if one not in gone]

    def rename(self, room: RoomRef, name: str) -> RoomRef:
        here = self._at("rename", room)
        here.names.append(here.name)
        here.name = name
        return self.ref(here)

    def set_topic(self, room: RoomRef, text: Text) -> None:
        self._at("set_topic", room).topic = text.as_plain()

    def set_links(self, room: RoomRef, links: tuple[Link, ...]) -> None:
        self._at("set_links", room).links.append(links)
        self.after("set_links")

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
        here = self._at("post", room)
        here.posts.append(text.as_plain())
        here.said.add(key)
        self.keys.append(f"{room.id}/{key}")
        self.after("post")
        return MessageRef(platform=self.platform, room=room.id, id=key)

    def put_card(
        self, room: RoomRef, card: Card, ref: MessageRef | None, *, key: str, again: bool = False
    ) -> MessageRef:
        if ref is not None and ref.id in self._at("announced", room).said:
            self.rewritten.append((room.id, ref.id, card))
            return ref
        here = self._at("edit" if ref else "put_card", room)
        if ref is not None and ref.id not in here.cards:
            raise ProviderError("not_found", "no such message")
        self.edits += ref is not None
        found = ref or MessageRef(platform=self.platform, room=room.id, id=f"card/{key}")
        here.cards[found.id] = card
        self.after("put_card")
        return found

    def pin(self, ref: MessageRef) -> None:
        self._touch("pin")
        if ref.id not in self.rooms[ref.room].cards:
            raise ProviderError("not_found", "no such message")
        self.rooms[ref.room].pinned.append(ref.id)

    def direct(
        self,
        account: Account,
        text: Text,
        *,
        key: str,
        actions: tuple[Action, ...] = (),
        again: bool = False,
    ) -> None:
        self._touch("direct")
        self.directs.append((account.id, text.as_plain()))

    # What a test looks at.

    def own(self, number: int = -1) -> Room:
        """The room of an incident that was opened last, or the n-th of all that are there."""
        return [room for room in self.rooms.values() if room.incident][number]

    @property
    def square(self) -> Room:
        """The announce room."""
        return self.rooms["A"]

    def told(self, account: str) -> str:
        return "\n".join(text for one, text in self.directs if one == account)


class TownWorld(World):
    """A world whose only chat is a town."""

    town: Town

    def __init__(self, folder: Path, able: frozenset[ChatCapability] = ALL) -> None:
        self.town = Town(able=able)
        super().__init__(folder, teams={"shop": with_accounts(TEAM)})

    def boot(self) -> None:
        self.chats = {"irc": self.town}  # type: ignore[dict-item]  # a chat of another make
        super().boot()

    def opened(self, line: str = "!incident declare checkout returns 500s p1") -> Room:
        """An incident that has its room."""
        self.say(line, room="")
        self.run(seconds=1)
        return self.town.own()

    def moved(self, account: str, *, joined: bool, room: Room | None = None) -> None:
        """The platform tells that somebody came into a room (the incident's), or left it."""
        place = room or self.town.own()
        if not joined:
            place.members.remove(account)
        elif account not in place.members:
            place.members.append(account)
        self.system.hear(
            Moved(
                event_id=f"{account}-{self.clock()}-{joined}",
                account=Account(platform="irc", id=account),
                room=RoomRef(platform="irc", id=place.id, name=place.name),
                joined=joined,
            )
        )
        self.run(seconds=1)

    def typed_in(self, room: Room, text: str, by: str = "ana") -> Reply:
        """Somebody says something in a room of the platform's."""
        self._messages += 1
        said = SpokenLine(
            platform="irc",
            message_id=f"in{self._messages}",
            speaker=by,
            room=f"#{room.name}",
            room_id=room.id,
            text=text,
        )
        return self.system.said(said)


def with_accounts(team: str) -> str:
    """The team with an account `U-<id>` for each person but Cyrus."""
    for person in PEOPLE[:-1]:
        team = team.replace(
            f"[people.{person}]\n", f'[people.{person}]\naccounts = {{ irc = "U-{person}" }}\n'
        )
    return team
