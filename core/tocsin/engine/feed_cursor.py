"""Keeps how far the feed of a room is posted, and which events a reply said there already.

That a reply says them is written in the command's own commit, as the reply is: whoever is killed
after it posts that reply and skips these events, whoever is killed before it has done neither.
Where a message of the feed ends is written before it is posted, so that it has the same words and
the same key when it is posted again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from tocsin.domain.incident import Incident
from tocsin.store.contract import ReadTx, Tx


def feed_name(incident: Incident, platform: str) -> str:
    """Return the name of the ref of the feed for the place the incident is spoken of in.

    A room that came late has one of its own: it is told everything, whatever was told elsewhere.
    """
    own = incident.rooms.get(platform)
    return f"{platform}/{own.id}" if own is not None and own.late else platform


def _is_late(feed: str) -> bool:
    return "/" in feed


def _stopped(feed: str) -> str:
    return f"stopped:{feed.partition('/')[0]}"


def stopped_position(tx: ReadTx, incident_id: str, feed: str) -> Mapping[str, str]:
    """Return the ref with the feed's position in a room that is gone, for the room after it."""
    return {_stopped(feed): str(posted_through(tx, incident_id, feed))}


def keep_stopped_position(tx: Tx, incident_id: str, feed: str) -> None:
    """Keep the feed's position in a room that is left, for the room after it."""
    for name, last in stopped_position(tx, incident_id, feed).items():
        tx.set_ref(incident_id, name, last)


def is_unheard(tx: ReadTx, incident_id: str, feed: str) -> bool:
    """Return whether the feed is of a first, late room in which nothing was posted."""
    refs = (f"posted:{feed}", _stopped(feed))
    return _is_late(feed) and all(tx.ref(incident_id, name) is None for name in refs)


def keep_greeted(tx: Tx, incident_id: str, feed: str) -> None:
    """Keep that the first words are posted in a room that came late."""
    if tx.ref(incident_id, f"posted:{feed}") is None:
        tx.set_ref(incident_id, f"posted:{feed}", "0")


def posted_through(tx: ReadTx, incident_id: str, feed: str) -> int:
    """Return the seq of the last event the feed has posted; 0 = none.

    One that took the place of another begins where that one stopped.
    """
    kept = tx.ref(incident_id, f"posted:{feed}")
    if kept is None and _is_late(feed):
        kept = tx.ref(incident_id, _stopped(feed))
    return int(kept or 0)


def posting_until(tx: ReadTx, incident_id: str, feed: str) -> int:
    """Return the seq of the last event of the message being posted; 0 = none."""
    return int(tx.ref(incident_id, f"posting:{feed}") or 0)


def keep_posted(tx: Tx, incident_id: str, feed: str, last: int, following: int) -> bool:
    """Keep that the message up to an event is posted, and the end of the next one (0 = none).

    The cursor never goes back: False = another worker is further already.
    """
    moves = posted_through(tx, incident_id, feed) < last
    if moves:
        tx.set_ref(incident_id, f"posted:{feed}", str(last))
    if posting_until(tx, incident_id, feed) < following:
        tx.set_ref(incident_id, f"posting:{feed}", str(following))
    return moves


def seqs_in_replies(tx: ReadTx, incident_id: str, feed: str) -> frozenset[int]:
    """Return the seqs after the feed's cursor that a reply has said there."""
    kept: list[int] = json.loads(tx.ref(incident_id, _name(feed)) or "[]")
    cursor = posted_through(tx, incident_id, feed)
    return frozenset(seq for seq in kept if seq > cursor)


def keep_in_reply(tx: Tx, incident_id: str, feed: str, seqs: range) -> None:
    """Keep that a reply says these events there; drop those the feed has passed."""
    waiting = sorted(seqs_in_replies(tx, incident_id, feed) | set(seqs))
    tx.set_ref(incident_id, _name(feed), json.dumps(waiting))


def _name(feed: str) -> str:
    return f"voiced:{feed}"
