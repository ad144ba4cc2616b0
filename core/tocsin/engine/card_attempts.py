"""Posts, keeps, pins and edits the card of an incident, each step once."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Final

from tocsin.chat.port import Card, Chat, MessageRef, RoomRef
from tocsin.chat.text import Link
from tocsin.domain.incident import Incident
from tocsin.domain.people import Person
from tocsin.domain.titles import is_private
from tocsin.domain.undelivered import EffectGone
from tocsin.engine.attempts import Attempt, Succeeded, chat_failure, may_succeed_later
from tocsin.engine.buttons import fitting_buttons
from tocsin.engine.incident_rooms import (
    RoomIsGoneError,
    chat_of,
    incident_of,
    own_room,
    place_of,
    raising_if_gone,
    room_lost,
)
from tocsin.engine.ports import Clock, Providers
from tocsin.error_location import error_location
from tocsin.errors import ProviderError
from tocsin.store.contract import EffectRow, Store
from tocsin.wording import card
from tocsin.wording.rooms import links

log = logging.getLogger(__name__)
NEVER: Final = "never"


@dataclass(frozen=True, kw_only=True)
class PostedCard:
    """The card as it was posted: its message, and its number among the incident's cards there.

    Args:
        n: 0 for the first; a card that takes the place of another has a key of its own.
        pinned: Whether it was pinned, or never will be.
        links: The digest of the links beside the room; "" = none stand there yet, `NEVER` = none
            ever will.
    """

    platform: str
    room: str
    id: str
    n: int = 0
    pinned: bool = False
    links: str = ""

    @property
    def ref(self) -> MessageRef:
        """Return the message as the chat port names it."""
        return MessageRef(platform=self.platform, room=self.room, id=self.id)


class CardAttempts:
    """Keeps the card of each room; a step that failed is repeated without those before it."""

    def __init__(
        self,
        *,
        store: Store,
        providers: Providers,
        people: Mapping[str, Person],
        clock: Clock,
        prefix: str,
    ) -> None:
        """Chats are looked up by the platform in the effect's target."""
        self._store = store
        self._chats = providers.chats
        self._people = people
        self._clock = clock
        self._prefix = prefix

    def table(self) -> dict[str, Attempt]:
        """Return the rows of the table of attempts."""
        return {"card": Attempt(make=self._card, on_failure=chat_failure)}

    def _card(self, row: EffectRow) -> Succeeded:
        chat, incident = chat_of(self._chats, row), incident_of(self._store, row)
        place, old = place_of(chat, incident), self._kept(row, chat)
        if old is not None and (place is None or old.room != place.id):
            self._leave(chat, incident, old)
        if place is None:
            return Succeeded()
        try:
            with raising_if_gone(place, chat, incident):
                kept = self._put(row, chat, place, incident, old)
        except RoomIsGoneError:
            return room_lost(self._store, chat, incident)
        return self._finish(row, chat, place, incident, kept)

    def _put(
        self, row: EffectRow, chat: Chat, place: RoomRef, incident: Incident, old: PostedCard | None
    ) -> PostedCard:
        """Edit the card, or post it where there is none, and keep its message."""
        drawn = self._drawn(chat, incident)
        here = old if old is not None and old.room == place.id else None
        if here is not None and self._edited(row, chat, place, drawn, here):
            return here
        n = 0 if old is None else old.n + 1
        key = _key(incident, chat, n)
        ref = chat.put_card(place, drawn, None, key=key, again=row.ambiguous)
        kept = PostedCard(platform=ref.platform, room=ref.room, id=ref.id, n=n)
        self._keep(row, chat, kept)
        return kept

    def _drawn(self, chat: Chat, incident: Incident) -> Card:
        drawn = card.card(
            incident,
            self._people,
            self._clock(),
            prefix=self._prefix,
            hidden=_hides(chat, incident),
            fixed=True,
        )
        return replace(drawn, actions=fitting_buttons(chat, drawn.actions))

    def _edited(
        self, row: EffectRow, chat: Chat, place: RoomRef, drawn: Card, here: PostedCard
    ) -> bool:
        """Edit the card; False where somebody deleted it, and a new one has to be posted."""
        try:
            chat.put_card(place, drawn, here.ref, key=f"{row.key}:{row.attempts}")
        except ProviderError as error:
            if error.code != "not_found":
                raise
            return False
        return True

    def _finish(
        self, row: EffectRow, chat: Chat, place: RoomRef, incident: Incident, kept: PostedCard
    ) -> Succeeded:
        """Pin the card once, and write the links beside the room where they changed.

        Who may not do one of them says so once, and the card goes on without.
        """
        pins, refused = not kept.pinned and "pin" in chat.capabilities, None
        if pins:
            refused = self._step(lambda: chat.pin(kept.ref), "pin", row)
            kept = replace(kept, pinned=True)
        wanted = _wanted(chat, place, incident, kept)
        if wanted is None or refused is not None:  # refused: the links are for the next time
            return Succeeded(signal=refused, refs=_refs(chat, kept) if pins else {})
        if pins:
            self._keep(row, chat, kept)
        refused = self._step(lambda: chat.set_links(place, wanted), "links", row)
        kept = replace(kept, links=NEVER if refused else _digest(wanted))
        return Succeeded(signal=refused, refs=_refs(chat, kept))

    def _step(self, act: Callable[[], None], effect: str, row: EffectRow) -> EffectGone | None:
        """Make one step; a refusal for good becomes what the incident is told.

        Raises:
            ProviderError: It may be done again.
        """
        try:
            act()
        except ProviderError as error:
            if may_succeed_later(error):
                raise
            return EffectGone(effect=effect, target=row.target, reason=str(error))
        return None

    def _leave(self, chat: Chat, incident: Incident, old: PostedCard) -> None:
        """Replace a card in a room that was left by words that say where it goes on.

        It is tried again like the rest. A place that is gone, or that refuses it, holds up nothing.
        """
        place = RoomRef(platform=chat.platform, id=old.room, name=incident.announce)
        try:
            chat.put_card(place, card.elsewhere(incident), old.ref, key=_key(incident, chat, old.n))
        except ProviderError as error:
            if may_succeed_later(error):
                raise
            log.info("the old card on %s stays as it was: %s", chat.platform, error_location(error))

    def _kept(self, row: EffectRow, chat: Chat) -> PostedCard | None:
        text = self._store.read(lambda tx: tx.ref(row.incident, _name(chat)))
        return PostedCard(**json.loads(text)) if text else None

    def _keep(self, row: EffectRow, chat: Chat, kept: PostedCard) -> None:
        """Keep a ref at once, since a later step of this attempt may fail."""
        ((name, value),) = _refs(chat, kept).items()
        self._store.write(lambda tx: tx.set_ref(row.incident, name, value))


