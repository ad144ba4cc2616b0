"""A deployment whose one chat is the homeserver of the tests, and Ana who types there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import pytest

from tests.counterparts.matrix import Person, Synapse
from tests.counterparts.matrix.client import Client
from tests.counterparts.matrix.client import Place as Inside
from tests.counterparts.matrix.libraries import WithKeys
from tests.counterparts.matrix.markup import shown
from tests.counterparts.matrix.people import Clients
from tests.counterparts.matrix.seen import Message, messages
from tests.counterparts.matrix.wire import part
from tests.e2e.chat_place import NAMES, ChatPlace, move_in
from tests.e2e.deployment import Deployment

START_S: Final = 120.0
ROOM: Final = re.compile(r"#(incident-[\w-]+\w)")


@dataclass(kw_only=True)
class Place(ChatPlace):
    """The homeserver, its #incidents, and the bot's deployment on it.

    Args:
        incidents: The id of #incidents. Other rooms are meant by the names people see.
    """

    synapse: Synapse
    incidents: str
    people: dict[str, Person]
    clients: Clients

    def client(self, who: str = "ana") -> Client:
        """Somebody's, as of now."""
        return self.clients.of(who)

    def say(self, text: str, *, room: str = "", who: str = "ana") -> str:
        """Somebody types in #incidents, or in another room; the id of it."""
        client = self.client(who)
        place = self._inside(client, room)
        assert place is not None, f"{who} finds no {room or '#incidents'}"
        return client.say(place.id, text)

    def told(self, words: str, *, room: str = "", who: str = "ana") -> list[str]:
        """What the bot said in #incidents, or in another room, that has these words in it."""
        texts = [shown(one.content).text for one in self.ours(room, who)]
        return [one for one in texts if words in one]

    def ours(self, room: str = "", who: str = "ana") -> list[Message]:
        """The bot's messages there as they stand now, the oldest first."""
        return [one for one in self.messages(room, who) if one.sender == self.synapse.bot.id]

    def messages(self, room: str = "", who: str = "ana") -> list[Message]:
        """Everybody's messages there as they stand now, the oldest first."""
        client = self.client(who)
        place = self._inside(client, room)
        return messages(client, place) if place else []

    def rooms(self) -> list[str]:
        """The names of the incidents' rooms that were announced, without `#`."""
        return list(dict.fromkeys(ROOM.findall("\n".join(self.told("")))))

    def listens(self) -> None:
        """Wait until the bot has asked for news once: from then on nothing is missed."""
        self.until(self.synapse.listening, "the bot asks for news", START_S)

    connected = listens

    def gone(self) -> None:
        """There is nothing to wait for: what is said from now on is told to the next one."""

    def _inside(self, client: Client, room: str) -> Inside | None:
        return client.named(room) if room else client.place(self.incidents)


@contextmanager
def place(
    shop: Deployment,
    monkeypatch: pytest.MonkeyPatch,
    synapse: Synapse,
    *,
    keys: WithKeys | None = None,
    **settings: object,
) -> Iterator[Place]:
    """The homeserver without older rooms, and everybody of the team in #incidents, with the bot.

    `settings` are the bot's, beside its account's; nothing is encrypted where they say no more.
    `keys` are what people have of encryption.
    """
    monkeypatch.setenv("MATRIX_TOKEN", synapse.bot.token)
    people = {one: synapse.person(one) for one in NAMES}
    synapse.clear()
    incidents = synapse.room("incidents", *people.values(), synapse.bot)
    synapse.join(synapse.bot, incidents)
    levels = synapse.state(incidents, "m.room.power_levels") or {}
    levels["users"] = {**levels.get("users", {}), synapse.bot.id: 50}  # a moderator
    path = f"/rooms/{part(incidents)}/state/m.room.power_levels/"
    synapse.ask(people["ana"], "PUT", path, levels)
    account = {"homeserver": synapse.url, "access_token": {"env": "MATRIX_TOKEN"}}
    ids = {name: one.id for name, one in people.items()}
    move_in(shop, "matrix", {**account, "encryption": "never", **settings}, ids)
    clients = Clients(synapse, keys)
    yield Place(
        synapse=synapse, incidents=incidents, people=people, clients=clients, deployment=shop
    )
    clients.close()
