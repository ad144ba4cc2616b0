"""The timeline: one line for everything that can happen, past tense, about the work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from tocsin.domain import events as e
from tocsin.domain.calendar import local_text
from tocsin.wording import (
    timeline_calling,
    timeline_communicating,
    timeline_learning,
    timeline_working,
)
from tocsin.wording.names import Names

# An entry takes the one event type its key names, which a table cannot say to a checker.
TEXTS: Final[Mapping[str, Callable[[Any, Names, str], str]]] = {
    **timeline_calling.TEXTS,
    **timeline_working.TEXTS,
    **timeline_communicating.TEXTS,
    **timeline_learning.TEXTS,
}


def text(event: e.Event, names: Names, timezone: str) -> str:
    """What happened, in one line without its time.

    Args:
        event: Any event.
        names: From an id to the name people know.
        timezone: IANA name; moments inside the line are written in it.
    """
    return TEXTS[event.type](event, names, timezone)


def stamped(event: e.Event, names: Names, timezone: str, now: datetime) -> str:
    """The line with its moment before it: `14:30 CET  Ana acknowledged (chat).`.

    What was on another day than `now` says its own.
    """
    return f"{local_text(event.at, timezone, now=now)}  {text(event, names, timezone)}"


def is_told(event: e.Event) -> bool:
    """Whether people see it when they ask for the timeline (audit events are kept for proof)."""
    return event.audience != "audit"
