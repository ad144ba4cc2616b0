"""Where the process was not met: material for learning, never about a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.event import Event, Surface, surfaces
from tocsin.domain.immutable_update import Evolve, replace
from tocsin.domain.incident import Incident

# Events


@dataclass(frozen=True, kw_only=True)
class GapRecorded(Event):
    """The engine saw the process not being met: material for learning, never about a person."""

    gap: str
    text: str
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["gap-recorded"] = "gap-recorded"


# Evolve


def _gap_recorded(incident: Incident, event: GapRecorded) -> Incident:
    flags = incident.flags | {"process-gap"}
    return replace(incident, gaps=(*incident.gaps, event.gap), flags=flags)


EVOLVE: dict[type[Event], Evolve] = {
    GapRecorded: _gap_recorded,
}
