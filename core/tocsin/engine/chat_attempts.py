"""Attempts on chat platforms: rooms, messages, the card, and the room's feed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from tocsin.chat.forms import unpacked_actions
from tocsin.chat.port import Chat, MessageRef, RoomRef
from tocsin.chat.text import text, unpacked
from tocsin.domain.incident import Incident
from tocsin.domain.membership import members
from tocsin.domain.people import Person
from tocsin.domain.signals import RoomResult
from tocsin.domain.titles import is_private
from tocsin.engine.accounts import accounts_of
from tocsin.engine.attempts import Attempt, Done, Failed, plain_failure
from tocsin.engine.buttons import fitting
from tocsin.engine.ports import Clock, Providers
from tocsin.engine.stint import Stint
from tocsin.engine.voiced import keep_posted, planned, posted_through, voiced
from tocsin.errors import ProviderError
from tocsin.store.contract import EffectRow, ReadTx, Store
from tocsin.wording import card, feed
from tocsin.wording.parts import marked

ROOM_TRIES = 8


class ChatAttempts:
    """Posts, and keeps rooms in step. What is already posted is known by a cursor per room."""

    def __init__(
        self,
        *,
        store: Store,
        providers: Providers,
        people: Mapping[str, Person],
        clock: Clock,
        prefix: str,
        steady: Callable[[], float],
    ) -> None:
        """Chats are looked up by the platform in the effect's target.

        Args:
            steady: Seconds of a clock that nobody sets.
        """
        self._steady = steady
        self._prefix = prefix
        self._store = store
        self._chats = providers.chats
        self._people = people
        self._clock = clock

    def table(self) -> dict[str, Attempt]:
        """The rows of the table of attempts."""
        return {
            "open-room": Attempt(make=self._open, on_failure=_no_room, limit=ROOM_TRIES),
            "invite": Attempt(make=self._invite, on_failure=plain_failure),
            "announce": Attempt(make=self._announce, on_failure=plain_failure),
            "feed": Attempt(make=self._feed, on_failure=plain_failure),
            "card": Attempt(make=self._card, on_failure=plain_failure),
            "topic": Attempt(make=self._topic, on_failure=plain_failure),
        }

    def _chat(self, row: EffectRow) -> Chat:
        return chat_of(self._chats, row)

    def _incident(self, row: EffectRow) -> Incident:
        incident = self._store.read(lambda tx: tx.incident(row.incident))
        if incident is None:
            raise ProviderError("not_found", "the incident is gone")
        return incident

    def _room(self, chat: Chat, incident: Incident) -> RoomRef | None:
        """The incident's room, or the announce room where none could be made.

        None = what is private goes on in no room that others read.
        """
        own = incident.rooms.get(chat.platform)
        if own is not None and not own.thread:
            return RoomRef(platform=chat.platform, id=own.id, name=own.name)
        return None if is_private(incident) else chat.find_room(incident.announce)

    def _open(self, row: EffectRow) -> Done:
        chat, facts = self._chat(row), json.loads(row.payload)
        made = chat.open_room(facts["name"], row.incident, private=facts["private"])
        signal = RoomResult(platform=chat.platform, room=made.id, name=made.name)
        return Done(signal=signal, provides=(f"room:{row.target}",))

    def _invite(self, row: EffectRow) -> Done:
        chat, incident = self._chat(row), self._incident(row)
        place = self._room(chat, incident)
        if place is not None:
            chat.invite(place, accounts_of(chat, self._members(incident)))
        return Done()

    def _members(self, incident: Incident) -> tuple[Person, ...]:
        return tuple(self._people[one] for one in members(incident) if one in self._people)

    def _announce(self, row: EffectRow) -> Done:
        chat, facts = self._chat(row), json.loads(row.payload)
        place = chat.find_room(facts["room"])
        buttons = fitting(chat, unpacked_actions(facts.get("actions")))
        chat.post(place, unpacked(facts["text"]), key=row.key, actions=buttons)
        return Done()

    def _card(self, row: EffectRow) -> Done:
        chat, incident = self._chat(row), self._incident(row)
        name = f"card:{chat.platform}"
        kept = self._store.read(lambda tx: tx.ref(row.incident, name))
        old = MessageRef(**json.loads(kept)) if kept else None
        place = self._room(chat, incident)
        if place is None:
            return Done()
        drawn = card.card(incident, self._people, self._clock(), prefix=self._prefix)
        drawn = replace(drawn, actions=fitting(chat, drawn.actions))
        key = f"{incident.id}:{name}"
        ref = chat.put_card(place, drawn, old, key=key)
        if old is None and "pin" in chat.capabilities:
            chat.pin(ref)
        value = json.dumps({"platform": ref.platform, "room": ref.room, "id": ref.id})
        return Done(refs={name: value})

    def _topic(self, row: EffectRow) -> Done:
        chat, incident = self._chat(row), self._incident(row)
        own = incident.rooms.get(chat.platform)
        place = self._room(chat, incident) if own is not None and not own.thread else None
        if place is not None and "topic" in chat.capabilities:
            chat.set_topic(place, text(card.topic(incident, self._people)))
        return Done()

    def _feed(self, row: EffectRow) -> Done:
        """Post every room event after the cursor; mirroring and catching up are this one loop.

        As much of it as fits into the lease: the rest is another attempt's.
        """
        chat, stint = self._chat(row), Stint(self._steady)
        incident, posts, begun = self._store.read(lambda tx: self._unposted(tx, row, chat))
        place = self._room(chat, incident)
        if posts and posts[0].words and begun != posts[0].last:
            self._keep(row.incident, chat.platform, 0, posts[0].last)
        for number, post in enumerate(posts, start=1):
            following = posts[number].last if number < len(posts) else 0
            if post.words:
                stint.post(partial(self._say, chat, place, incident, post))
            if not self._keep(row.incident, chat.platform, post.last, following):
                break
        return Done()

    def _say(self, chat: Chat, place: RoomRef | None, incident: Incident, post: feed.Post) -> None:
        """In the room, with the incident's number where others talk too; else to each in it."""
        key = f"{incident.id}:{post.last}:feed:{chat.platform}"
        words, buttons = marked(post.words, incident), fitting(chat, post.actions)
        if place is None:
            told = text(f"{incident.key}: ", words)
            for to in accounts_of(chat, self._members(incident)):
                chat.direct(to, told, key=f"{key}:{to.id}", actions=buttons)
            return
        alone = place.name != incident.announce
        told = text("" if alone else f"{incident.key}: ", words)
        chat.post(place, told, key=key, actions=buttons)

    def _keep(self, incident_id: str, platform: str, last: int, following: int) -> bool:
        """Move the cursor; False = another worker is further already."""
        return self._store.write(lambda tx: keep_posted(tx, incident_id, platform, last, following))

    def _unposted(
        self, tx: ReadTx, row: EffectRow, chat: Chat
    ) -> tuple[Incident, tuple[feed.Post, ...], int]:
        """The incident, the messages that wait, and where the one that was begun ends."""
        incident = tx.incident(row.incident)
        if incident is None:
            raise ProviderError("not_found", "the incident is gone")
        stored, cursor = tx.events(row.incident), posted_through(tx, row.incident, chat.platform)
        begun = planned(tx, row.incident, chat.platform)
        posts = feed.posts(
            [(one.seq, one.event) for one in stored],
            Incident(id=incident.id, policy=incident.policy),
            self._people,
            self._clock(),
            prefix=self._prefix,
            skip={one.seq for one in stored if one.seq <= cursor}
            | voiced(tx, row.incident, chat.platform),
            planned=begun if begun > cursor else 0,
        )
        return incident, tuple(post for post in posts if post.last > cursor), begun


def chat_of(chats: Mapping[str, Chat], row: EffectRow) -> Chat:
    """The platform an effect is for.

    Raises:
        ProviderError: It is not used any more.
    """
    platform = row.target.removeprefix("chat.")
    if platform not in chats:
        raise ProviderError("not_found", f"{platform} is not among TOCSIN_CHATS any more")
    return chats[platform]


def _no_room(row: EffectRow, error: ProviderError) -> Failed:
    platform = row.target.removeprefix("chat.")
    return Failed(
        error=str(error),
        retryable=error.retryable,
        retry_after=error.retry_after,
        refused=RoomResult(platform=platform, reason=str(error)),
        provides=(f"room:{row.target}",),
    )
