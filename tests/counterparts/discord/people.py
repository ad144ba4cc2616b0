"""People with a Discord client, for the conformance suites of `tocsin.testing`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.counterparts.discord.discord import Discord
from tests.counterparts.discord.markup import Names
from tests.counterparts.discord.persons import Person
from tests.counterparts.discord.seen import buttons, drawn
from tests.counterparts.discord.world import Json
from tocsin.chat import Account, RoomRef
from tocsin.testing import Seen


class DiscordPeople:
    """The `Onlookers` of a conversation: people are meant by the names they have in `discord`.

    Nobody says anything before the bot listens: it would only hear it when it reads back.
    """

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    def say(self, who: str, room: str, line: str) -> None:
        self._discord.until(lambda: self._discord.sockets() > 0)
        self._discord.say(self._who(who), self._room(room), line)

    def press(self, who: str, room: str, label: str) -> None:
        person, place = self._who(who), self._room(room)
        under = [one for one in self._discord.messages(person, place) if label in buttons(one)]
        self._discord.press(person, place, under[-1]["id"], label)

    def form(self, who: str, room: str) -> Sequence[str]:
        return self._discord.fields(self._who(who))

    def submit(self, who: str, room: str, values: Mapping[str, str]) -> None:
        deed = self._discord.submit(self._who(who), values)
        assert self._discord.answered(deed), "the form was not answered in time"

    def react(self, who: str, room: str, words: str, emoji: str) -> None:
        person, place = self._who(who), self._room(room)
        names = names_in(self._discord)
        every = self._discord.messages(person, place)
        meant = [one["id"] for one in every if words in drawn(one, names).text]
        self._discord.react(person, place, meant[-1], emoji)

    def sees(self, who: str, room: str) -> Sequence[Seen]:
        place = self._room(room)
        return seen_by(self._discord, self._who(who), place) if place or not room else ()

    def _who(self, name: str) -> Person:
        return self._discord.person(name)

    def _room(self, room: str) -> str:
        return (self._discord.channel(room) or "") if room else ""


class DiscordSees:
    """What an account sees, for `ChatContract`: in a room, or (None) written to it."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    def __call__(self, room: RoomRef | None, account: Account) -> Sequence[Seen]:
        who = self._discord.somebody(account.id)
        return seen_by(self._discord, who, room.id if room else "")


def seen_by(discord: Discord, who: Person, channel: str) -> Sequence[Seen]:
    """What somebody sees in a channel, and in the threads of it; "" = what was written to them."""
    names = names_in(discord)
    places = (channel, *discord.threads(channel)) if channel else ("",)
    every = [one for place in places for one in discord.messages(who, place)]
    told = sorted(every, key=lambda one: int(one["id"]))
    return tuple(_seen(one, names, discord.bot.id) for one in told)


def names_in(discord: Discord) -> Names:
    """How ids are shown."""
    return Names(people=discord.people(), channels=discord.rooms(), roles=discord.roles())


def _seen(message: Json, names: Names, bot: str) -> Seen:
    read = drawn(message, names)
    return Seen(
        text=read.text,
        does=read.does,
        buttons=buttons(message),
        pinned=bool(message["pinned"]),
        ours=message["author"]["id"] == bot,
    )
