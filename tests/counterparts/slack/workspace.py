"""The state of a workspace: what `emulate` keeps, and beside it what it has no place for."""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import aiohttp

from tests.counterparts.slack import payloads
from tests.counterparts.slack.emulator import Emulator, Json
from tests.counterparts.slack.manifest import Manifest
from tests.counterparts.slack.persons import BOT, Person
from tests.counterparts.slack.socket_mode import Envelope, Sockets

TRIGGER_S: Final = 3.0
USES: Final = 5
READS: Final = frozenset(
    f"conversations.{what}" for what in ("info", "list", "members", "history", "replies")
)
LASTS_S: Final = 1800.0


class Refused(Exception):
    """An answer that is none: `{"ok": false, "error": …}`."""

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error)
        self.answer: Json = {"ok": False, "error": error, **more}


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request of the app.

    Args:
        at: When it came, in monotonic seconds.
        channel: Of a post or the like, "" = none.
        error: What it was refused with, "" = nothing.
    """

    at: float
    method: str
    channel: str
    error: str


@dataclass(kw_only=True)
class Whisper:
    """An ephemeral message."""

    channel: str
    user: str
    message: Json


@dataclass(kw_only=True)
class Trigger:
    """What a view may be opened with, once and for three seconds."""

    user: str
    made: float
    view: str = ""
    used: bool = False


@dataclass(kw_only=True)
class Reply:
    """Where a `response_url` leads; `ts` and `whisper`: the message that was acted on."""

    user: str
    channel: str
    made: float
    ts: str = ""
    whisper: bool = False
    used: int = 0


@dataclass
class Workspace:
    """Everything one app can see or be told. Runs in the loop of the front."""

    emulator: Emulator
    line: aiohttp.ClientSession
    url: str
    manifest: Manifest
    people: dict[str, Person] = field(default_factory=lambda: {BOT.id: BOT})
    sockets: Sockets = field(default_factory=Sockets)
    calls: Counter[str] = field(default_factory=Counter)
    asked: list[Call] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    whispers: list[Whisper] = field(default_factory=list)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)
    modals: dict[str, list[Json]] = field(default_factory=dict)
    homes: dict[str, Json] = field(default_factory=dict)
    groups: list[Json] = field(default_factory=list)
    _channels: dict[str, Json] = field(default_factory=dict)
    _directs: dict[str, str] = field(default_factory=dict)
    _changes: int = 0

    async def ask(self, who: Person, method: str, what: Mapping[str, object]) -> Json:
        """What `emulate` answers.

        Raises:
            Refused: It refused, or has no such method.
        """
        found = await self.emulator.ask(self.line, who, method, what)
        if method.startswith("conversations.") and method not in READS:
            self._changes += 1
            self._channels.clear()
        if found.get("ok"):
            return found
        raise Refused(
            str(found.get("error") or "unknown_method"),
            **{key: found[key] for key in ("errors",) if key in found},
        )

    async def channel(self, wanted: str) -> Json:
        """A channel with its `members`, as somebody sees it who may.

        Raises:
            Refused: `channel_not_found`.
        """
        if wanted in self.gone:
            raise Refused("channel_not_found")
        if wanted not in self._channels:
            at = self._changes
            found = await self._looked_up(wanted)
            if at != self._changes:
                return found
            self._channels[wanted] = found
        return {**self._channels[wanted]}

    async def _looked_up(self, wanted: str) -> Json:
        for who in tuple(self.people.values()):
            try:
                found = await self.ask(who, "conversations.info", {"channel": wanted})
                inside = await self.ask(who, "conversations.members", {"channel": wanted})
            except Refused as refused:
                if refused.answer["error"] == "channel_not_found":
                    break
                continue
            return {**found["channel"], "members": inside["members"]}
        raise Refused("channel_not_found")

    async def visible(self, who: Person, wanted: str) -> Json:
        """A channel that somebody may know of.

        Raises:
            Refused: `channel_not_found`: there is none, or it is none of theirs.
        """
        found = await self.channel(wanted)
        hidden = found["is_private"] or who.guest or who.stranger
        if hidden and who.id not in found["members"]:
            raise Refused("channel_not_found")
        return found

    @property
    def scopes(self) -> set[str]:
        """What the app was granted."""
        return self.manifest.scopes

    async def direct(self, who: str) -> Json:
        """What somebody and the bot say to each other; it is opened where it is not yet."""
        if who not in self._directs:
            opened = await self.ask(BOT, "conversations.open", {"users": who})
            self._directs[who] = str(opened["channel"]["id"])
        return await self.channel(self._directs[who])

    async def find(self, who: Person, channel: str, ts: str) -> Json:
        """One message.

        Raises:
            Refused: `message_not_found`.
        """
        found = await self.ask(who, "conversations.replies", {"channel": channel, "ts": ts})
        for one in found["messages"]:
            if one["ts"] == ts:
                return dict(one)
        raise Refused("message_not_found")

    async def tell(self, event: Json, channel: Json | None = None) -> Envelope | None:
        """Tell the app of an event, if it asked for it and is there to see it."""
        which = str(event["type"])
        if which == "message" and channel:
            which = f"message.{payloads.kind(channel)}".replace("channel", "channels")
            which = which.replace("group", "groups")
        if not self.manifest.hears(which):
            return None
        if channel is not None and BOT.id not in channel["members"]:
            return None
        shared = any(self.people[one].stranger for one in self._known(channel))
        return await self.sockets.send(
            Envelope("events_api", payloads.event_callback(event, shared=shared))
        )

    def trigger(self, user: str, view: str = "") -> str:
        """A new trigger of somebody."""
        made = f"{time.time():.6f}.{uuid.uuid4().hex[:8]}"
        self.triggers[made] = Trigger(user=user, made=time.monotonic(), view=view)
        return made

    def take(self, trigger: object) -> Trigger:
        """The trigger, which is used now.

        Raises:
            Refused: There is none, or it was used, or it is too old.
        """
        found = self.triggers.get(str(trigger))
        if found is None:
            raise Refused("invalid_trigger_id")
        if found.used:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() - found.made > TRIGGER_S:
            raise Refused("expired_trigger_id")
        found.used = True
        return found

    def response_url(self, user: str, channel: str, ts: str = "", *, whisper: bool = False) -> str:
        """Where an answer to what somebody did can be sent, five times in half an hour."""
        made = uuid.uuid4().hex
        self.replies[made] = Reply(
            user=user, channel=channel, made=time.monotonic(), ts=ts, whisper=whisper
        )
        return f"{self.url}/response/{made}"

    def _known(self, channel: Json | None) -> tuple[str, ...]:
        members = channel["members"] if channel else ()
        return tuple(one for one in members if one in self.people)
