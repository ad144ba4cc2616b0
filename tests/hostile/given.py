"""A whole bot in which every word of others is hostile, and all that it says, span by span."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from tests.hostile import far_end
from tests.hostile.words import TEAM_MARK, Words
from tocsin.bootstrap import Wiring
from tocsin.chat import Account, Action, Card, File, Form, MessageRef, RoomRef, Text
from tocsin.chat.basic import BasicChat
from tocsin.chat.port import UNLIMITED, ChatCapability, Limits
from tocsin.chat.text import text
from tocsin.config import load_teams
from tocsin.desk.forms import OF_INCIDENT, OPENING
from tocsin.engine.spoken_line import SpokenLine
from tocsin.errors import TocsinError
from tocsin.plugin_manager import load_plugins
from tocsin.providers import RawRequest
from tocsin.simulate.chat_doubles import ChartDouble
from tocsin.simulate.recorder import Recorder
from tocsin.simulate.virtual_clock import CountedIds, VirtualClock, even_chance
from tocsin.simulate.virtual_time import VirtualTime
from tocsin.store.memory import MemoryStore

BEGINS: Final = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PLATFORM: Final = "irc"
ALL: Final[frozenset[ChatCapability]] = frozenset(
    {
        "topic", "pin", "edit", "upload", "invite", "rename", "buttons", "forms", "reactions",
        "person-ids", "whisper",
    }
)  # fmt: skip
NAME: Final = f"{TEAM_MARK} <@U1> *b* `c` @here [x](http://{TEAM_MARK}.example) <!channel>"
TEAM: Final = f"""\
[team]
name = "Shop {NAME}"
timezone = "Europe/Berlin"

[people.ana]
name = "Ana {NAME}"
email = "ana@example.org"
phone = "+49 1 {NAME}"
[people.bo]
name = "Bo {NAME}"
[people.eva]
name = "Eva {NAME}"
[people.cyrus]
name = "Cyrus {NAME}"
email = "cyrus@example.org"

[oncall.primary]
people = ["ana"]
[oncall.backup]
people = ["bo"]

[contacts]
em = "eva"
cto = "cyrus"
leadership = ["cyrus"]
security = ["eva"]
support = "bo"

[services.checkout]
public = "checkout {NAME}"
components = ["Web shop {NAME}"]
dashboards = ["https://dash.example.org/{TEAM_MARK}"]
changes = ["https://ci.example.org/{TEAM_MARK}"]
dependencies = ["database {NAME}"]
logs = ["https://logs.example.org/{TEAM_MARK}"]
runbook = "https://wiki.example.org/{TEAM_MARK}"

