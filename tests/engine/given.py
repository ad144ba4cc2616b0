"""A whole Tocsin on a virtual clock: scripted bells, a scripted chat, and a store that survives."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from tests.shop import CONTACTS, ONCALL, PEOPLE, SHOP
from tocsin.bootstrap import System, Wiring
from tocsin.bootstrap.deadline_proxies import Crews
from tocsin.bootstrap.secret_mask import Mask, no_mask
from tocsin.chat import (
    UNLIMITED,
    Account,
    Action,
    BasicChat,
    Card,
    Chat,
    ChatCapability,
    File,
    Limits,
    MessageRef,
    RoomRef,
    Text,
)
from tocsin.config import load_teams
from tocsin.config.operations import GuestLimits
from tocsin.config.values import Teams
from tocsin.deadlines import InlineCalls
from tocsin.desk.reply import Reply
from tocsin.domain.evolve import evolve, fold
from tocsin.domain.incident import Incident
from tocsin.domain.redaction import Redacted
from tocsin.engine.ports import Answers, Attempted, Ids, NullAnswers, Watcher
from tocsin.engine.spoken_line import SpokenLine
from tocsin.engine.webhooks import WebhookResult
from tocsin.errors import ProviderError
from tocsin.plugin_manager import Plugins, load_plugins
from tocsin.providers import (
    Call,
    ObserverType,
    PageRequest,
    ProviderConfig,
    ProviderContext,
    ProviderType,
    RawRequest,
    Ref,
)
from tocsin.providers.paging import PagingCapability
from tocsin.simulate.virtual_clock import CountedIds, VirtualClock, even_chance
from tocsin.store.contract import EffectRow, Settled, Store, Tx
from tocsin.store.memory import MemoryStore
from tocsin.store.sqlite import open_sqlite

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TEAM = f"""\
{SHOP}{PEOPLE}{ONCALL}{CONTACTS}leadership = ["cyrus"]
[severities.P0]
paging = ["tower", "church"]
[severities.P1]
paging = ["tower", "church"]
[paging.tower]
type = "bell"
[paging.church]
type = "bell"
[ticketing.list]
[alerts.json]
type = "json"
token = {{ env = "TOCSIN_TEST_TOKEN" }}
[alerts.other]
type = "json"
token = {{ env = "TOCSIN_TEST_TOKEN" }}
"""
P1 = "!incident declare checkout returns 500s p1"
Actions = tuple[Action, ...]


class Crash(BaseException):
    """The process dies at this point."""


class BellConfig(ProviderConfig):
    """A bell has no settings."""


@dataclass
class Bell:
    """A paging tool that does what it is told, and remembers every call."""

    clock: Callable[[], datetime]
    capabilities: frozenset[PagingCapability] = frozenset({"acknowledge", "resolve"})
    broken: BaseException | None = None
    script: list[BaseException | Callable[[], object] | None] = field(default_factory=list)
    calls: list[tuple[str, str, datetime]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    known: dict[str, Ref] = field(default_factory=dict)

    def of(self, op: str) -> list[str]:
        """The object keys of every call of one kind."""
        return [key for what, key, _ in self.calls if what == op]

    def seconds(self, op: str = "page") -> list[float]:
        """When each call of one kind was made."""
        return [(at - START).total_seconds() for what, _, at in self.calls if what == op]

    def _called(self, op: str, call: Call) -> None:
        self.calls.append((op, call.object_key, self.clock()))
        step = self.script.pop(0) if self.script else self.broken
        if isinstance(step, BaseException):
            raise step
        if step is not None:
            step()

    def page(self, request: PageRequest, call: Call) -> Ref:
        self.keys.append(call.effect_key)
        self.links.append(request.ack_url or "")
        self._called("page", call)
        return Ref(id=f"ref-{call.object_key}")

    def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None:
        self._called("acknowledge", call)

    def resolve(self, request: PageRequest, ref: Ref, call: Call) -> None:
        self._called("resolve", call)

    def find(self, object_key: str, call: Call) -> Ref | None:
        self.calls.append(("find", object_key, self.clock()))
        return self.known.get(object_key)


@dataclass
class ScriptedChat(BasicChat):
    """A chat platform in memory; `post_hook` runs after every post."""

    platform: str = "irc"
    able: frozenset[ChatCapability] = frozenset(
        {"topic", "pin", "edit", "invite", "upload", "person-ids"}
    )
    down: BaseException | None = None
    rooms_down: BaseException | None = None
    rooms: dict[str, str] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    posts: list[tuple[str, str]] = field(default_factory=list)
    directs: list[tuple[str, str]] = field(default_factory=list)
    uploads: list[tuple[str, File, str]] = field(default_factory=list)
    buttons: list[tuple[str, Action]] = field(default_factory=list)
    card: Card | None = None
    edits: list[tuple[str, Card]] = field(default_factory=list)
    takes_no_file: BaseException | None = None
    post_hook: Callable[[], None] = field(default=lambda: None)  # no method of the class
    bounds: Limits = UNLIMITED

    @property
    def limits(self) -> Limits:
        return self.bounds

    @property
    def capabilities(self) -> frozenset[ChatCapability]:
        return self.able

    def _touch(self) -> None:
        if self.down is not None:
            raise self.down

    def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
        self._touch()
        if self.rooms_down is not None:
            raise self.rooms_down
        self.opened.append(name)
        self.rooms[name] = incident
        return RoomRef(platform=self.platform, id=name, name=f"#{name}")

    def find_room(self, name: str) -> RoomRef:
        return RoomRef(platform=self.platform, id=name.removeprefix("#"), name=name)

    def invite(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        self._touch()

    def set_topic(self, room: RoomRef, text: Text) -> None:
        self._touch()

    def post(
        self, room: RoomRef, text: Text, *, key: str, thread: MessageRef | None = None,
        actions: Actions = (), again: bool = False,
    ) -> MessageRef:  # fmt: skip
        self._touch()
        self.posts.append((room.name, text.as_plain()))
        self.buttons += [(room.name, action) for action in actions]
        self.post_hook()
        return MessageRef(platform=self.platform, room=room.id, id=str(len(self.posts)))

    def upload(self, room: RoomRef, file: File, *, key: str, again: bool = False) -> MessageRef:
        self._touch()
        if self.takes_no_file is not None:
            raise self.takes_no_file
        self.uploads.append((room.name, file, key))
        return MessageRef(platform=self.platform, room=room.id, id=f"file{len(self.uploads)}")

    def put_card(
        self, room: RoomRef, card: Card, ref: MessageRef | None, *, key: str, again: bool = False
    ) -> MessageRef:
        self._touch()
        at = ref or MessageRef(platform=self.platform, room=room.id, id="card")
        self.edits.append((at.id, card))
        self.card = card if at.id == "card" else self.card
        return at

    def pin(self, ref: MessageRef) -> None:
        self._touch()

    def direct(
        self, account: Account, text: Text, *, key: str, actions: Actions = (), again: bool = False
    ) -> None:
        self._touch()
        self.directs.append((account.id, text.as_plain()))
        self.buttons += [(account.id, action) for action in actions]

    def heard(self, room: str | None = None) -> str:
        """Everything posted (in a room)."""
        return "\n".join(text for name, text in self.posts if room in (None, name))


class Home(Protocol):
    """Where the rows stay while the process is away."""

    def open(self) -> Store: ...


@dataclass
class MemoryHome:
    store: MemoryStore | None = None

    def open(self) -> Store:
        self.store = self.store.reopened() if self.store else MemoryStore()
        return self.store


@dataclass
class SqliteHome:
    path: Path

    def open(self) -> Store:
        return open_sqlite(self.path, pragmas={"synchronous": "OFF"})


@dataclass
class Seen:
    """A watcher that remembers attempts, as `page:sent`."""

    attempts: list[str] = field(default_factory=list)

    def committed(self, outcome: object) -> None: ...

    def attempted(self, row: EffectRow, outcome: Attempted, error: str) -> None:
        self.attempts.append(f"{row.op}:{outcome}")


@cache
def installed() -> Plugins:
    """What is installed; to find it takes longer than most stories do."""
    return load_plugins()


class World:
    """One deployment: what is said to it, how time passes, and what it did."""

    mask: Mask = staticmethod(no_mask)
    admins: frozenset[str] = frozenset()
    guests: GuestLimits = GuestLimits()

    def __init__(
        self,
        folder: Path,
        home: Home | None = None,
        *,
        teams: Mapping[str, str] | None = None,
        types: tuple[ProviderType[Any], ...] = (),
        observers: tuple[ObserverType[Any], ...] = (),
        chats: tuple[str, ...] = ("irc",),
        public_url: str = "https://tocsin.test",
        crew: Crews = InlineCalls,
    ) -> None:
        self.crew = crew
        self.folder = folder
        self.home = home or MemoryHome()
        self.clock = VirtualClock(at=START)
        self.ids: Ids = CountedIds()
        self.bells: dict[str, Bell] = {}
        self.chats = {name: ScriptedChat(platform=name) for name in chats}
        self.seen = Seen()
        self.watcher: Watcher = self.seen
        self.answers: Callable[[World], Answers] = lambda _world: NullAnswers()
        self.noted: Answers = NullAnswers()
        self.public_url = public_url
        self.poisoned = False
        self._types = types
        self._observers = {observer.name: observer for observer in observers}
        self._messages = 0
        self.teams: Teams = self.write_teams(teams or {"shop": TEAM})
        self.store: Store
        self.system: System
        self.boot()

    @property
    def chat(self) -> ScriptedChat:
        return next(iter(self.chats.values()))

    @property
    def plugins(self) -> Plugins:
        bell = ProviderType(
            kind="paging", name="bell", summary="a bell", config=BellConfig, factory=self._bell
        )
        return replace(installed().adding(bell, *self._types), observers=self._observers)

    def _bell(self, _config: BellConfig, context: ProviderContext) -> Bell:
        return self.bell(context.instance)

    def bell(self, name: str = "tower") -> Bell:
        """The bell behind `[paging.<name>]`."""
        return self.bells.setdefault(name, Bell(self.clock))

    def write_teams(self, texts: Mapping[str, str]) -> Teams:
        """Put these team files in place of the old ones, and load them."""
        folder = self.folder / "teams"
        folder.mkdir(exist_ok=True)
        for old in folder.glob("*.toml"):
            old.unlink()
        for name, text in texts.items():
            (folder / f"{name}.toml").write_text(text, encoding="utf-8")
        self.teams = load_teams(folder, self.plugins.models)
        self.teams.raise_if_broken()
        return self.teams

    def boot(self) -> None:
        """Start on what the store holds."""
        chats: Mapping[str, Chat] = self.chats
        self.store = self.home.open()
        self.noted = self.answers(self)
        self.system = Wiring(
            teams=self.teams,
            plugins=self.plugins,
            store=self.store,
            chats=chats,
            data_dir=self.folder,
            clock=self.clock,
            chance=even_chance,
            ids=self.ids,
            public_url=self.public_url,
            admins=self.admins,
            guests=self.guests,
            watcher=self.watcher,
            mask=self.mask,
            answers=self.noted,
            crew=self.crew,
            observers={name: one.config() for name, one in self._observers.items()},
        ).system
        self.system.recover()

    def restart(self) -> None:
        """Drop every object and begin again on the same rows."""
        self.store.close()
        self.boot()

    def say(
        self, text: str, by: str = "ana", *, room: str = "#incidents", message: str = ""
    ) -> Reply:
        """Say something; nothing is delivered yet."""
        self._messages += 1
        said = SpokenLine(
            platform=self.chat.platform,
            message_id=message or f"m{self._messages}",
            speaker=by,
            room=room,
            text=text,
        )
        return self.system.said(said)

    def tell(self, text: str, by: str = "ana") -> str:
        """Say something that must be accepted, and let what is due happen."""
        reply = self.say(text, by)
        assert reply.accepted, reply.text.as_plain()
        self.system.settle_now()
        return reply.text.as_plain()

    def alert(
        self, key: str = "checkout", *, team: str = "shop", source: str = "json", **said: object
    ) -> WebhookResult:
        """Monitoring posts one alert."""
        body = {"key": key, "title": f"{key} is broken", "severity": "critical", **said}
        request = RawRequest(
            method="POST",
            path=f"/hooks/{team}/{source}",
            headers={},
            body=json.dumps(body).encode(),
            received=self.clock(),
        )
        return self.system.hook(team, source, request, checked=True)

    def run(self, *, most: int = 5000, **span: float) -> None:
        """Live through everything that falls due in this time."""
        end = self.clock() + timedelta(**span)
        for _ in range(most):
            self.system.settle_now()
            moments = (
                self.store.read(lambda tx: tx.next_timer_at()),
                self.store.read(lambda tx: tx.next_lane_at()),
            )
            due = min((moment for moment in moments if moment is not None), default=None)
            if due is None or due > end or self.clock() == end:
                self.clock.at = end
                return
            stuck = due <= self.clock()
            assert self.poisoned or not stuck, "something due now does not happen"
            self.clock.at = min(end, self.clock() + timedelta(seconds=20)) if stuck else due
        raise AssertionError("it never ends")

    def incident(self, number: int = 1) -> Incident:
        found = self.store.read(lambda tx: tx.incident(tx.id_of(number) or ""))
        assert found is not None
        return found

    def count(self) -> int:
        """How many incidents there are."""
        return len(self.store.read(lambda tx: tx.incidents(open_only=False)))

    def events(self, *types: str, number: int = 1) -> list[str]:
        """The event types of an incident; only these, if any are named."""
        stored = self.store.read(lambda tx: tx.events(tx.id_of(number) or ""))
        return [one.type for one in stored if not types or one.type in types]

    def refolded(self, number: int = 1) -> Incident:
        """The incident as its events make it."""
        now = self.incident(number)
        stored = self.store.read(lambda tx: tx.events(now.id))
        return fold(
            (one.event for one in stored if one.event), Incident(id=now.id, policy=now.policy)
        )

    def settled(self, op: str, number: int = 1) -> list[Settled]:
        """What became of effects of one kind."""
        rows = self.store.read(lambda tx: tx.settled(tx.id_of(number) or ""))
        return [row for row in rows if row.op == op]

    def pending(self) -> list[EffectRow]:
        return list(self.store.read(lambda tx: tx.pending()))


def unavailable(text: str = "the tool is down", after: float | None = None) -> ProviderError:
    return ProviderError("rate_limited" if after else "unavailable", text, retry_after=after)


def timed_out() -> ProviderError:
    return ProviderError("timeout", "no answer in time")


def refused(text: str = "wrong key") -> ProviderError:
    return ProviderError("auth", text)


def forbidden(text: str) -> ProviderError:
    return ProviderError("forbidden", text)


def redact(world: World, seq: int) -> None:
    """As somebody with the right to does it: the text goes, an event says so."""
    now = world.incident(1)

    def unit(tx: Tx) -> None:
        gone = Redacted(at=world.clock(), by="ana", seq=seq, reason="a token")
        tx.append(now, [gone], evolve(now, gone))
        tx.redact(now.id, seq)

    world.store.write(unit)
