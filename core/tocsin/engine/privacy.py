"""What is queued while its incident becomes private is worded as if it always had been."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tocsin.domain.effect import Op
from tocsin.domain.immutable_update import replace
from tocsin.domain.incident import Incident
from tocsin.domain.titles import is_private, visible_incident

PRIVATE: Final = "private"
WAITS_IN_WORDS: Final[frozenset[Op]] = frozenset(
    {"direct", "person-mail", "meeting", "meeting-cancel", "postmortem"}
)
"""What is told in words that were fixed when it was queued. An announcement has its own (`hushed`);
a page is worded when it goes out; what customers read, somebody wrote for them."""


def as_private(incident: Incident) -> Incident:
    """Return the incident with the flag `private`."""
    return replace(incident, flags=incident.flags | {"private"})


def if_private(facts: Mapping[str, object], private: Mapping[str, object]) -> dict[str, object]:
    """Return the other words to use should the incident be private when this goes out."""
    others = {name: value for name, value in private.items() if facts.get(name) != value}
    return {PRIVATE: others} if others else {}


def worded_for_privacy(facts: Mapping[str, Any], incident: Incident | None) -> dict[str, Any]:
    """Return the facts of a payload that may be told of the incident as it is now."""
    others = facts.get(PRIVATE)
    hidden = incident is not None and is_private(incident) and isinstance(others, Mapping)
    return {**facts, **others} if hidden and isinstance(others, Mapping) else dict(facts)


def shown_room(incident: Incident) -> str | None:
    """Return the room's name as a paging tool may show it."""
    name = visible_incident(incident, "page").room_name
    return f"#{name}" if name else None
