"""Somebody's client: what it was told of the rooms they are in, and what they do there.

It asks for what is new when somebody looks, accepts every invitation, and reads the history of a
room it comes into. What is encrypted is opened and sealed by `Keys`, one of two libraries.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol

from tests.counterparts.matrix.persons import SERVER, Person
from tests.counterparts.matrix.synapse import Synapse
from tests.counterparts.matrix.wire import Json, Refused, part

MANY: Final = 500
FILTER: Final = json.dumps({"room": {"timeline": {"limit": MANY}}, "presence": {"types": []}})
ENCRYPTED: Final = "m.room.encrypted"


class Keys(Protocol):
    """What a client has of end-to-end encryption."""

    def take(self, told: Json) -> None:
        """Take in what an answer to `/sync` brings: keys, devices, members."""
        ...

    def opened(self, room: str, event: Json) -> Json | None:
        """The event that was sealed in another; None = there is no key for it."""
        ...

    def send(self, room: str, kind: str, content: Json) -> str:
        """Send it, sealed where the room asks for that; its id."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


@dataclass
class Place:
    """A room as somebody's client has it: its events by time, and its state by (type, key)."""

    id: str
    events: dict[str, Json] = field(default_factory=dict)
    state: dict[tuple[str, str], Json] = field(default_factory=dict)
    direct: bool = False
    left: bool = False

    @property
    def encrypted(self) -> bool:
        """Whether what is said in it is."""
        return ("m.room.encryption", "") in self.state

    def about(self, kind: str, key: str = "") -> Json:
        """The content of a state event; {} = there is none."""
        return dict(self.state.get((kind, key), {}).get("content") or {})

    def called(self, name: str) -> bool:
        """Whether people know it by that name, without `#`."""
        alias = str(self.about("m.room.canonical_alias").get("alias") or "")
        shown = str(self.about("m.room.name").get("name") or "")
        return name in (shown.removeprefix("#"), alias.removeprefix("#").removesuffix(f":{SERVER}"))


