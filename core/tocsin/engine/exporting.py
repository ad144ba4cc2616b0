"""An incident as an export that anyone can check: events, their hashes and the chain."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from tocsin.domain.incident import Incident
from tocsin.domain.people import Person
from tocsin.store.contract import StoredEvent
from tocsin.wording import timeline
from tocsin.wording.names import names_of


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def as_export(
    incident: Incident, events: Sequence[StoredEvent], people: Mapping[str, Person]
) -> dict[str, object]:
    """The export of one incident, ready for JSON."""
    names = names_of(people)
    return {
        "id": incident.id,
        "number": incident.key,
        "title": incident.title,
        "severity": incident.severity,
        "status": incident.status,
        "flags": sorted(incident.flags),
        "roles": {role: held.person for role, held in incident.roles.items()},
        "milestones": {name: _utc(at) for name, at in incident.milestones.items()},
        "rooms": [room.name for room in incident.rooms.values()],
        "updates": [
            {
                "at": _utc(one.at),
                "by": one.by,
                "status": one.status,
                "impact": one.impact,
                "action": one.action,
                "eta": one.eta,
            }
            for one in incident.updates
        ],
        "tasks": [
            {"n": one.n, "text": one.text, "owner": one.owner, "done": one.done}
            for one in incident.tasks.values()
        ],
        "timeline": [
            {
                "seq": one.seq,
                "at": _utc(one.event.at),
                "type": one.type,
                "by": one.event.by,
                "text": timeline.text(one.event, names, incident.timezone),
            }
            for one in events
            if one.event is not None
        ],
        "events": [
            {"seq": one.seq, "body": one.body, "body_sha256": one.body_sha256} for one in events
        ],
        "chain": [one.chain for one in events],
    }


def broken_seq(export: Mapping[str, Any]) -> int | None:
    """The first seq whose body or chain does not fit, or None.

    `export` is foreign JSON: anything missing or of another shape breaks at the seq where it is.
    """
    identity, events, chain = export.get("id"), export.get("events"), export.get("chain")
    if not isinstance(events, list) or not isinstance(chain, list) or not isinstance(identity, str):
        return 1
    last = hashlib.sha256(f"tocsin:{identity}".encode(errors="surrogatepass")).digest()
    for seq, event in enumerate(events, start=1):
        try:
            last = _linked(last, event, seq, str(chain[seq - 1]))
        except (AttributeError, KeyError, IndexError, TypeError, ValueError):
            return seq
    return len(events) + 1 if len(chain) != len(events) or not events else None


def _linked(last: bytes, event: Mapping[str, Any], seq: int, wanted: str) -> bytes:
    """The chain after one event. Raises ValueError when something does not fit."""
    body, said = event["body"], event["body_sha256"]
    digest = bytes.fromhex(said)
    if body is not None and hashlib.sha256(body.encode()).hexdigest() != said:
        raise ValueError("the body does not have this hash")
    after = hashlib.sha256(last + digest).digest()
    if type(event["seq"]) is not int or event["seq"] != seq or after.hex() != wanted:
        raise ValueError("the chain does not fit")
    return after
