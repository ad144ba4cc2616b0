"""A console with a desk behind it that answers what a test tells it to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from tocsin.builtin.console_chat import ConsoleChat
from tocsin.chat import Account
from tocsin.desk.reply import Reply
from tocsin.domain.people import Person
from tocsin.engine.spoken import Spoken
from tocsin.errbot_host.console_bot import ConsoleBot
from tocsin.errbot_host.host import start_bot, stop_bot
from tocsin.errbot_host.settings import errbot_settings
from tocsin.errbot_host.voices import Voice, Voices

ANA = Person(id="ana", name="Ana Lima", email="ana@example.org")
BO = Person(id="bo", name="Bo Olsen")
YOU = Person(id="you", name="You")
NAMESAKE = Person(id="tocsin", name="Called like the bot")
PEOPLE = {person.id: person for person in (ANA, BO, YOU, NAMESAKE)}
AT_FIRST = Voice(speaker="you", room="#incidents")


class Desk:
    """Remembers what it was asked; answers with a text, or raises."""

    def __init__(self, answer: str | Exception | Callable[[Spoken], str] = "fine") -> None:
        self.answer = answer
        self.asked: list[Spoken] = []

    def __call__(self, said: Spoken) -> Reply:
        self.asked.append(said)
        if isinstance(self.answer, Exception):
            raise self.answer
        return Reply(self.answer if isinstance(self.answer, str) else self.answer(said))

    @property
    def heard(self) -> list[str]:
        """The texts, as the desk got them."""
        return [said.text for said in self.asked]


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
        self.bot = ConsoleBot(
            errbot_settings(data_dir=Path("unused"), **settings),
            chat=self.chat,
            people=lambda: PEOPLE,
            handle=desk,
            new_id=lambda: f"m{next(ids)}",
            new_ref=lambda: "7f3a",
        )

    def say(self, text: str, speaker: str = "ana", room: str = "#incidents") -> None:
        self.bot.hear(speaker, room, text)

    @property
    def printed(self) -> str:
        """Everything printed, one line an element of the chat's format."""
        return "\n".join(self.lines)


@contextmanager
def running(console: Console, plugins: Iterable[type[object] | Path] = ()) -> Iterator[Console]:
    start_bot(console.bot, plugins)
    try:
        yield console
    finally:
        stop_bot(console.bot)


def voices(room_of: Callable[[str], str | None] = {"INC-1": "#incident-x"}.get) -> Voices:
    return Voices(people=lambda: PEOPLE, room_of=room_of)


def message(lines: Sequence[str]) -> str:
    """The one message these lines are: format undone, as a reader would."""
    first, *rest = lines
    assert first.startswith("["), first
    assert all(line.startswith("  ") for line in rest), rest
    return "\n".join((first.split(": ", 1)[1], *(line[2:] for line in rest)))


def account(person: Person) -> Account:
    """Somebody as the console knows them."""
    return Account(platform="console", id=person.id, name=person.name)
