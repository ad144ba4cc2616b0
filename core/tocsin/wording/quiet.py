"""What the bot says directly of a private incident: nothing that a lock screen must not show."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from tocsin.domain import events as e
from tocsin.domain.incident import Incident
from tocsin.domain.revise import replace
from tocsin.domain.titles import PRIVATE_TITLE, is_private, neutral_room

E = TypeVar("E", bound=e.Event)
# What people typed stands in these fields of the events that are told directly.
_TYPED: Final = ("text", "message", "reason", "title")


def quiet(incident: Incident) -> Incident:
    """The incident without what people typed, if it is private; what is owed stays owed."""
    if not is_private(incident):
        return incident
    return replace(
        incident,
        title=PRIVATE_TITLE,
        text="",
        updates=tuple(replace(one, impact="", action="") for one in incident.updates),
        actions={n: replace(one, text="") for n, one in incident.actions.items()},
        room_name=neutral_room(incident.room_name),
        rooms={name: one for name, one in incident.rooms.items() if neutral_room(one.name)},
    )


def quiet_event(event: E, incident: Incident) -> E:
    """The event without what people typed, if the incident is private."""
    if not is_private(incident):
        return event
    typed: dict[str, Any] = {
        name: "" for name in _TYPED if isinstance(getattr(event, name, None), str)
    }
    return replace(event, **typed)
