"""Parley itself: people, rooms and messages in memory, and one growing list of what happened.

The methods of `Place` are its requests. The bot is somebody like all others, whose name needs the
token; what only it may do is to open rooms with a tag, and to whisper.
"""

from __future__ import annotations

import threading
import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Annotated, Final

from pydantic import Field, JsonValue

from tocsin_parley.markup import drawn

BOT: Final = "bot"
Id = Annotated[str, Field(pattern=r"^[@A-Za-z0-9_-]{1,64}$")]
Ids = Annotated[tuple[Id, ...], Field(max_length=200)]
Name = Annotated[str, Field(pattern=r"^[\w.-]{1,80}$")]
Line = Annotated[str, Field(max_length=300)]
Words = Annotated[str, Field(max_length=16_000)]
Buttons = Annotated[tuple[dict[str, Line], ...], Field(max_length=5)]
Object = dict[str, JsonValue]


class Refused(Exception):
    """What is not done: a status as of HTTP, and why."""


@dataclass
class Room:
    """Where people talk."""

    id: str
    name: str
    private: bool
    members: list[str]
    topic: str = ""


@dataclass
class Message:
    """What stands in a room; with `only_for` one person alone sees it."""

    id: str
    room: str
    by: str
    text: str
    thread: str
    only_for: str
    buttons: Buttons
    form: Object | None
    pinned: bool = False
    edited: bool = False


