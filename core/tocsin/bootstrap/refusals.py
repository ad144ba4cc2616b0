"""What the database did not take: to be read is not enough for a database to be well.

A full disk still answers every question, and refuses everything that comes in.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tocsin.errors import StoreUnavailable

log = logging.getLogger(__name__)
RECENT_S = 10.0


class Refusals:
    """Hears whether what came in was kept; a refusal lasts until something is, or for a while."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        """Nothing was refused yet."""
        self._steady = steady
        self._last: float | None = None

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Around whatever must be kept.

        Raises:
            StoreUnavailable: As the body does.
        """
        try:
            yield
        except StoreUnavailable as error:
            if not self.lasting:
                log.error("the database takes nothing: %s", error)
            self._last = self._steady()
            raise
        self._last = None

    @property
    def lasting(self) -> bool:
        """Whether the database refused what came last, and not long ago."""
        last = self._last
        return last is not None and self._steady() - last < RECENT_S
