"""Deletes kept facts that are too old, a few at a time; never incidents or events."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from tocsin.engine.account_linking import CODES
from tocsin.engine.alert_matching import EPISODES, FIRINGS
from tocsin.engine.alert_matching import OVER as ALERTS_OVER
from tocsin.engine.guests import REPORTS, reports_expired
from tocsin.engine.observers import GIVE_UP, changed_at
from tocsin.engine.observers import SPACE as UNHEARD
from tocsin.engine.page_keys import PAGES, owner_of
from tocsin.engine.refs import TICKETS
from tocsin.error_location import error_location
from tocsin.errors import StoreUnavailable
from tocsin.store.contract import ReadTx, Store, Tx

log = logging.getLogger(__name__)
EVERY = timedelta(minutes=1)
AT_ONCE = 500
INBOX_FOR = timedelta(days=30)
DELIVERY_FOR = timedelta(days=1)
LINK_FOR = timedelta(days=30)
CODE_FOR = timedelta(days=1)
UNHEARD_FOR = 2 * GIVE_UP
EPISODE_FOR = timedelta(days=90)
Over = Callable[[ReadTx, str, datetime], bool]


def _delivery_over(_tx: ReadTx, text: str, now: datetime) -> bool:
    """A webhook is recognised by its body for five minutes only."""
    return now - datetime.fromisoformat(json.loads(text)["at"]) > DELIVERY_FOR


def _link_over(_tx: ReadTx, text: str, now: datetime) -> bool:
    """An acknowledge link that expired long ago; until then it is told that it is used up."""
    return now - datetime.fromisoformat(json.loads(text)["expires"]) > LINK_FOR


def _episode_over(tx: ReadTx, text: str, now: datetime) -> bool:
    """An alert or group whose incident ended long ago is no repeat of it any more."""
    incident = tx.incident(text)
    if incident is None or incident.is_open:
        return incident is None
    newest = (record.event for record in tx.events(text, after=incident.version - 1))
    last = max((event.at for event in newest if event), default=incident.declared)
    return now - last > EPISODE_FOR


def _page_over(tx: ReadTx, text: str, now: datetime) -> bool:
    """A page of an incident that ended long ago."""
    return _episode_over(tx, owner_of(text), now)


def _code_over(_tx: ReadTx, text: str, now: datetime) -> bool:
    """A code for an account that nobody typed in time."""
    return now - datetime.fromisoformat(json.loads(text)["until"]) > CODE_FOR


def _unheard_over(_tx: ReadTx, text: str, now: datetime) -> bool:
    """A change that an observer never took, or one that nobody asks for any more."""
    return now - changed_at(text) > UNHEARD_FOR


def _reports_over(_tx: ReadTx, text: str, now: datetime) -> bool:
    """Reports of a guest that count no more."""
    return reports_expired(text, now)


OVER: Mapping[str, Over] = {
    "delivery": _delivery_over,
    "ack": _link_over,
    EPISODES: _episode_over,
    FIRINGS: _episode_over,
    ALERTS_OVER: _episode_over,
    CODES: _code_over,
    REPORTS: _reports_over,
    UNHEARD: _unheard_over,
    TICKETS: _episode_over,
    PAGES: _page_over,
}


class Retention:
    """Walks through the spaces of facts, one bounded piece a minute, again and again."""

    def __init__(self, store: Store) -> None:
        """The first walk begins at the first step."""
        self._store = store
        self._next: datetime | None = None
        self._places = dict.fromkeys(OVER, "")

    def step(self, now: datetime) -> int:
        """Delete a piece if it is time; return how many facts were deleted."""
        if self._next is not None and now < self._next:
            return 0
        self._next = now + EVERY
        dropped = self._store.write(lambda tx: tx.purge_inbox(now - INBOX_FOR, AT_ONCE))
        dropped += sum(self._walk(space, over, now) for space, over in OVER.items())
        if dropped:
            log.info("%d old rows dropped", dropped)
        return dropped

    def _walk(self, space: str, over: Over, now: datetime) -> int:
        """Look at the next piece of a space; at its end it begins anew."""
        place = self._places[space]
        gone, last = self._store.read(lambda tx: _over(tx, space, place, over, now))
        self._places[space] = last
        return self._store.write(lambda tx: _drop(tx, space, gone)) if gone else 0


def _over(
    tx: ReadTx, space: str, place: str, over: Over, now: datetime
) -> tuple[dict[str, str], str]:
    """What can go of the piece after `place`, and where it ends ("" = nothing comes after it)."""
    piece = tx.facts(space, after=place, limit=AT_ONCE)
    gone = {key: text for key, text in piece.items() if _is_over(tx, text, over, now)}
    return gone, list(piece)[-1] if len(piece) == AT_ONCE else ""


def _is_over(tx: ReadTx, text: str, over: Over, now: datetime) -> bool:
    """What cannot be read is kept: to tidy up must never end anything."""
    try:
        return over(tx, text, now)
    except StoreUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - whatever stands there
        log.warning("an old row cannot be read, and stays: %s", error_location(error))
        return False


def _drop(tx: Tx, space: str, gone: Mapping[str, str]) -> int:
    """Drop what is still what it was when it was looked at."""
    same = [key for key, text in gone.items() if tx.fact(space, key) == text]
    for key in same:
        tx.set_fact(space, key, None)
    return len(same)
