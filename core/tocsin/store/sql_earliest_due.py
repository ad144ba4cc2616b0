"""The earliest due time a unit wrote, to decide whether other threads are woken."""

from __future__ import annotations

from dataclasses import dataclass


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
