"""Edits an incident's first announcement in place when its words change.

It has a lane of its own: an edit that fails is tried again as all else is, holds up nothing, and is
not told to anybody.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Final

from tocsin.chat.forms import Action, packed_actions, unpacked_actions
from tocsin.chat.port import Card, Chat, MessageRef, RoomRef
from tocsin.chat.text import Text, packed, unpacked
from tocsin.domain.people import Person
from tocsin.engine.attempts import (
    Attempt,
    BudgetExhausted,
    Succeeded,
    chat_failure,
    may_succeed_later,
)
from tocsin.engine.buttons import fitting_buttons
from tocsin.engine.incident_rooms import chat_of, incident_of
from tocsin.engine.ports import Clock, Providers
from tocsin.error_location import error_location
from tocsin.errors import ProviderError
from tocsin.store.contract import EffectRow, ReadTx, Store
from tocsin.wording.announcement_edit import edited_announcement

log = logging.getLogger(__name__)
SHORTEST_S: Final = 1.0
LONGEST_S: Final = 60.0
EDIT_RETRY_S: Final = 20.0
"""After the announcement failed: longer than the process waits at its end."""


@dataclass(frozen=True, kw_only=True)
class PostedAnnouncement:
    """Where the first announcement on a platform stands, and its text.

    Args:
        text: The words, packed.
        actions: Its buttons, packed.
        shown: The digest of what it was last edited to; "" = it is as it was posted.
        gone: It was deleted, or may not be edited: it is left alone.
    """

    room: str
    id: str
    text: list[object]
    actions: list[dict[str, str]]
    shown: str = ""
    gone: bool = False


def announcement_ref(platform: str) -> str:
    """Return the name of the ref that keeps the first announcement on a platform."""
    return f"announced:{platform}"


def first_announcement(
    tx: ReadTx,
    *,
    row: EffectRow,
    chat: Chat,
    ref: MessageRef,
    words: Text,
    actions: tuple[Action, ...],
) -> Mapping[str, str]:
    """Return the refs to keep for an announcement: only the first that can be edited is kept."""
    name = announcement_ref(chat.platform)
    whole = len(words) <= chat.limits.characters
    if "edit" not in chat.capabilities or not whole or tx.ref(row.incident, name) is not None:
        return {}
    kept = PostedAnnouncement(
        room=ref.room, id=ref.id, text=packed(words), actions=packed_actions(actions)
    )
    return {name: _text(kept)}


class AnnouncementAttempts:
    """Edits the first announcement where its text has changed; never posts one."""

    def __init__(
        self, *, store: Store, providers: Providers, people: Mapping[str, Person], clock: Clock
    ) -> None:
        """Chats are looked up by the platform in the effect's target."""
        self._store = store
        self._chats = providers.chats
        self._people = people
        self._clock = clock

    def table(self) -> dict[str, Attempt]:
        """Return the row of the table of attempts."""
        return {"announced": Attempt(make=self._edit, on_failure=chat_failure)}

    def _edit(self, row: EffectRow) -> Succeeded:
        chat = chat_of(self._chats, row)
        kept = self._store.read(lambda tx: self._kept(tx, row, chat))
        if kept is None or kept.gone:
            return Succeeded(asked=False)
        incident = incident_of(self._store, row)
        drawn = edited_announcement(
            unpacked(kept.text),
            incident,
            self._people,
            chat.platform,
            fitting_buttons(chat, unpacked_actions(kept.actions)),
        )
        now = _digest(drawn)
        if now == kept.shown or len(drawn.as_text()) > chat.limits.characters:
            return Succeeded(asked=False)
        place = RoomRef(platform=chat.platform, id=kept.room, name=incident.announce)
        ref = MessageRef(platform=chat.platform, room=kept.room, id=kept.id)
        try:
            chat.put_card(place, drawn, ref, key=f"{row.key}:{row.attempts}")
        except ProviderError as error:
            if may_succeed_later(error):
                raise
            log.info(
                "the announcement on %s stays as it is: %s", chat.platform, error_location(error)
            )
            return Succeeded(
                refs={announcement_ref(chat.platform): _text(replace(kept, gone=True))}
            )
        return Succeeded(refs={announcement_ref(chat.platform): _text(replace(kept, shown=now))})

    def _kept(self, tx: ReadTx, row: EffectRow, chat: Chat) -> PostedAnnouncement | None:
        """Return the kept announcement, or None where there is none and none is queued.

        Raises:
            BudgetExhausted: It is on its way.
        """
        if "edit" not in chat.capabilities:
            return None
        found = tx.ref(row.incident, announcement_ref(chat.platform))
        if found is not None:
            return PostedAnnouncement(**json.loads(found))
        waits = (effect for effect in tx.pending(row.incident) if effect.op == "announce")
        first = next((effect for effect in waits if effect.target == row.target), None)
        if first is None:
            return None
        age = (self._clock() - row.created).total_seconds()
        in_vain = first.attempts > 1  # the first of them may be under way
        seconds = min(max(age, EDIT_RETRY_S if in_vain else SHORTEST_S), LONGEST_S)
        raise BudgetExhausted("its announcement goes first", seconds)


def _text(kept: PostedAnnouncement) -> str:
    return json.dumps(asdict(kept), ensure_ascii=False)


def _digest(drawn: Card) -> str:
    told = [packed(row) for row in (drawn.heading, *drawn.lines)], packed_actions(drawn.actions)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
