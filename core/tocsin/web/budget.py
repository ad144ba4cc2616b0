"""What all senders share: so many at a time, so much memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tocsin.errors import TocsinError
from tocsin.web.seldom import Seldom


class TooBusy(TocsinError):
    """Too much is under way already; the sender must try again."""


class Budget:
    """A number of units that are handed out and come back. For one event loop, not for threads."""

    def __init__(self, most: int, what: str) -> None:
        """`what` names a unit in the log."""
        self._left = most
        self._refused = Seldom(f"refused %d requests with 503: {most} {what} are in use")

    @contextmanager
    def share(self) -> Iterator[Share]:
        """A share, empty at first; what was taken comes back at the end."""
        share = Share(self)
        try:
            yield share
        finally:
            self._left += share.size

    def take(self, units: int) -> None:
        """Hand out units.

        Raises:
            TooBusy: There are not so many left.
        """
        if units > self._left:
            self._refused.happened()
            raise TooBusy("Too much comes in at this moment. Send it again.")
        self._left -= units


class Share:
    """What one request holds of a budget."""

    def __init__(self, budget: Budget) -> None:
        """Holds nothing yet."""
        self._budget = budget
        self.size = 0

    def grow_to(self, size: int) -> None:
        """Hold at least so much.

        Raises:
            TooBusy: There is not so much left.
        """
        if size > self.size:
            self._budget.take(size - self.size)
            self.size = size