class Client:
    """One session of somebody; nothing is asked before `look`."""

    def __init__(self, synapse: Synapse, who: Person, keys: Keys | None = None) -> None:
        self.who = who
        self.places: dict[str, Place] = {}
        self._synapse = synapse
        self._keys = keys
        self._since = ""
        self._reactions: dict[tuple[str, str], str] = {}

    def close(self) -> None:
        """Let go of its keys."""
        if self._keys is not None:
            self._keys.close()

    # ------------------------------------------------------------------------ what it is told
    def look(self) -> None:
        """Ask what is new, and accept invitations until there are none."""
        while self._sync():
            continue

    def place(self, room: str) -> Place | None:
        """A room they are in, as of the last look; a public one is come into. None = neither."""
        found = self.places.get(room)
        if found is not None and not found.left:
            return found
        try:
            self._synapse.join(self.who, room)
        except Refused:
            return None
        self.look()
        return self.places.get(room)

    def named(self, name: str) -> Place | None:
        """The room they know by that name, the latest of several; or a public one of the alias."""
        bare = name.removeprefix("#")
        inside = [one for one in self.places.values() if one.called(bare) and not one.left]
        open_ones = [one for one in inside if not one.about("m.room.tombstone")]
        if open_ones or inside:
            return (open_ones or inside)[-1]
        alias = self._synapse.found(bare)
        return self.place(alias) if alias else None

    def directs(self) -> list[Place]:
        """The rooms of them and the bot alone."""
        return [one for one in self.places.values() if one.direct and not one.left]

    def opened(self, place: Place) -> Iterator[Json]:
        """Its events, each with `sealed` = whether it came encrypted; those without a key too."""
        for id, event in place.events.items():
            if event["type"] == ENCRYPTED and self._keys is not None:
                found = self._keys.opened(place.id, event)
                if found is not None:
                    place.events[id] = event = {**event, **found, "sealed": True}
            yield event

    # --------------------------------------------------------------------------- what they do
    def say(self, room: str, words: str, **more: object) -> str:
        """Type a line; `more` goes into the content. Its id."""
        return self.send(room, "m.room.message", {"msgtype": "m.text", "body": words} | more)

    def edit(self, room: str, event: str, words: str) -> str:
        """Change a line of theirs."""
        new = {"msgtype": "m.text", "body": words}
        relation = {"rel_type": "m.replace", "event_id": event}
        return self.say(room, f"* {words}", **{"m.new_content": new, "m.relates_to": relation})

    def answer(self, room: str, root: str, words: str) -> str:
        """Say something in the thread of a message."""
        relation = {
            "rel_type": "m.thread", "event_id": root, "is_falling_back": True,
            "m.in_reply_to": {"event_id": root},
        }  # fmt: skip
        return self.say(room, words, **{"m.relates_to": relation})

    def react(self, room: str, event: str, emoji: str) -> str:
        """Put an emoji under a message: never encrypted, as every client does it.

        Their own that is there already is taken away first: the server keeps one of a kind.
        """
        if (event, emoji) in self._reactions:
            self.redact(room, self._reactions[event, emoji])
        relation = {"rel_type": "m.annotation", "event_id": event, "key": emoji}
        made = self._plain(room, "m.reaction", {"m.relates_to": relation})
        self._reactions[event, emoji] = made
        return made

    def redact(self, room: str, event: str) -> None:
        """Take an event away."""
        path = f"/rooms/{part(room)}/redact/{part(event)}/{uuid.uuid4()}"
        self._synapse.ask(self.who, "PUT", path, {})

    def write_to(self, other: Person, *, encrypted: bool = False) -> Place:
        """The direct room of them and another, made if there is none."""
        self.look()
        for one in self.directs():
            if ("m.room.member", other.id) in one.state:
                return one
        body: Json = {"preset": "trusted_private_chat", "is_direct": True, "invite": [other.id]}
        if encrypted:
            sealed = {"algorithm": "m.megolm.v1.aes-sha2"}
            body["initial_state"] = [{"type": "m.room.encryption", "content": sealed}]
        made = str(self._synapse.ask(self.who, "POST", "/createRoom", body)["room_id"])
        self.places[made] = Place(id=made, direct=True)
        self.look()
        return self.places[made]

    def send(self, room: str, kind: str, content: Json) -> str:
        """Send an event, encrypted where the room is; its id."""
        place = self.places.get(room)
        if self._keys is not None and place is not None and place.encrypted:
            return self._keys.send(room, kind, content)
        return self._plain(room, kind, content)

    def _plain(self, room: str, kind: str, content: Json) -> str:
        path = f"/rooms/{part(room)}/send/{kind}/{uuid.uuid4()}"
        return str(self._synapse.ask(self.who, "PUT", path, content)["event_id"])

    # ------------------------------------------------------------------------------- the sync
    def _sync(self) -> bool:
        """Ask once; whether there is more to be asked at once."""
        query = {"timeout": 0, "filter": FILTER} | ({"since": self._since} if self._since else {})
        told = self._synapse.ask(self.who, "GET", "/sync", **query)
        self._since = str(told["next_batch"])
        if self._keys is not None:
            self._keys.take(told)
        rooms = told.get("rooms", {})
        for id, one in rooms.get("join", {}).items():
            self._joined(id, one)
        for id in rooms.get("leave", {}):
            self._place(id).left = True
        return True in [self._invited(id, one) for id, one in rooms.get("invite", {}).items()]

    def _invited(self, room: str, told: Json) -> bool:
        mine = [
            one for one in told["invite_state"]["events"] if one.get("state_key") == self.who.id
        ]
        self._place(room).direct = any(one["content"].get("is_direct") for one in mine)
        try:
            self._synapse.join(self.who, room)
        except Refused:
            return False  # it was taken back, or the room is gone
        return True

    def _joined(self, room: str, told: Json) -> None:
        place = self._place(room)
        place.left = False
        line = told["timeline"]
        if line.get("limited") and line.get("prev_batch"):
            self._read_back(place, line["prev_batch"])
        for one in told.get("state", {}).get("events", []):
            place.state[one["type"], one["state_key"]] = one
        for one in line["events"]:
            place.events[one["event_id"]] = one
            if "state_key" in one:
                place.state[one["type"], one["state_key"]] = one

    def _read_back(self, place: Place, since: str) -> None:
        """What lies between the last that is known and a batch."""
        found: list[Json] = []
        known = frozenset(place.events)
        while since:
            query = {"dir": "b", "from": since, "limit": MANY}
            path = f"/rooms/{part(place.id)}/messages"
            told = self._synapse.ask(self.who, "GET", path, **query)
            found += (one for one in told["chunk"] if one["event_id"] not in known)
            reached = any(one["event_id"] in known for one in told["chunk"])
            since = "" if reached or not told["chunk"] else str(told.get("end") or "")
        for one in reversed(found):
            place.events[one["event_id"]] = one

    def _place(self, room: str) -> Place:
        return self.places.setdefault(room, Place(id=room))
