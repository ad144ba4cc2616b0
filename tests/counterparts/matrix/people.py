"""People with a Matrix client, for the conformance suites of `tocsin.testing`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tests.counterparts.matrix.client import Client, Place
from tests.counterparts.matrix.libraries import WithKeys
from tests.counterparts.matrix.markup import offers, shown
from tests.counterparts.matrix.persons import Person
from tests.counterparts.matrix.seen import Message, by_time, messages
from tests.counterparts.matrix.synapse import Synapse
from tocsin.chat import Account, RoomRef
from tocsin.testing import Seen

LISTENS_S: Final = 30.0


class Clients:
    """One client for each person, made when it is needed."""

    def __init__(self, synapse: Synapse, keys: WithKeys | None = None) -> None:
        """`keys` makes what they have of encryption; None = they read nothing encrypted."""
        self.synapse = synapse
        self._keys = keys
        self._open: dict[str, Client] = {}

    def of(self, name: str) -> Client:
        """The client of `ana`, or of `@ana:localhost`, as of now."""
        who = self.synapse.somebody(name)
        if who.id not in self._open:
            self._open[who.id] = self._made(who)
        self._open[who.id].look()
        return self._open[who.id]

    def close(self) -> None:
        """Let go of all of them."""
        for one in self._open.values():
            one.close()

    def _made(self, who: Person) -> Client:
        if self._keys is None:
            return Client(self.synapse, who)
        session = self.synapse.session(who)  # keys belong to one device, and begin with it
        return Client(self.synapse, session, self._keys(self.synapse, session))


class MatrixPeople:
    """The `Onlookers` of a conversation: people are meant by the names they have in `synapse`.

    Nobody says anything before the bot listens: what was said before its first start is history.
    """

    def __init__(self, synapse: Synapse, keys: WithKeys | None = None) -> None:
        self.clients = Clients(synapse, keys)
        self._synapse = synapse
        self._sealed = keys is not None

    def say(self, who: str, room: str, line: str) -> None:
        self._synapse.until(self._synapse.listening, LISTENS_S)
        client = self.clients.of(who)
        client.say(self._place(client, room).id, line)

    def press(self, who: str, room: str, label: str) -> None:
        """The emoji that stands before the label is put under its message."""
        client = self.clients.of(who)
        every = [self._place(client, room)] if room else client.directs()
        found = [
            (place.id, one.id, offers(one.content)[label])
            for place in every
            for one in messages(client, place)
            if label in offers(one.content)
        ]
        assert found, f"{who} sees no {label!r} to react to"
        client.react(*found[-1])

    def form(self, who: str, room: str) -> Sequence[str]:
        return ()

    def submit(self, who: str, room: str, values: Mapping[str, str]) -> None:
        raise AssertionError("there are no forms on Matrix")

    def react(self, who: str, room: str, words: str, emoji: str) -> None:
        client = self.clients.of(who)
        place = self._place(client, room)
        meant = [one for one in messages(client, place) if words in shown(one.content).text]
        client.react(place.id, meant[-1].id, emoji)

    def sees(self, who: str, room: str) -> Sequence[Seen]:
        client = self.clients.of(who)
        if not room:
            return seen(client, client.directs(), self._synapse.bot)
        place = client.named(room)
        return seen(client, [place], self._synapse.bot) if place else ()

    def close(self) -> None:
        """Let go of their clients."""
        self.clients.close()

    def _place(self, client: Client, room: str) -> Place:
        if not room:
            return client.write_to(self._synapse.bot, encrypted=self._sealed)
        place = client.named(room)
        assert place is not None, f"{client.who.name} finds no {room}"
        return place


class MatrixSees:
    """What an account sees, for `ChatContract`: in a room, or (None) written to it."""

    def __init__(self, synapse: Synapse, keys: WithKeys | None = None) -> None:
        self.clients = Clients(synapse, keys)

    def __call__(self, room: RoomRef | None, account: Account) -> Sequence[Seen]:
        client = self.clients.of(account.id)
        place = client.place(room.id) if room else None
        places = ([place] if place else []) if room else client.directs()
        return seen(client, places, self.clients.synapse.bot)

    def close(self) -> None:
        """Let go of their clients."""
        self.clients.close()


def seen(client: Client, places: Sequence[Place], bot: Person) -> Sequence[Seen]:
    """What somebody reads in these rooms, the oldest first."""
    every = by_time(one for place in places for one in messages(client, place))
    return tuple(_seen(one, bot) for one in every)


def _seen(one: Message, bot: Person) -> Seen:
    read = shown(one.content)
    return Seen(
        text=read.text,
        does=read.does,
        buttons=tuple(offers(one.content)),
        pinned=one.pinned,
        ours=one.sender == bot.id,
    )
