"""What strangers can cause at will is logged at most once in a while, with a count."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

log = logging.getLogger(__name__)

EVERY_S: Final = 60.0


class Seldom:
    """Logs a warning the first time, then what came together since, `EVERY_S` apart."""

    def __init__(self, sentence: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        """`sentence` has one `%d`: how often it happened since it was last told."""
        self._sentence = sentence
        self._monotonic = monotonic
        self._count = 0
        self._last: float | None = None

    def happened(self) -> None:
        """Count it, and tell when it is time."""
        self._count += 1
        now = self._monotonic()
        if self._last is None or now - self._last >= EVERY_S:
            log.warning(self._sentence, self._count)
            self._count, self._last = 0, now
