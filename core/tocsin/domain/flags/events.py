"""A flag was set or cleared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.event import DECIDES, Audience, Event, Surface, Voice, surfaces
from tocsin.domain.flags import SECURITY
from tocsin.domain.immutable_update import Evolve, replace
from tocsin.domain.incident import Incident


@dataclass(frozen=True, kw_only=True)
class FlagSet(Event):
    """A flag of the closed list stands."""

    flag: str
    reason: str = ""
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = DECIDES
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "announcement")
    type: Literal["flag-set"] = "flag-set"


@dataclass(frozen=True, kw_only=True)
class FlagCleared(Event):
    """A flag no longer stands."""

    flag: str
    reason: str
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = DECIDES
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "announcement")
    type: Literal["flag-cleared"] = "flag-cleared"


def _flag_set(incident: Incident, event: FlagSet) -> Incident:
    flagged = replace(incident, flags=incident.flags | {event.flag})
    if event.flag == "private":
        return replace(flagged, public_title="")  # it was chosen when nothing had to be kept back
    if event.flag not in SECURITY or incident.flags & SECURITY:
        return flagged
    return replace(flagged, security_since=event.at, security_seq=incident.version)


def _flag_cleared(incident: Incident, event: FlagCleared) -> Incident:
    return replace(incident, flags=incident.flags - {event.flag})


EVOLVE: dict[type[Event], Evolve] = {
    FlagSet: _flag_set,
    FlagCleared: _flag_cleared,
}
