"""What every event has.

An event is frozen once stored: fields are only ever added, with a default. `audience` says who
the event is for: `room` is told to the people in the room, `timeline` is history people read,
`audit` is kept for proof only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

Audience = Literal["room", "timeline", "audit"]


@dataclass(frozen=True, kw_only=True)
class Happened:
    """What every event has: when, and who caused it (a person id, `engine`, or an instance)."""

    at: datetime
    by: str
    audience: ClassVar[Audience] = "timeline"
