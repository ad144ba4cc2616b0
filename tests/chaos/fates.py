"""Where a trip of the plan fits: which faults can happen at which points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from tests.chaos.guard import Place
from tests.chaos.moments import ZERO
from tests.chaos.plan import DatabaseFault, Trip, TripKind

_WRITING: frozenset[Place] = frozenset({"write", "commit"})
FITS: Mapping[TripKind, frozenset[Place]] = {
    "crash": frozenset({"read", "write", "commit", "committed", "call", "called"}),
    "lost": _WRITING | {"read"},
    "full": _WRITING,
    "read-only": _WRITING,
    "locked": _WRITING,
    "unknown": frozenset({"committed"}),
}


@dataclass
class Fates:
    """Counts points, and knows what happens at which. `is_away`: an outage goes on."""

    trips: list[Trip] = field(default_factory=list)
    points: int = 0
    calm: bool = False
    outage: DatabaseFault | None = None
    outage_ends: timedelta = ZERO

    is_away: bool = False

    def at(self, place: Place, passed: timedelta) -> Trip | None:
        """What happens at this point, if anything does."""
        self.points += 1
        if self.calm:
            return None
        if self.outage is not None:
            self.is_away = passed < self.outage_ends
            if self.is_away and place in FITS[self.outage]:
                return Trip(at=self.points, kind=self.outage)
        if self.trips and self.trips[0].at <= self.points and place in FITS[self.trips[0].kind]:
            return self.trips.pop(0)
        return None

    def heal(self) -> None:
        """Nothing happens any more."""
        self.calm, self.outage = True, None
