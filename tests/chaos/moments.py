"""Time in a run: one that only goes on, and the wall clocks people and databases are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ZERO = timedelta(0)


@dataclass
class Moments:
    """`passed` only grows; wall clocks show more or less than that."""

    passed: timedelta = ZERO
    offset: timedelta = ZERO

    def wall(self, skew: timedelta = ZERO) -> datetime:
        """What a wall clock shows that is ahead by `skew`."""
        return START + self.passed + self.offset + skew

    def clock(self, skew: timedelta) -> Callable[[], datetime]:
        """A wall clock."""
        return lambda: self.wall(skew)

    def until(self, wall: datetime, skew: timedelta = ZERO) -> timedelta:
        """What will have passed when such a clock shows this, if nothing jumps."""
        return wall - START - self.offset - skew

    def forward(self, passed: timedelta) -> None:
        """Go on to this moment; never back."""
        self.passed = max(self.passed, passed)


def seconds(number: float) -> timedelta:
    """So many seconds, exact to the microsecond."""
    return timedelta(microseconds=round(number * 1_000_000))
