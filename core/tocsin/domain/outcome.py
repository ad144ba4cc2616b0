"""What one command did."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.domain.event import Event
from tocsin.domain.incident import Incident


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The incident before and after, and the events between."""

    before: Incident
    incident: Incident
    events: tuple[Event, ...]
