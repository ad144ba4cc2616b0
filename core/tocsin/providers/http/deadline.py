"""The rest of a call's deadline, for a call that makes several requests."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

# Whoever waits hears the reason a little before its own deadline, not a little after.
SHARE: Final = 0.95


class Deadline:
    """Counts down from its creation: `deadline = Deadline(call.deadline_s)`."""

    __slots__ = ("_steady", "_until")

    def __init__(self, seconds: float, *, steady: Callable[[], float] = time.monotonic) -> None:
        """`seconds` is what the caller gave; a twentieth of it is kept back for the answer."""
        self._steady = steady
        self._until = steady() + seconds * SHARE

    def left(self) -> float:
        """Return the seconds left, 0 when it is over."""
        return max(self._until - self._steady(), 0.0)

    def __repr__(self) -> str:
        """Return the seconds left."""
        return f"Deadline({self.left():.3f} s left)"
