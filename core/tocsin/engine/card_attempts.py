"""The pinned card in steps of their own: it is posted, kept, pinned and edited, each once."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from tocsin.chat.port import Card, Chat, MessageRef, RoomRef
from tocsin.domain.incident import Incident
from tocsin.domain.people import Person
from tocsin.domain.signals import EffectGone
from tocsin.domain.titles import is_private
from tocsin.engine.attempts import Attempt, Done, plain_failure
from tocsin.engine.buttons import fitting
from tocsin.engine.places import (
    RoomIsGoneError,
    chat_of,
    found_in,
    incident_of,
    lost,
    place_of,
)
from tocsin.engine.ports import Clock, Providers
from tocsin.engine.trouble import where
from tocsin.errors import ProviderError
from tocsin.store.contract import EffectRow, Store
from tocsin.wording import card

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The card as it was posted: where, and the how manyth of the incident on this platform.

    Args:
        n: 0 for the first; a card that takes the place of another has a key of its own.
        pinned: Whether it was pinned, or never will be.
    """

    platform: str
    room: str
    id: str
    n: int = 0
    pinned: bool = False

    @property
    def ref(self) -> MessageRef:
        """As the port knows it."""
        return MessageRef(platform=self.platform, room=self.room, id=self.id)


class CardAttempts:
    """Keeps the card of each place. A step that failed is done again, never the one before it."""

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
        """The rows of the table of attempts."""
        return {"card": Attempt(make=self._card, on_failure=plain_failure)}

    def _card(self, row: EffectRow) -> Done:
        chat, incident = chat_of(self._chats, row), incident_of(self._store, row)
        place, old = place_of(chat, incident), self._kept(row, chat)
        if old is not None and (place is None or old.room != place.id):
            self._leave(chat, incident, old)
        if place is None:
            return Done()
        try:
            with found_in(place, chat, incident):
                kept = self._put(row, chat, place, incident, old)
        except RoomIsGoneError:
            return lost(self._store, chat, incident)
        return self._pin(row, chat, kept)

    def _put(
        self, row: EffectRow, chat: Chat, place: RoomRef, incident: Incident, old: Kept | None
    ) -> Kept:
        """Edit the one that is there; without one, post it and keep where it is."""
        drawn = self._drawn(chat, incident)
        here = old if old is not None and old.room == place.id else None
        if here is not None and self._edited(row, chat, place, drawn, here):
            return here
        n = 0 if old is None else old.n + 1
        key = _key(incident, chat, n)
        ref = chat.put_card(place, drawn, None, key=key, again=row.ambiguous)
        kept = Kept(platform=ref.platform, room=ref.room, id=ref.id, n=n)
        self._keep(row, chat, kept)
        return kept

    def _drawn(self, chat: Chat, incident: Incident) -> Card:
        own = incident.rooms.get(chat.platform)
        hidden = is_private(incident) and not (own is not None and own.private)
        drawn = card.card(
            incident, self._people, self._clock(), prefix=self._prefix, hidden=hidden, fixed=True
        )
        return replace(drawn, actions=fitting(chat, drawn.actions))

    def _edited(self, row: EffectRow, chat: Chat, place: RoomRef, drawn: Card, here: Kept) -> bool:
        """False when somebody deleted it: then it is posted anew."""
        try:
            chat.put_card(place, drawn, here.ref, key=f"{row.key}:{row.attempts}")
        except ProviderError as error:
            if error.code != "not_found":
                raise
            return False
        return True

    def _pin(self, row: EffectRow, chat: Chat, kept: Kept) -> Done:
        """Once; who may not pin says so once, and the card goes on without."""
        if kept.pinned or "pin" not in chat.capabilities:
            return Done()
        try:
            chat.pin(kept.ref)
        except ProviderError as error:
            if error.retryable:
                raise
            self._keep(row, chat, replace(kept, pinned=True))
            return Done(signal=EffectGone(effect="pin", target=row.target, reason=str(error)))
        self._keep(row, chat, replace(kept, pinned=True))
        return Done()

    def _leave(self, chat: Chat, incident: Incident, old: Kept) -> None:
        """A card where it is not spoken of any more says where it goes on, and nothing else.

        It is tried again like the rest. A place that is gone, or that refuses it, holds up nothing.
        """
        place = RoomRef(platform=chat.platform, id=old.room, name=incident.announce)
        try:
            chat.put_card(place, card.elsewhere(incident), old.ref, key=_key(incident, chat, old.n))
        except ProviderError as error:
            if error.retryable:
                raise
            log.info("the old card on %s stays as it was: %s", chat.platform, where(error))

    def _kept(self, row: EffectRow, chat: Chat) -> Kept | None:
        text = self._store.read(lambda tx: tx.ref(row.incident, _name(chat)))
        return Kept(**json.loads(text)) if text else None

    def _keep(self, row: EffectRow, chat: Chat, kept: Kept) -> None:
        value = json.dumps(asdict(kept))
        self._store.write(lambda tx: tx.set_ref(row.incident, _name(chat), value))


def _name(chat: Chat) -> str:
    return f"card:{chat.platform}"


def _key(incident: Incident, chat: Chat, n: int) -> str:
    """The key of the n-th card; that of the first is as it always was."""
    key = f"{incident.id}:{_name(chat)}"
    return f"{key}:{n}" if n else key