def _hides(chat: Chat, incident: Incident) -> bool:
    """Return whether the room was opened before the incident became private."""
    own = incident.rooms.get(chat.platform)
    return is_private(incident) and not (own is not None and own.private)


def _wanted(
    chat: Chat, place: RoomRef, incident: Incident, kept: PostedCard
) -> tuple[Link, ...] | None:
    """Return the links to put beside the room, or None where nothing has to change."""
    own = own_room(chat, incident)
    if own is None or own.id != place.id or "links" not in chat.capabilities:
        return None
    wanted = () if _hides(chat, incident) else links(incident)
    return None if kept.links in (NEVER, _digest(wanted)) else wanted


def _digest(links: tuple[Link, ...]) -> str:
    told = json.dumps([(link.url, link.words) for link in links])
    return hashlib.sha256(told.encode()).hexdigest()[:16] if links else ""


def _refs(chat: Chat, kept: PostedCard) -> Mapping[str, str]:
    """Return the name of the card's ref and its text."""
    return {_name(chat): json.dumps(asdict(kept))}


def _name(chat: Chat) -> str:
    return f"card:{chat.platform}"


def _key(incident: Incident, chat: Chat, n: int) -> str:
    """Return the key of the n-th card; that of the first has no number."""
    key = f"{incident.id}:{_name(chat)}"
    return f"{key}:{n}" if n else key
