"""Rate-limits changes to one place: only the latest of several is sent, later on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from tocsin.chat.listening import logged
from tocsin.errors import ProviderError

MOST: Final = 1000
UNSAID_S: Final = 60.0
"""What a platform that takes no more says of no time is told as this."""


def later(seconds: float, work: Callable[[], object]) -> None:
    """Call `work` after so many seconds, in a thread that does not keep the process alive."""
    timer = threading.Timer(seconds, work)
    timer.daemon = True
    timer.start()


class Latest:
    """The latest wanted state of something in each place, such as the topic of a room.

    Safe to call from any thread.

    Args:
        who: The platform's name, for the log.
        put: Has it be that in the place of that id; raises ProviderError.
        changes: So many in `span_s` seconds the platform takes of each place.
        later: Does something after so many seconds.
        monotonic: Seconds that no change of the host's clock moves.
    """

    def __init__(
        self,
        who: str,
        put: Callable[[str, str], object],
        *,
        changes: int,
        span_s: float,
        later: Callable[[float, Callable[[], object]], object] = later,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._who, self._put, self._changes, self._span_s = who, put, changes, span_s
        self._later, self._monotonic = later, monotonic
        self._lock = threading.Lock()
        self._changed, self._wanted = dict[str, list[float]](), dict[str, str]()

    def set(self, place: str, words: str) -> None:
        """Now, or as soon as the platform takes it: what waits is lost with the process.

        Raises:
            ProviderError: It does not take it, for another reason than too many changes.
        """
        with self._lock:
            waits, self._wanted[place] = place in self._wanted, words
        if not waits:
            self._go(place)

    def _go(self, place: str) -> None:
        with self._lock:
            if pause := self._pause(place):
                return self._wait(place, pause)
            words = self._wanted.pop(place)
        try:
            self._put(place, words)
        except ProviderError as error:
            if error.code != "rate_limited":
                raise
            with self._lock:
                if self._wanted.setdefault(place, words) is words:
                    self._wait(place, error.retry_after or UNSAID_S)

    def _pause(self, place: str) -> float:
        """0.0 = it may be changed now, and is counted; else for how long it may not."""
        if len(self._changed) > MOST:
            self._changed.clear()
        now = self._monotonic()
        recent = [at for at in self._changed.get(place, ()) if now - at < self._span_s]
        full = len(recent) >= self._changes
        self._changed[place] = recent if full else [*recent, now]
        return recent[-self._changes] + self._span_s - now if full else 0.0

    def _wait(self, place: str, seconds: float) -> None:
        self._later(seconds, lambda: self._again(place))

    def _again(self, place: str) -> None:
        with logged(self._who, "what was to change later"):
            self._go(place)
