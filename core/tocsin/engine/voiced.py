"""How far the feed of a room has come, and which events a reply in that room has said instead.

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
    """What the feed of the place is kept under in which it is spoken of there now.

    A room that came late has one of its own: it is told everything, whatever was told elsewhere.
    """
    own = incident.rooms.get(platform)
    return f"{platform}/{own.id}" if own is not None and own.late else platform


def _is_late(feed: str) -> bool:
    return "/" in feed


def _stopped(feed: str) -> str:
    return f"stopped:{feed.partition('/')[0]}"


def stop(tx: ReadTx, incident_id: str, feed: str) -> Mapping[str, str]:
    """The ref that says where a feed stopped whose room is gone, for the room that comes after."""
    return {_stopped(feed): str(posted_through(tx, incident_id, feed))}


def keep_stop(tx: Tx, incident_id: str, feed: str) -> None:
    """Keep where a feed stopped whose room is left: the room that comes after begins there."""
    for name, last in stop(tx, incident_id, feed).items():
        tx.set_ref(incident_id, name, last)


def is_unheard(tx: ReadTx, incident_id: str, feed: str) -> bool:
    """Whether it is that of a room that came late, took no other's place, and was told nothing."""
    refs = (f"posted:{feed}", _stopped(feed))
    return _is_late(feed) and all(tx.ref(incident_id, name) is None for name in refs)


def greeted(tx: Tx, incident_id: str, feed: str) -> None:
    """The first words are out in a room that came late."""
    if tx.ref(incident_id, f"posted:{feed}") is None:
        tx.set_ref(incident_id, f"posted:{feed}", "0")


def posted_through(tx: ReadTx, incident_id: str, feed: str) -> int:
    """The last event that a feed is through with; 0 = none yet.

    One that took the place of another begins where that one stopped.
    """
    kept = tx.ref(incident_id, f"posted:{feed}")
    if kept is None and _is_late(feed):
        kept = tx.ref(incident_id, _stopped(feed))
    return int(kept or 0)


def planned(tx: ReadTx, incident_id: str, feed: str) -> int:
    """The last event of the message that is being posted; 0 = none was begun."""
    return int(tx.ref(incident_id, f"posting:{feed}") or 0)


def keep_posted(tx: Tx, incident_id: str, feed: str, last: int, following: int) -> bool:
    """The message up to an event is out, the one up to `following` comes next; 0 = none does.

    The cursor never goes back: False = another worker is further already.
    """
    moves = posted_through(tx, incident_id, feed) < last
    if moves:
        tx.set_ref(incident_id, f"posted:{feed}", str(last))
    if planned(tx, incident_id, feed) < following:
        tx.set_ref(incident_id, f"posting:{feed}", str(following))
    return moves


def voiced(tx: ReadTx, incident_id: str, feed: str) -> frozenset[int]:
    """The events after the feed's cursor that a reply has said there, by number."""
    kept: list[int] = json.loads(tx.ref(incident_id, _name(feed)) or "[]")
    cursor = posted_through(tx, incident_id, feed)
    return frozenset(seq for seq in kept if seq > cursor)


def voice(tx: Tx, incident_id: str, feed: str, seqs: range) -> None:
    """A reply says these events there; what the feed has passed is forgotten."""
    waiting = sorted(voiced(tx, incident_id, feed) | set(seqs))
    tx.set_ref(incident_id, _name(feed), json.dumps(waiting))


def _name(feed: str) -> str:
    return f"voiced:{feed}"
