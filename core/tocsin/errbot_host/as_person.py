"""Lets an Errbot plugin say lines and read incidents as the person who wrote a message."""

from __future__ import annotations

from dataclasses import dataclass

from errbot import BotPlugin
from errbot.backends.base import Message

from tocsin.errbot_host.bot import TocsinBot
from tocsin.errbot_host.identities import ChatPerson
from tocsin.errors import RejectedCommand
from tocsin.providers import IncidentView


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Tocsin's answer to a line; only the plugin sees it.

    Args:
        text: The words, as people would read them.
        accepted: False when it was refused and nothing changed.
    """

    text: str
    accepted: bool


class AsPerson:
    """A person who wrote a message; `as_person` makes it."""

    def __init__(self, bot: TocsinBot, plugin: str, who: ChatPerson) -> None:
        """Rights are those of the person whose account wrote the message."""
        self._bot = bot
        self._plugin = plugin
        self._who = who

    @property
    def id(self) -> str:
        """The person's id in the team files, or `guest-…` for somebody in none."""
        return self._who.who.id

    def say(self, line: str) -> Answer:
        """Say a line as that person where the message was written; committed on return.

        Args:
            line: What the person could have typed: `incident declare checkout is down p1`, with or
                without the bot's prefix. A message that comes in twice does it once.

        Raises:
            StoreUnavailable: Nothing was kept.
        """
        reply = self._bot.say_as(self._who, line, self._plugin)
        return Answer(text=reply.text.as_plain(), accepted=reply.accepted)

    def incidents(self) -> tuple[IncidentView, ...]:
        """Return open incidents the person may read there, the newest first, at most 50.

        A private one is among them for who belongs to it, in its own room or a direct message,
        and has neither title nor service.

        Raises:
            StoreUnavailable: The database cannot be read.
        """
        return self._bot.incidents_of(self._who)


def as_person(plugin: BotPlugin, message: Message) -> AsPerson:
    """Return the person who wrote `message`, to say lines and to read as.

    Args:
        plugin: Your plugin, `self`.
        message: One that a command or a callback of yours was given. There is no other way to be
            somebody: an identifier that was looked up has said nothing.

    Raises:
        RejectedCommand: Nobody wrote it, or this is no bot of Tocsin.
    """
    bot, who = plugin._bot, message.frm
    if not isinstance(bot, TocsinBot):
        raise RejectedCommand("This bot is none of Tocsin's, so nobody can act through it.")
    if not isinstance(who, ChatPerson) or who.said is None:
        raise RejectedCommand("A plugin speaks for nobody who has not said something first.")
    return AsPerson(bot, plugin.name, who)
