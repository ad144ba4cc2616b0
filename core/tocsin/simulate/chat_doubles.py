"""Chat and chart doubles that record what is sent, and fail when told to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

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
from tocsin.chat.text import text as words_of
from tocsin.domain.quarter_metrics import Chart, Metrics
from tocsin.errors import ProviderError, ProviderFault
from tocsin.simulate.recorder import Recorder
from tocsin.simulate.scenario import FaultState

ASK_S = 30.0
Actions = tuple[Action, ...]
_CODES: dict[FaultState, ProviderFault] = {
    "down": "unavailable",
    "timeout": "timeout",
    "429": "rate_limited",
}


@dataclass
class TargetHealth:
    """The faults of a scenario now: `<kind>.<name>` -> how it fails."""

    faults: dict[str, FaultState] = field(default_factory=dict)

    def touch_any(self, targets: Sequence[str]) -> None:
        """Raise the first fault if all targets fail; do nothing without targets."""
        if targets and all(self.faults.get(target, "up") != "up" for target in targets):
            self.touch(targets[0])

    def touch(self, target: str) -> None:
        """Raise ProviderError if the target fails."""
        state = self.faults.get(target, "up")
        if state != "up":
            ask = ASK_S if state == "429" else None
            raise ProviderError(_CODES[state], f"{target} is {state}", retry_after=ask)


@dataclass(frozen=True, kw_only=True)
class PostedMessage:
    """A message as it is shown. `by` is who said it, "" = the bot."""

    id: str
    text: str
    by: str = ""
    actions: tuple[Action, ...] = ()


class RecordingChat(BasicChat):
    """A chat in memory; its rooms and messages outlive restarts of the system."""

    @property
    def capabilities(self) -> frozenset[ChatCapability]:
        """Every capability of the chat port."""
        look: frozenset[ChatCapability] = frozenset({"topic", "pin", "edit", "upload"})
        return look | {"invite", "rename", "buttons", "forms", "reactions", "person-ids"}

    @property
    def limits(self) -> Limits:
        """None: a scenario's posts go out when they are due."""
        return UNLIMITED

    def __init__(self, platform: str, recorder: Recorder, health: TargetHealth) -> None:
        """Faults of `chat.<platform>` apply."""
        self.platform = platform
        self.rooms: dict[str, str] = {}
        self._private: set[str] = set()
        self._shown: dict[str, dict[str, PostedMessage]] = {}
        self._cards: set[str] = set()
        self.cards: dict[str, Card] = {}
        """The latest of each room, by the room's id."""
        self._recorder = recorder
        self._touch: Callable[[], None] = lambda: health.touch(f"chat.{platform}")

    def show(self, place: str, shown: PostedMessage) -> None:
        """Show a message in a room (with `#`) or to a person (`@person`)."""
        self._shown.setdefault(place, {})[shown.id] = shown

    def shown(self, *places: str) -> tuple[PostedMessage, ...]:
        """Return the messages in these places, the latest last."""
        return tuple(message for place in places for message in self._shown.get(place, {}).values())

    def _told(self, kind: str, place: str, text: Text, key: str, actions: Actions = ()) -> str:
        facts = {"platform": self.platform, "buttons": [action.label for action in actions]}
        row = self._recorder.add(kind, place, text.as_plain(), incident=key, **facts)
        self.show(place, PostedMessage(id=str(row.seq), text=text.as_plain(), actions=actions))
        return str(row.seq)

    def _key(self, key: str) -> str:
        return self._recorder.key(key.split(":", 1)[0])

    def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
        """Create or adopt a room; an open one never becomes a private incident's."""
        key = self._recorder.key(incident)
        try:
            self._touch()
        except ProviderError as error:
            facts = {"platform": self.platform, "outcome": "failed"}
            self._recorder.add("room", name, str(error), incident=key, **facts)
            raise
        taken = self._named(name, incident, private=private)
        facts = {"platform": self.platform, "outcome": "opened"}
        self._recorder.add("room", taken, "", incident=key, **facts)
        return RoomRef(platform=self.platform, id=taken, name=f"#{taken}")

    def rename(self, room: RoomRef, name: str) -> RoomRef:
        """Rename the room; its messages stay."""
        self._touch()
        taken = self._named(name, self.rooms.get(room.id, ""))
        self._shown.setdefault(f"#{taken}", {}).update(self._shown.pop(room.name, {}))
        return RoomRef(platform=self.platform, id=room.id, name=f"#{taken}")

    def _named(self, name: str, incident: str, *, private: bool = False) -> str:
        taken, number = name, 1
        while taken in self.rooms and not self._fits(taken, incident, private):
            number += 1
            taken = f"{name}-{number}"
        self.rooms[taken] = incident
        self._private |= {taken} if private else set()
        return taken

    def _fits(self, taken: str, incident: str, private: bool) -> bool:
        return self.rooms[taken] == incident and (taken in self._private or not private)

    def find_room(self, name: str) -> RoomRef:
        """Return a room for any name that is no incident's."""
        return RoomRef(platform=self.platform, id=name.removeprefix("#"), name=name)

    def invite(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        """Record the members."""
        self._touch()

    def set_topic(self, room: RoomRef, text: Text) -> None:
        """Record the topic."""
        self._touch()
        facts = {"incident": self._of(room), "platform": self.platform}
        self._recorder.add("topic", room.name, text.as_plain(), **facts)

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
        """Record the message."""
        self._touch()
        id = self._told("message", room.name, text, self._key(key), actions)
        return MessageRef(platform=self.platform, room=room.id, id=id)

    def upload(self, room: RoomRef, file: File, *, key: str, again: bool = False) -> MessageRef:
        """Record the file as a message with its name and description."""
        self._touch()
        told = f"[{file.name}] {file.alt}"
        facts = {"file": file.name, "media_type": file.media_type, "platform": self.platform}
        row = self._recorder.add("message", room.name, told, incident=self._key(key), **facts)
        return MessageRef(platform=self.platform, room=room.id, id=str(row.seq))

    def put_card(
        self, room: RoomRef, card: Card, ref: MessageRef | None, *, key: str, again: bool = False
    ) -> MessageRef:
        """Record the card, or the edit of another message."""
        self._touch()
        words = words_of(card.as_text())
        if ref is not None and ref.id not in self._cards:
            self.show(
                room.name, PostedMessage(id=ref.id, text=card.as_text(), actions=card.actions)
            )
            return ref
        self.cards[room.id] = card
        id = self._told("card", room.name, words, self._of(room), card.actions)
        made = ref or MessageRef(platform=self.platform, room=room.id, id=id)
        self._cards.add(made.id)
        return made

    def pin(self, ref: MessageRef) -> None:
        """Record the pin."""

    def direct(
        self,
        account: Account,
        text: Text,
        *,
        key: str,
        actions: tuple[Action, ...] = (),
        again: bool = False,
    ) -> None:
        """Record the direct message."""
        self._touch()
        self._told("message", f"@{account.id}", text, self._key(key), actions)

    def _of(self, room: RoomRef) -> str:
        return self._recorder.key(self.rooms.get(room.id, ""))


class ChartDouble:
    """Draws nothing, so that a scenario does not depend on installed libraries."""

    able = True

    def draw(self, chart: Chart, found: Metrics, name: str) -> bytes:
        """Return the magic bytes of a PNG and no more."""
        return b"\x89PNG\r\n\x1a\n"
