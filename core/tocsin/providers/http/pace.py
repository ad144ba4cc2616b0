"""One key's share of requests: a few at once, then evenly, never more than a minute may hold."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Final

from tocsin.errors import ProviderError

MINUTE: Final = 60.0
LONGEST_WAIT: Final = 2.0
AFTER_REFUSAL: Final = 10.0


class Pace:
    """Gives turns to send: in any minute no more than `per_minute`, whoever asks.

    A twelfth of them may be taken at once, so that the first word does not wait; the others come
    at even distances. Any number of threads may ask.
    """

    def __init__(
        self,
        per_minute: int,
        *,
        steady: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`steady` and `sleep` are the seconds of a clock that nobody sets."""
        self._most = max(1, per_minute // 12)
        self._each = MINUTE / max(1, per_minute - self._most)
        self._steady, self._sleep = steady, sleep
        self._lock = Lock()
        self._left, self._at = float(self._most), steady()

    def turn(self, tool: str, seconds: float) -> None:
        """Wait until a request may be sent.

        Args:
            tool: How people call the far end.
            seconds: What is left of the call.

        Raises:
            ProviderError: `rate_limited`: the turn is too far away to wait here; nothing was sent.
        """
        wait, taken = self._asked(min(seconds, LONGEST_WAIT))
        if not taken:
            said = f"{tool} takes so many requests a minute; the next is in {wait:.0f} s."
            raise ProviderError("rate_limited", said, retry_after=wait)
        if wait > 0:
            self._sleep(wait)

    def refused(self, asked: float | None) -> float:
        """The far end has had enough: no turn for as long as it asks. Returns those seconds."""
        wait = asked or AFTER_REFUSAL
        with self._lock:
            self._refill()
            self._left = min(self._left, 1.0 - wait / self._each)
        return wait

    def _asked(self, most: float) -> tuple[float, bool]:
        """Seconds until the next turn, and whether it is taken: not where it is too far away."""
        with self._lock:
            self._refill()
            wait = max(0.0, (1.0 - self._left) * self._each)
            taken = wait <= most
            self._left -= taken
            return wait, taken

    def _refill(self) -> None:
        now = self._steady()
        self._left = min(float(self._most), self._left + (now - self._at) / self._each)
        self._at = now
