"""`Command`, the base class of every command, and `Outcome`, what one command changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from tocsin.domain.event import Event
from tocsin.domain.incident import Incident


@dataclass(frozen=True, kw_only=True)
class Command:
    """Base class of every command; `verb` is what its right is looked up by ("" = only the engine).

    Args:
        why: The reason of a manager or an admin who does somebody else's part.
        as_of: The moment its words were shown for, to whoever said yes to them; None = now.
    """

    why: str = ""
    as_of: datetime | None = None
    verb: ClassVar[str] = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The result of one command: the incident before and after, and the events between."""

    before: Incident
    incident: Incident
    events: tuple[Event, ...]