class Place:
    """Each method is called under `lock`."""

    def __init__(self) -> None:
        self.lock: Final = threading.Condition(threading.RLock())
        self._epoch, self._ids = uuid.uuid4().hex[:8], count(1)
        self._names: dict[str, str] = {}
        self._rooms: dict[str, Room] = {}
        self._by_tag: dict[tuple[str, str, bool], Room] = {}
        self._messages: dict[str, Message] = {}
        self._by_key: dict[tuple[str, str, str], Message] = {}
        self._events: list[JsonValue] = []

    def hello(self, by: Id, name: Line) -> None:
        self._names[by] = name

    def make(self, by: Id, name: Name, private: bool = False, tag: Line = "") -> Object:
        """A room, under a name that is free; one tag of somebody is one room, and a private one."""
        kept = self._by_tag.get((by, tag, True))
        kept = kept if kept or private else self._by_tag.get((by, tag, False))
        if not tag or kept is None or kept.id not in self._rooms:
            kept = self._by_tag[by, tag, private] = self._make(by, name, private)
        return asdict(kept)

    def find(self, by: Id, name: Name, make: bool = True) -> Object:
        known = [one for one in self._rooms.values() if not one.private or by in one.members]
        found = [one for one in known if one.name == name]
        return asdict(found[0] if found or not make else self._make(by, name))

    def change(
        self, by: Id, room: Id, name: str = "", topic: Line = "", join: Ids = (), leave: Ids = ()
    ) -> Object:
        """Rename it, set its topic, and let people in and out."""
        where = self._room(by, room)
        where.name = self._free(name) if name not in ("", where.name) else where.name
        where.topic = topic or where.topic
        for who, joined in [(one, True) for one in join] + [(one, False) for one in leave]:
            if joined != (who in where.members):
                (where.members.append if joined else where.members.remove)(who)
                self._tell("moved", who, where, joined=joined)
        return asdict(where)

    def delete(self, by: Id, room: Id) -> None:
        del self._rooms[self._room(by, room).id]

    def say(
        self, by: Id, room: Id, text: Words, key: Line = "", thread: Line = "",
        only_for: Line = "", buttons: Buttons = (), form: Object | None = None,
    ) -> Object:  # fmt: skip
        """A message; one key of somebody in a room is one message, however often it is sent."""
        where, once = self._room(by, room), (by, room, key)
        if key and once in self._by_key:
            return asdict(self._by_key[once])
        said = Message(f"m{next(self._ids)}", room, by, text, thread, only_for, buttons, form)
        self._messages[said.id] = self._by_key[once] = said
        if by != BOT:
            self._tell("said", by, where, text=text, **{"thread": thread} if thread else {})
        return asdict(said)

    def edit(self, by: Id, message: Id, text: Words, buttons: Buttons = ()) -> None:
        own = self._message(by, message)
        if own.by != by:
            raise Refused(403, "it is somebody else's")
        own.text, own.buttons, own.edited = text, buttons, own.edited or own.text != text
        if by != BOT:
            self._tell("edited", by, self._rooms[own.room], message=message, text=text)

    def pin(self, by: Id, message: Id) -> None:
        self._message(by, message).pinned = True

    def react(self, by: Id, message: Id, emoji: Line) -> None:
        to = self._message(by, message)
        about: Object = {"text": drawn(to.text, self._names)["shown"], "author": to.by}
        self._tell("reacted", by, self._rooms[to.room], message=to.id, emoji=emoji, **about)

    def press(self, by: Id, message: Id, label: Line) -> None:
        under = self._message(by, message)
        pressed = {one["label"]: one for one in under.buttons}[label]
        what: Object = {"command": pressed["command"], "form": pressed["form"], "message": message}
        self._tell("pressed", by, self._rooms[under.room], **what)

    def submit(self, by: Id, message: Id, values: dict[str, Words]) -> None:
        asked = self._message(by, message)
        form: Object = {"command": (asked.form or {})["command"], "values": {**values}}
        self._tell("submitted", by, self._rooms[asked.room], **form)
        del self._messages[asked.id]

    def read(self, by: Id, room: Id) -> Object:
        where = self._room(by, room)
        here = [one for one in self._messages.values() if one.room == where.id]
        mine = [one for one in here if one.only_for in ("", by)]
        told: JsonValue = [{**asdict(one), **drawn(one.text, self._names)} for one in mine]
        return {**asdict(where), "messages": told}

    def events(self, by: Id, after: Line, wait: Annotated[float, Field(ge=0, le=25)]) -> Object:
        """What happened behind that cursor, at most 100; "" = nothing, and the cursor of now."""
        epoch, _, told = after.partition("-")
        start = int(told) if epoch == self._epoch else 0 if after else len(self._events)
        self.lock.wait_for(lambda: len(self._events) > start, timeout=wait if after else 0)
        more = self._events[start : start + 100] if by == BOT else []
        return {"events": more, "cursor": f"{self._epoch}-{start + len(more)}"}

    def _make(self, by: str, name: str, private: bool = False) -> Room:
        id = f"r{next(self._ids)}"
        return self._rooms.setdefault(id, Room(id, self._free(name), private, members=[by]))

    def _free(self, name: str) -> str:
        taken = {one.name for one in self._rooms.values()}
        return next(n for n in (name, *(f"{name}-{n}" for n in range(2, 999))) if n not in taken)

    def _room(self, by: str, id: str) -> Room:
        if id[0] == "@":  # what somebody and the bot say to each other
            self._rooms.setdefault(id, Room(id, id, private=True, members=[id[1:], BOT]))
        room = self._rooms.get(id)
        if room is None or (room.private and by not in room.members):
            raise Refused(404, "there is no such room")
        return room

    def _message(self, by: str, id: str) -> Message:
        found = self._messages.get(id)
        if found is None or found.only_for not in ("", by):
            raise Refused(404, "there is no such message")
        self._room(by, found.room)
        return found

    def _tell(self, kind: str, by: str, where: Room, **more: JsonValue) -> None:
        if not where.private or BOT in where.members:
            id, name = f"{self._epoch}-{len(self._events) + 1}", self._names.get(by, by)
            who: Object = {"id": id, "kind": kind, "by": by, "name": name, "more": more}
            at = datetime.now(UTC).isoformat()  # noqa: TID251 - the platform's own clock
            self._events.append({**who, "at": at, "room": where.id, "room_name": where.name})
            self.lock.notify_all()
