"""A console with a desk behind it that answers what a test tells it to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from tocsin.builtin.console_chat import ConsoleChat
from tocsin.builtin.console_input import ConsoleInput
from tocsin.builtin.console_speakers import ConsoleSpeaker, ConsoleSpeakers
from tocsin.chat import Account, Card, EventResult, Form, Heard, RoomRef, Said
from tocsin.chat.text import text as words_of
from tocsin.deadlines import InlineCalls
from tocsin.desk.reply import Reply
from tocsin.domain.people import GUEST, Person
from tocsin.engine.spoken_line import SpokenLine
from tocsin.errbot_host.bot import TocsinBot
from tocsin.errbot_host.errbot_plugins import find_plugins
from tocsin.errbot_host.platform_bots import ErrbotEars, account_holder
from tocsin.errbot_host.settings import errbot_settings
from tocsin.errbot_host.start_stop import start_bot, stop_bot
from tocsin.providers import IncidentView

ANA = Person(id="ana", name="Ana Lima", email="ana@example.org")
BO = Person(id="bo", name="Bo Olsen")
YOU = Person(id="you", name="You")
NAMESAKE = Person(id="tocsin", name="Called like the bot")
PEOPLE = {person.id: person for person in (ANA, BO, YOU, NAMESAKE)}
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
AT_FIRST = ConsoleSpeaker(speaker="you", room="#incidents")


class Desk:
    """Remembers what it was asked; answers with a text, or raises."""

    def __init__(self, answer: str | Exception | Callable[[SpokenLine], str] = "fine") -> None:
        self.answer = answer
        self.asked: list[SpokenLine] = []

    def __call__(self, said: SpokenLine) -> Reply:
        self.asked.append(said)
        if isinstance(self.answer, Exception):
            raise self.answer
        return Reply(words_of(self.answer if isinstance(self.answer, str) else self.answer(said)))

    def said(self, said: SpokenLine) -> Reply:
        return self(said)

    def incidents(self, said: SpokenLine) -> tuple[IncidentView, ...]:
        return ()

    @property
    def heard(self) -> list[str]:
        """The texts, as the desk got them."""
        return [said.text for said in self.asked]


def speaker(account: Account) -> str:
    """Who has an account of the console."""
    known = account.id in PEOPLE or account.id.startswith(GUEST)
    return account.id if known else f"{GUEST}{account.id}"


class DeskEars:
    """Hands what is said to a desk, and gives back its answer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def hear(self, heard: Heard) -> EventResult:
        assert isinstance(heard, Said)
        spoken = SpokenLine(
            platform=heard.platform,
            message_id=heard.event_id,
            speaker=speaker(heard.account),
            room=heard.room.name if heard.room else "",
            text=heard.text,
        )
        return EventResult(reply=words_of(self._desk(spoken).text))

    def form(self, name: str, account: Account, room: RoomRef | None, incident: str) -> Form | None:
        return None

    def complete(self, account: Account, room: RoomRef | None, typed: str) -> tuple[str, ...]:
        return ()

    def home(self, account: Account) -> tuple[Card, ...]:
        return ()


class Console:
    """A bot at a console, what it printed, and its desk."""

    def __init__(
        self,
        desk: Desk,
        *,
        lines: list[str] | None = None,
        write_line: Callable[[str], None] | None = None,
        interactive: bool = False,
        **settings: Any,
    ) -> None:
        self.desk = desk
        self.lines: list[str] = [] if lines is None else lines
        self.chat = ConsoleChat(write_line or self.lines.append, interactive=interactive)
        ids = count(1)
        ears = DeskEars(desk)
        self.bot = TocsinBot(
            errbot_settings(data_dir=Path("unused"), **settings),
            chat=self.chat,
            ears=ears,
            whose=lambda account: account_holder(account, speaker(account), PEOPLE),
            people=lambda: PEOPLE,
            house=desk,
            calls=InlineCalls("errbot"),
            new_id=lambda: f"e{next(ids)}",
            new_ref=lambda: "7f3a",
        )
        self.handler = ConsoleInput(
            chat=self.chat,
            ears=ErrbotEars(self.bot, ears),
            prefix=self.bot.prefix,
            clock=lambda: NOW,
            new_id=lambda: f"m{next(ids)}",
        )

    def say(self, text: str, speaker: str = "ana", room: str = "#incidents") -> None:
        self.handler.hear(speaker, room, text)

    @property
    def printed(self) -> str:
        """Everything printed, one line an element of the chat's format."""
        return "\n".join(self.lines)


@contextmanager
def running(console: Console, plugins: Iterable[type[object] | Path] = ()) -> Iterator[Console]:
    start_bot(console.bot, find_plugins(plugins))
    try:
        yield console
    finally:
        stop_bot(console.bot)


def console_speakers(
    room_of: Callable[[str], str | None] = {"INC-1": "#incident-x"}.get,
) -> ConsoleSpeakers:
    return ConsoleSpeakers(people=lambda: PEOPLE, room_of=room_of)


def message(lines: Sequence[str]) -> str:
    """The one message these lines are: format undone, as a reader would."""
    first, *rest = lines
    assert first.startswith("["), first
    assert all(line.startswith("  ") for line in rest), rest
    return "\n".join((first.split(": ", 1)[1], *(line[2:] for line in rest)))


def account(person: Person) -> Account:
    """Somebody as the console knows them."""
    return Account(platform="console", id=person.id, name=person.name)
