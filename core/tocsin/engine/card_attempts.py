"""The pinned card in steps of their own: it is posted, kept, pinned and edited, each once."""

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
from tocsin.engine.attempts import Attempt, Done, chat_failure, passes
from tocsin.engine.buttons import fitting
from tocsin.engine.places import (
    RoomIsGoneError,
    chat_of,
    found_in,
    incident_of,
    lost,
    own_room,
    place_of,
)
from tocsin.engine.ports import Clock, Providers
from tocsin.engine.trouble import where
from tocsin.errors import ProviderError
from tocsin.store.contract import EffectRow, Store
from tocsin.wording import card
from tocsin.wording.rooms import links

log = logging.getLogger(__name__)
NEVER: Final = "never"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The card as it was posted: where, and the how manyth of the incident on this platform.

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
        return {"card": Attempt(make=self._card, on_failure=chat_failure)}

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
        return self._finish(row, chat, place, incident, kept)

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
        drawn = card.card(
            incident,
            self._people,
            self._clock(),
            prefix=self._prefix,
            hidden=_hides(chat, incident),
            fixed=True,
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

    def _finish(
        self, row: EffectRow, chat: Chat, place: RoomRef, incident: Incident, kept: Kept
    ) -> Done:
        """What follows the card: its pin, once, and the links beside the room when they changed.

        Who may not do one of them says so once, and the card goes on without.
        """
        pins, refused = not kept.pinned and "pin" in chat.capabilities, None
        if pins:
            refused = self._step(lambda: chat.pin(kept.ref), "pin", row)
            kept = replace(kept, pinned=True)
        wanted = _wanted(chat, place, incident, kept)
        if wanted is None or refused is not None:  # refused: the links are for the next time
            return Done(signal=refused, refs=_refs(chat, kept) if pins else {})
        if pins:
            self._keep(row, chat, kept)
        refused = self._step(lambda: chat.set_links(place, wanted), "links", row)
        kept = replace(kept, links=NEVER if refused else _digest(wanted))
        return Done(signal=refused, refs=_refs(chat, kept))

    def _step(self, act: Callable[[], None], effect: str, row: EffectRow) -> EffectGone | None:
        """Do it; what the incident hears when it is refused for good.

        Raises:
            ProviderError: It may be done again.
        """
        try:
            act()
        except ProviderError as error:
            if passes(error):
                raise
            return EffectGone(effect=effect, target=row.target, reason=str(error))
        return None

    def _leave(self, chat: Chat, incident: Incident, old: Kept) -> None:
        """A card where it is not spoken of any more says where it goes on, and nothing else.

        It is tried again like the rest. A place that is gone, or that refuses it, holds up nothing.
        """
        place = RoomRef(platform=chat.platform, id=old.room, name=incident.announce)
        try:
            chat.put_card(place, card.elsewhere(incident), old.ref, key=_key(incident, chat, old.n))
        except ProviderError as error:
            if passes(error):
                raise
            log.info("the old card on %s stays as it was: %s", chat.platform, where(error))

    def _kept(self, row: EffectRow, chat: Chat) -> Kept | None:
        text = self._store.read(lambda tx: tx.ref(row.incident, _name(chat)))
        return Kept(**json.loads(text)) if text else None

    def _keep(self, row: EffectRow, chat: Chat, kept: Kept) -> None:
        """What must be known though a later step of this attempt fails."""
        ((name, value),) = _refs(chat, kept).items()
        self._store.write(lambda tx: tx.set_ref(row.incident, name, value))


def _hides(chat: Chat, incident: Incident) -> bool:
    """Whether the room it is spoken of in was not opened for what is private."""
    own = incident.rooms.get(chat.platform)
    return is_private(incident) and not (own is not None and own.private)


def _wanted(chat: Chat, place: RoomRef, incident: Incident, kept: Kept) -> tuple[Link, ...] | None:
    """The links to put beside its room; None = nothing is to be done about them."""
    own = own_room(chat, incident)
    if own is None or own.id != place.id or "links" not in chat.capabilities:
        return None
    wanted = () if _hides(chat, incident) else links(incident)
    return None if kept.links in (NEVER, _digest(wanted)) else wanted


def _digest(links: tuple[Link, ...]) -> str:
    told = json.dumps([(link.url, link.words) for link in links])
    return hashlib.sha256(told.encode()).hexdigest()[:16] if links else ""


def _refs(chat: Chat, kept: Kept) -> Mapping[str, str]:
    """What it is kept under, and how."""
    return {_name(chat): json.dumps(asdict(kept))}


def _name(chat: Chat) -> str:
    return f"card:{chat.platform}"


def _key(incident: Incident, chat: Chat, n: int) -> str:
    """The key of the n-th card; that of the first is as it always was."""
    key = f"{incident.id}:{_name(chat)}"
    return f"{key}:{n}" if n else key
