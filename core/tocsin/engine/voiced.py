"""How far the feed of a room has come, and which events a reply in that room has said instead.

That a reply says them is written in the command's own commit, as the reply is: whoever is killed
after it posts that reply and skips these events, whoever is killed before it has done neither.
Where a message of the feed ends is written before it is posted, so that it has the same words and
the same key when it is posted again.
"""

from __future__ import annotations

import json

from tocsin.store.contract import ReadTx, Tx


def posted_through(tx: ReadTx, incident_id: str, platform: str) -> int:
    """The last event that the feed of a platform is through with; 0 = none yet."""
    return int(tx.ref(incident_id, f"posted:{platform}") or 0)


def planned(tx: ReadTx, incident_id: str, platform: str) -> int:
    """The last event of the message that is being posted; 0 = none was begun."""
    return int(tx.ref(incident_id, f"posting:{platform}") or 0)


def keep_posted(tx: Tx, incident_id: str, platform: str, last: int, following: int) -> bool:
    """The message up to an event is out, the one up to `following` comes next; 0 = none does.

    The cursor never goes back: False = another worker is further already.
    """
    moves = posted_through(tx, incident_id, platform) < last
    if moves:
        tx.set_ref(incident_id, f"posted:{platform}", str(last))
    if planned(tx, incident_id, platform) < following:
        tx.set_ref(incident_id, f"posting:{platform}", str(following))
    return moves


def voiced(tx: ReadTx, incident_id: str, platform: str) -> frozenset[int]:
    """The events after the feed's cursor that a reply has said there, by number."""
    kept: list[int] = json.loads(tx.ref(incident_id, _name(platform)) or "[]")
    cursor = posted_through(tx, incident_id, platform)
    return frozenset(seq for seq in kept if seq > cursor)


def voice(tx: Tx, incident_id: str, platform: str, seqs: range) -> None:
    """A reply says these events there; what the feed has passed is forgotten."""
    waiting = sorted(voiced(tx, incident_id, platform) | set(seqs))
    tx.set_ref(incident_id, _name(platform), json.dumps(waiting))


def _name(platform: str) -> str:
    return f"voiced:{platform}"
