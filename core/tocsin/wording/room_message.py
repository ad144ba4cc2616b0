"""What the incident's room hears. Short: six lines at most, and the command to type next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tocsin.chat import Text, Words
from tocsin.domain.event import Event
from tocsin.domain.incident import Incident
from tocsin.domain.people import Person
from tocsin.domain.reminders import Reminded
from tocsin.wording.composing import say
from tocsin.wording.nouns import ROOM
from tocsin.wording.rooms import late_opening
from tocsin.wording.sentence_context import SentenceContext


def came_late(incident: Incident, people: Mapping[str, Person], now: datetime) -> Words:
    """The first words of a room that could not be opened at once."""
    return late_opening(SentenceContext(incident=incident, people=people, now=now))


def text(
    event: Event,
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
    says = ROOM.get(event.type)
    if says is None or (isinstance(event, Reminded) and event.hears != "room"):
        return None
    return say(
        says(event, SentenceContext(incident=incident, people=people, now=now, prefix=prefix))
    )
