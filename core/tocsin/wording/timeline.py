"""The timeline: one line for everything that can happen, past tense, about the work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Final

from tocsin.domain.calendar import local_text
from tocsin.domain.event import Event
from tocsin.wording.names import Names
from tocsin.wording.nouns import TIMELINE


def text(event: Event, names: Names, timezone: str) -> str:
    """The past-tense line of an event, without its time.

    Args:
        event: Any event.
        names: From an id to the name people know.
        timezone: IANA name; moments inside the line are written in it.
    """
    return TIMELINE[event.type](event, names, timezone)


def stamped(event: Event, names: Names, timezone: str, now: datetime) -> str:
    """The line with its moment before it: `14:30 CET  Ana acknowledged (chat).`.

    What was on another day than `now` says its own.
    """
    return f"{local_text(event.at, timezone, now=now)}  {text(event, names, timezone)}"


def is_told(event: Event) -> bool:
    """Whether people see it when they ask for the timeline (audit events are kept for proof)."""
    return event.audience != "audit"


SHOWN: Final = 3


def short(events: Iterable[Event], names: Names, timezone: str, now: datetime) -> Iterator[str]:
    """Stamped lines, in order. Hundreds of alerts that fire together stay four lines.

    Args:
        events: What is told of an incident, the oldest first.
        names: From an id to the name people know.
        timezone: IANA name; moments are written in it.
        now: What was on another day than this says its own.
    """
    for (at, _), alike in groupby(events, key=lambda event: (event.at, event.type)):
        first = list(alike)
        for event in first[:SHOWN]:
            yield stamped(event, names, timezone, now)
        more = len(first) - SHOWN
        if more > 0:
            moment = local_text(at, timezone, now=now)
            yield f"{moment}  and {more} more like this; the export has them all."
