"""One Errbot bot for each platform, for as long as the platform is listened to."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Final

from tocsin.chat import Account, Card, Chat, Ears, EventResult, Form, Heard, RoomRef, Said
from tocsin.deadlines import Crew
from tocsin.domain.people import Person
from tocsin.errbot_host.bot import IN_STEP_S, TocsinBot
from tocsin.errbot_host.errbot_plugins import FoundPlugin, find_plugins
from tocsin.errbot_host.identities import AccountHolder
from tocsin.errbot_host.person_lines import PersonActions
from tocsin.errbot_host.start_stop import STARTING_S, start_bot, stop_bot

PATIENCE_S: Final = 0.5
MOST_AT_ONCE: Final = 32


@dataclass(kw_only=True)
class PlatformBots:
    """What every bot is made of.

    Args:
        settings: Makes those of one platform's bot; see `errbot_settings`.
        chats: Where bots post, each call within its deadline.
        ears: The desk's.
        house: Answers a line that a plugin has a person say, and tells what is open.
        speaker: The id of the person whose account it is, or `guest-…`.
        people: Everybody of a team file, by id, as of now.
        plugins: Other people's, as classes and folders; loaded once for all bots.
        patience_s: How long a platform waits for one of them, which then goes on by itself.
        seated: The platform that waits longer, for there one line follows the other.
        starting_s: How long each of them may take to start.
    """

    settings: Callable[[str], SimpleNamespace]
    chats: Mapping[str, Chat]
    ears: Ears
    house: PersonActions
    speaker: Callable[[Account], str]
    people: Callable[[], Mapping[str, Person]]
    plugins: tuple[type[object] | Path, ...] = ()
    patience_s: float = PATIENCE_S
    seated: str | None = None
    starting_s: float = STARTING_S
    _found: tuple[FoundPlugin, ...] | None = field(default=None, init=False)
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock, init=False)

    @contextmanager
    def opened(self, name: str) -> Iterator[Ears]:
        """Yield the ears of a platform, with its bot behind them."""
        chat = self.chats[name]
        bot = TocsinBot(
            self.settings(name),
            chat=chat,
            ears=self.ears,
            whose=lambda account: account_holder(account, self.speaker(account), self.people()),
            people=self.people,
            house=self.house,
            calls=Crew(f"errbot.{name}", most=MOST_AT_ONCE),
            new_id=lambda: secrets.token_hex(16),
            patience_s=IN_STEP_S if name == self.seated else self.patience_s,
            new_ref=lambda: secrets.token_hex(2),
        )
        with self._one_at_a_time:  # Errbot's templates and modules are the process's
            start_bot(bot, self._loaded(), self.starting_s)
        try:
            yield ErrbotEars(bot, self.ears)
        finally:
            with self._one_at_a_time:
                stop_bot(bot)

    def _loaded(self) -> tuple[FoundPlugin, ...]:
        if self._found is None:
            self._found = tuple(find_plugins(self.plugins))
        return self._found


def account_holder(account: Account, id: str, people: Mapping[str, Person]) -> AccountHolder:
    """Return the account with the id and name of its person.

    Args:
        id: Of the person, or `guest-…`; found by the account alone.
    """
    person = people.get(id)
    if person is None:
        return AccountHolder(id=id, account=account)
    return AccountHolder(id=id, account=account, name=person.name, email=person.email)


class ErrbotEars:
    """The ears a backend gets when Errbot hosts its platform."""

    def __init__(self, bot: TocsinBot, ears: Ears) -> None:
        """`ears` are those of the desk."""
        self._bot = bot
        self._ears = ears

    def hear(self, heard: Heard) -> EventResult:
        """Handle an event; see `Ears.hear`."""
        return self._bot.hear(heard) if isinstance(heard, Said) else self._ears.hear(heard)

    def form(self, name: str, account: Account, room: RoomRef | None, incident: str) -> Form | None:
        """Return a form with what is known filled in."""
        return self._ears.form(name, account, room, incident)

    def complete(self, account: Account, room: RoomRef | None, typed: str) -> tuple[str, ...]:
        """Return the lines that what is typed so far may become."""
        return self._ears.complete(account, room, typed)

    def home(self, account: Account) -> tuple[Card, ...]:
        """Return what somebody owes, over all incidents."""
        return self._ears.home(account)
