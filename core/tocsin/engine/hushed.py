"""What waits while its incident becomes private: it is told as if it had been so all along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tocsin.domain.effect import Op
from tocsin.domain.incident import Incident
from tocsin.domain.revise import replace
from tocsin.domain.titles import is_private, shown

PRIVATE: Final = "private"
WAITS_IN_WORDS: Final[frozenset[Op]] = frozenset(
    {"direct", "person-mail", "meeting", "meeting-cancel", "postmortem"}
)
"""What is told in words that were fixed when it was queued. An announcement has its own (`hushed`);
a page is worded when it goes out; what customers read, somebody wrote for them."""


def as_private(incident: Incident) -> Incident:
    """The incident as if it were private."""
    return replace(incident, flags=incident.flags | {"private"})


def if_private(facts: Mapping[str, object], private: Mapping[str, object]) -> dict[str, object]:
    """What is told otherwise, should the incident be private once this goes out."""
    others = {name: value for name, value in private.items() if facts.get(name) != value}
    return {PRIVATE: others} if others else {}


def as_now(facts: Mapping[str, Any], incident: Incident | None) -> dict[str, Any]:
    """The facts that may be told of an incident as it is now."""
    others = facts.get(PRIVATE)
    hidden = incident is not None and is_private(incident) and isinstance(others, Mapping)
    return {**facts, **others} if hidden and isinstance(others, Mapping) else dict(facts)


def room_of(incident: Incident) -> str | None:
    """The room as a paging tool may name it."""
    name = shown(incident, "page").room_name
    return f"#{name}" if name else None
