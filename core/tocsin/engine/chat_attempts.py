"""Attempts on chat platforms: direct messages, announcements, and the feed of a room."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from tocsin.chat.forms import unpacked_actions
from tocsin.chat.port import Chat, RoomRef
from tocsin.chat.text import text, unpacked
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Room
from tocsin.domain.membership import members
from tocsin.domain.people import Person
from tocsin.domain.rooms import may_have_room
from tocsin.domain.rooms.decide import RoomResult
from tocsin.domain.titles import is_private
from tocsin.domain.undelivered import EffectGone
from tocsin.engine.accounts import accounts_of
from tocsin.engine.announcement_attempts import first_announcement
from tocsin.engine.attempts import (
    Attempt,
    BudgetExhausted,
    Failed,
    PartlyPosted,
    Succeeded,
    chat_failure,
)
from tocsin.engine.buttons import fitting_buttons
from tocsin.engine.feed_cursor import (
    feed_name,
    is_unheard,
    keep_greeted,
    keep_posted,
    posted_through,
    posting_until,
    seqs_in_replies,
)
from tocsin.engine.guests import guest_key
from tocsin.engine.incident_rooms import (
    RoomIsGoneError,
    chat_of,
    incident_of,
    open_room,
    place_of,
    raising_if_gone,
    room_lost,
)
from tocsin.engine.ports import Clock, Providers
from tocsin.engine.posting_window import PostingWindow, post_in_order
from tocsin.errors import ProviderError
from tocsin.store.contract import EffectRow, ReadTx, Store, Tx
from tocsin.wording import feed, room_message
from tocsin.wording.composing import with_drill_mark

# So often the announce room is tried that is not there, or not ours.
SLOWLY_S: Final = 120.0
# So often a feed looks for the room that takes the place of one that was left.
AWAITED_S: Final = 2.0


class ChatAttempts:
    """Posts messages; a cursor for each place says what is posted already."""

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
        """Return the rows of the table of attempts."""
        return {
            "announce": Attempt(make=self._announce, on_failure=self._unannounced),
            "feed": Attempt(make=self._feed, on_failure=chat_failure),
        }

    def _chat(self, row: EffectRow) -> Chat:
        return chat_of(self._chats, row)

    def _members(self, incident: Incident) -> tuple[Person, ...]:
        return tuple(self._people[member] for member in members(incident) if member in self._people)

    def _announce(self, row: EffectRow) -> Succeeded:
        """What became private while this waited is named no more; who must be called still is."""
        chat, facts = self._chat(row), json.loads(row.payload)
        incident = self._store.read(lambda tx: tx.incident(row.incident))
        words, buttons = unpacked(facts["text"]), unpacked_actions(facts.get("actions"))
        if incident is not None and is_private(incident) and "hushed" in facts:
            words, buttons = unpacked(facts["hushed"]), ()
        if not words:
            return Succeeded(asked=False)
        key = guest_key(row.key) if facts.get("behind") else row.key
        place, fits = chat.find_room(facts["room"]), fitting_buttons(chat, buttons)
        ref = chat.post(place, words, key=key, actions=fits, again=row.ambiguous)
        if not facts.get("opens"):
            return Succeeded()
        keep = partial(
            first_announcement, row=row, chat=chat, ref=ref, words=words, actions=buttons
        )
        return Succeeded(refs=self._store.read(keep))

    def _unannounced(self, row: EffectRow, error: ProviderError) -> Failed:
        """An announce room that cannot be used waits for somebody who sees to it."""
        failed = chat_failure(row, error)
        known = row.target.removeprefix("chat.") in self._chats
        if error.code not in ("not_found", "forbidden") or not known:
            return failed
        told = EffectGone(effect=row.op, target=row.target, reason=str(error), again=True)
        return replace(failed, lasting=True, failed=told, retry_after=SLOWLY_S)

    def _feed(self, row: EffectRow) -> Succeeded:
        """Post every room event after the cursor, now or after an outage alike.

        The room that could not be opened may be by now: then it is filled, and not the place
        where it went on until now.
        """
        chat, incident = self._chat(row), incident_of(self._store, row)
        own = incident.rooms.get(chat.platform)
        if own is not None and own.thread and may_have_room(incident, chat.platform):
            made = _opened_after_all(chat, incident, own)
            if made is not None:
                return Succeeded(signal=made)
        try:
            return self._fill(chat, row)
        except RoomIsGoneError:
            return room_lost(self._store, chat, incident)
        except PartlyPosted as half:
            if not isinstance(half.cause, RoomIsGoneError):
                raise
            return room_lost(self._store, chat, incident)

    def _fill(self, chat: Chat, row: EffectRow) -> Succeeded:
        """Post as many as the lease leaves time for; another attempt posts the rest.

        The cursor moves with each message; with the last one it is the settling that moves it.
        """
        window, waits = (
            PostingWindow(self._steady),
            self._store.read(lambda tx: self._unposted(tx, row, chat)),
        )
        incident, place, posts = waits.incident, place_of(chat, waits.incident), waits.posts
        if waits.unheard:
            words = room_message.came_late(incident, self._people, self._clock())
            first = feed.Post(last=0, words=text(words))
            window.post(partial(self._say, chat, place, incident, first, again=row.ambiguous))
            self._store.write(lambda tx: keep_greeted(tx, row.incident, waits.name))
        if posts and posts[0].words and waits.begun != posts[0].last:
            self._store.write(_moves(row, waits, 0, posts[0].last))
        for number, post in enumerate(posts, start=1):
            following = posts[number].last if number < len(posts) else 0
            if post.words:
                again = row.ambiguous and post.last == waits.begun
                window.post(partial(self._say, chat, place, incident, post, again=again))
            moves = _moves(row, waits, post.last, following)
            if not following:
                return Succeeded(keeps=moves)
            if not self._store.write(moves):
                break  # another worker is further already
        return Succeeded()

    def _say(
        self,
        chat: Chat,
        place: RoomRef | None,
        incident: Incident,
        post: feed.Post,
        *,
        again: bool,
    ) -> None:
        """In the room, with the incident's number where others talk too; else to each in it."""
        key = f"{incident.id}:{post.last}:feed:{chat.platform}"
        words, buttons = with_drill_mark(post.words, incident), fitting_buttons(chat, post.actions)
        if place is None:
            told = text(f"{incident.key}: ", words)
            sends = [
                partial(chat.direct, to, told, key=f"{key}:{to.id}", actions=buttons, again=again)
                for to in accounts_of(chat, self._members(incident))
            ]
            post_in_order(sends)
            return
        alone = place.name != incident.announce
        told = text("" if alone else f"{incident.key}: ", words)
        with raising_if_gone(place, chat, incident):
            chat.post(place, told, key=key, actions=buttons, again=again)

    def _unposted(self, tx: ReadTx, row: EffectRow, chat: Chat) -> _Waits:
        incident = tx.incident(row.incident)
        if incident is None:
            raise ProviderError("not_found", "the incident is gone")
        name = feed_name(incident, chat.platform)
        stored, cursor = tx.events(row.incident), posted_through(tx, row.incident, name)
        begun = posting_until(tx, row.incident, name)
        posts = feed.posts(
            [(record.seq, record.event) for record in stored],
            Incident(id=incident.id, policy=incident.policy),
            self._people,
            self._clock(),
            prefix=self._prefix,
            skip={record.seq for record in stored if record.seq <= cursor}
            | seqs_in_replies(tx, row.incident, name),
            planned=begun if begun > cursor else 0,
            platform=chat.platform,
        )
        return _Waits(
            incident=incident,
            name=name,
            posts=tuple(post for post in posts if post.last > cursor),
            begun=begun,
            unheard=is_unheard(tx, row.incident, name),
        )


@dataclass(frozen=True, kw_only=True)
class _Waits:
    """What waits for a place.

    Args:
        name: What its cursor is kept under.
        posts: The messages that wait.
        begun: Where the one that was begun ends.
        unheard: It came late, and nothing was said in it yet.
    """

    incident: Incident
    name: str
    posts: tuple[feed.Post, ...]
    begun: int
    unheard: bool


def _moves(row: EffectRow, waits: _Waits, last: int, following: int) -> Callable[[Tx], bool]:
    """Moves the cursor; its result is False where another worker is further already."""
    return lambda tx: keep_posted(tx, row.incident, waits.name, last, following)


def _opened_after_all(chat: Chat, incident: Incident, own: Room) -> RoomResult | None:
    """The room that is there by now, None = it goes on without.

    Raises:
        BudgetExhausted: Nobody has heard yet that it goes on without one.
    """
    try:
        return open_room(chat, incident)
    except ProviderError as error:
        if own.awaited:
            raise BudgetExhausted(
                "its new room is on its way", error.retry_after or AWAITED_S
            ) from error
        return None
