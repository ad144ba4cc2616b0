"""What a unit has decided of incidents and not yet written: it is written at the unit's end.

Several commands of one unit, as a declaration and its alerts, so cost one row of the incident, and
their timers are compared once. `EarliestDue` says whether other threads are to be woken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Timer
from tocsin.store.sql_rows import Values


@dataclass(frozen=True, kw_only=True)
class ChangedIncident:
    """An incident as it was before the unit, and as it is after it.

    Args:
        chain: The end of its chain.
        at: When it was changed last.
    """

    before: Incident
    after: Incident
    chain: str
    at: datetime

    @property
    def is_new(self) -> bool:
        """Whether this unit opens it."""
        return self.before.version == 0


@dataclass(kw_only=True)
class PendingWrites:
    """By incident id: what it became, its new events, and the only timers it shall have."""

    changed: dict[str, ChangedIncident] = field(default_factory=dict)
    events: list[Values] = field(default_factory=list)
    timers: dict[str, tuple[int, Mapping[str, Timer]]] = field(default_factory=dict)
    inbox: list[Values] = field(default_factory=list)

    def change(
        self, before: Incident, after: Incident, chain: str, at: datetime, rows: Sequence[Values]
    ) -> None:
        """Note that a command changed an incident."""
        known = self.changed.get(after.id)
        first = known.before if known is not None else before
        self.changed[after.id] = ChangedIncident(before=first, after=after, chain=chain, at=at)
        self.events += rows


@dataclass(kw_only=True)
class EarliestDue:
    """The earliest due times written, in microseconds; None = nothing was."""

    lane: int | None = None
    timer: int | None = None

    def lane_at(self, *due: int | None) -> None:
        """Note the due time of these lanes (None: parked)."""
        self.lane = _earliest(self.lane, *due)

    def timer_at(self, *due: int | None) -> None:
        """Note the due time of these timers."""
        self.timer = _earliest(self.timer, *due)

    def add(self, other: EarliestDue) -> None:
        """Note what another unit of the same commit wrote."""
        self.lane_at(other.lane)
        self.timer_at(other.timer)

    @property
    def is_any(self) -> bool:
        """Whether anything was given a time."""
        return self.lane is not None or self.timer is not None


def _earliest(*due: int | None) -> int | None:
    return min((at for at in due if at is not None), default=None)
