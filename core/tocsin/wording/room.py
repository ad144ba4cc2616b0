"""What the incident's room hears. Short: six lines at most, and the command to type next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from tocsin.chat import Text, Words
from tocsin.domain import events as e
from tocsin.domain.incident import Incident
from tocsin.domain.people import Person
from tocsin.wording import (
    room_alerts,
    room_calling,
    room_context,
    room_customers,
    room_ending,
    room_postmortem,
    room_status_page,
    room_triage,
    room_working,
)
from tocsin.wording.parts import say
from tocsin.wording.room_calling import Says
from tocsin.wording.scene import Scene

TEXTS: Final[Mapping[str, Says]] = {
    **room_working.TEXTS,
    **room_triage.TEXTS,
    **room_calling.TEXTS,
    **room_alerts.TEXTS,
    **room_context.TEXTS,
    **room_ending.TEXTS,
    **room_status_page.TEXTS,
    **room_customers.TEXTS,
    **room_postmortem.TEXTS,
}


def came_late(incident: Incident, people: Mapping[str, Person], now: datetime) -> Words:
    """The first words of a room that could not be opened at once."""
    return room_calling.came_late(Scene(incident=incident, people=people, now=now))


def text(
    event: e.Event,
    incident: Incident,
    people: Mapping[str, Person],
    now: datetime,
    *,
    prefix: str = "!",
) -> Text | None:
    """What the room is told about an event, or None where it is told nothing.

    Args:
        event: Any event.
        incident: The state after the event.
        people: Everybody of the deployment by id.
        now: The present moment; times are also written relative to it.
        prefix: The bot's command prefix.
    """
    says = TEXTS.get(event.type)
    if says is None or (event.type == "reminded" and event.hears != "room"):
        return None
    return say(says(event, Scene(incident=incident, people=people, now=now, prefix=prefix)))
