"""A deployment whose one chat is the Discord of the tests, and Ana who types there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from tests.counterparts.discord import Discord, Person
from tests.counterparts.discord.people import seen_by
from tests.e2e.chat_place import NAMES, ChatPlace, move_in
from tests.e2e.deployment import Deployment
from tocsin.testing import Seen


@dataclass(kw_only=True)
class Place(ChatPlace):
    """The guild, its #incidents, and the bot's deployment in it.

    Args:
        incidents: The id of #incidents. Other channels are meant by their names.
    """

    discord: Discord
    incidents: str
    people: dict[str, Person]

    @property
    def ana(self) -> Person:
        return self.people["ana"]

    def say(self, text: str, *, room: str = "", who: str = "ana") -> str:
        """Somebody types in #incidents, or in another channel; the id of it."""
        return self.discord.say(self.people[who], self._inside(room), text)

    def told(self, words: str, *, room: str = "", who: str = "ana") -> list[str]:
        return [one.text for one in self.ours(room=room, who=who) if words in one.text]

    def ours(self, *, room: str = "", who: str = "ana") -> list[Seen]:
        """The bot's messages there as somebody reads them, the oldest first."""
        place = self._inside(room)
        every = seen_by(self.discord, self.people[who], place) if place else ()
        return [one for one in every if one.ours]

    def direct(self, who: str = "ana") -> list[Seen]:
        """What the bot wrote to somebody."""
        return [one for one in seen_by(self.discord, self.people[who], "") if one.ours]

    def connected(self) -> None:
        self.until(lambda: self.discord.sockets() == 1, "the bot opens one socket")

    def gone(self) -> None:
        self.until(lambda: not self.discord.sockets(), "its socket is gone")

    def _inside(self, room: str) -> str:
        return (self.discord.channel(room) or "") if room else self.incidents


@contextmanager
def place(shop: Deployment, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """The guild as the README's link invites the bot, with everybody of the team in it."""
    with Discord() as discord:
        monkeypatch.setenv("DISCORD_TOKEN", discord.token)
        people = {one: discord.person(one) for one in NAMES}
        incidents = discord.room("incidents", *people.values())
        ids = {name: one.id for name, one in people.items()}
        settings = {
            "token": {"env": "DISCORD_TOKEN"},
            "server": discord.guild_id,
            "base_url": discord.url,
        }
        move_in(shop, "discord", settings, ids)
        yield Place(discord=discord, incidents=incidents, people=people, deployment=shop)