[logs.loud]
presets = {{ errors = "level=error {{service}}" }}
[graphs.loud]
presets = {{ latency = "latency {{service}}" }}
[alerts.loud]
""" + "\n".join(
    f"[{kind}.loud]" for kind in far_end.KINDS if kind not in ("logs", "graphs", "alerts")
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """Something that was said: how, where, its words, and the buttons under it."""

    how: str
    where: str
    words: Text
    actions: tuple[Action, ...] = ()


class Listening(BasicChat):
    """A chat that can do everything and keeps whatever it is given."""

    platform = PLATFORM
    capabilities = ALL
    limits: Limits = UNLIMITED

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.rooms: dict[str, str] = {}

    def _keep(self, how: str, where: str, words: Text, more: Any = ()) -> MessageRef:
        self.told.append(Told(how=how, where=where, words=words, actions=tuple(more)))
        return MessageRef(platform=PLATFORM, room=where, id=str(len(self.told)))

    def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
        self.rooms[name] = incident
        return RoomRef(platform=PLATFORM, id=name, name=f"#{name}")

    def find_room(self, name: str) -> RoomRef:
        return RoomRef(platform=PLATFORM, id=name.removeprefix("#"), name=name)

    def rename(self, room: RoomRef, name: str) -> RoomRef:
        self.rooms[name] = self.rooms.get(room.id, "")
        return RoomRef(platform=PLATFORM, id=room.id, name=f"#{name}")

    def invite(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        """Everybody comes."""

    def pin(self, ref: MessageRef) -> None:
        """Pinned."""

    def set_topic(self, room: RoomRef, text: Text) -> None:
        self._keep("topic", room.id, text)

    def post(self, room: RoomRef, text: Text, *, key: str, **more: Any) -> MessageRef:
        return self._keep("post", room.id, text, more.get("actions", ()))

    def direct(self, account: Account, text: Text, *, key: str, **more: Any) -> None:
        self._keep("direct", f"@{account.id}", text, more.get("actions", ()))

    def whisper(
        self, room: RoomRef, account: Account, text: Text, *, key: str, **more: Any
    ) -> None:
        self._keep("whisper", f"{room.id}@{account.id}", text, more.get("actions", ()))

    def upload(self, room: RoomRef, file: File, *, key: str, **more: Any) -> MessageRef:
        return self._keep("file", room.id, text(f"{file.name} {file.alt}"))

    def put_card(
        self, room: RoomRef, card: Card, ref: MessageRef | None, *, key: str, **more: Any
    ) -> MessageRef:
        self.keep_card(room.id, card)
        return ref or MessageRef(platform=PLATFORM, room=room.id, id="card")

    def keep_card(self, where: str, card: Card) -> None:
        self._keep("card", where, card.heading, card.actions)
        for line in card.lines:
            self._keep("card", where, line)


class World:
    """One bot. What it said, in order, is `told`; what it answered, too."""

    def __init__(self, words: Words, folder: Path, *, fails: bool = False) -> None:
        self.words = words
        self.clock = VirtualClock(at=BEGINS)
        self.chat = Listening()
        plugins = load_plugins().adding(*far_end.types(words, fails=fails))
        (folder / "teams").mkdir(exist_ok=True)
        (folder / "teams" / "shop.toml").write_text(TEAM, encoding="utf-8")
        teams = load_teams(folder / "teams", plugins.models)
        teams.raise_if_broken()
        recorder = Recorder(self.clock, BEGINS, dict(teams.people))
        store, self._said = MemoryStore(), 0
        self._course = VirtualTime(self.clock, store, recorder, teams)
        self.system = self._course.system = Wiring(
            teams=teams,
            plugins=plugins,
            store=store,
            chats={PLATFORM: self.chat},
            data_dir=folder,
            clock=self.clock,
            chance=even_chance,
            ids=CountedIds(),
            public_url="https://tocsin.example.org",
            watcher=recorder,
            artist=ChartDouble(),
        ).system
        self._live()

    @property
    def told(self) -> list[Told]:
        return self.chat.told

    def say(self, who: str, line: str, room: str = "#incidents") -> str:
        """Somebody says a line, in which `~` stands for the hostile words; the reply's words."""
        self._said += 1
        spoken = SpokenLine(
            platform=PLATFORM,
            message_id=f"line-{self._said}",
            speaker=who,
            room=room,
            text=self._filled(line),
        )
        reply = self.system.said(spoken, patience_s=5.0)
        for words in (reply.text, text(reply.instead)):
            self.chat.told.append(
                Told(how=f"reply to {line}", where=room, words=words, actions=reply.actions)
            )
        self._live()
        return reply.text.as_plain()

    def _filled(self, line: str) -> str:
        first, *rest = line.split("~")
        barred = " | " in line
        given = (self.words().replace("|", "/") if barred else self.words() for _ in rest)
        return first + "".join(f"{words}{more}" for words, more in zip(given, rest, strict=True))

    def alert(self, key: str, status: str = "firing") -> None:
        """The monitoring tells of an alert."""
        request = RawRequest(
            method="POST", path="/hooks/shop/loud", headers={}, body=f"{key} {status}".encode(),
            received=self.clock.at,
        )  # fmt: skip
        self.system.hook("shop", "loud", request)
        self._live()

    def wait(self, **span: float) -> None:
        until = self.clock.at + timedelta(**span)
        self._course.advance(until)
        self.clock.at = until
        self._live()

    def look(self, who: str, incident: str) -> None:
        """Somebody looks at their home, at every form, and at what a line may become."""
        account, room = Account(platform=PLATFORM, id=who), None
        for card in self.system.ears.home(account):
            self.chat.keep_card(f"home of {who}", card)
        for name in (*OPENING, *OF_INCIDENT):
            form = self.system.ears.form(name, account, room, incident)
            if form is not None:
                for words in _of_form(form):
                    self.told.append(Told(how=f"form {name}", where=who, words=text(words)))
        for typed in ("!incident ", f"!incident {incident} ", f"!incident {incident} merge "):
            for line in self.system.ears.complete(account, room, typed):
                self.told.append(Told(how="completed", where=who, words=text(line)))

    def close(self) -> None:
        self.system.instances.close()

    def _live(self) -> None:
        try:
            self._course.look_around()
            self._course.settle()
        except TocsinError as error:  # pragma: no cover - said where it is seen
            raise AssertionError(f"the bot broke: {error}") from error


def _of_form(form: Form) -> Iterator[str]:
    yield from (form.title, form.submit)
    for field in form.fields:
        yield from (field.label, field.hint, field.value, *(label for _, label in field.choices))
