"""The timeline for a chat: of many things alike in one moment, the first few and how many more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Final

from tocsin.domain.calendar import local_text
from tocsin.domain.events import Event
from tocsin.wording.names import Names
from tocsin.wording.timeline import stamped

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
