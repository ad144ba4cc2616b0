"""Topics: Discord takes two changes of a channel in ten minutes, and of those between the last."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from tocsin import chat
from tocsin.errors import ProviderError

CHANGES, SPAN_S = 2, 600.0
UNSAID_S: Final = 60.0


def later(seconds: float, work: Callable[[], object]) -> None:
    """Do it after that time, in a thread that keeps nobody from ending."""
    timer = threading.Timer(seconds, work)
    timer.daemon = True
    timer.start()


class Topics:
    """What topics are to be. Safe to call from any thread.

    Args:
        put: Sets the topic of the channel of that id.
    """

    def __init__(
        self,
        put: Callable[[str, str], object],
        *,
        monotonic: Callable[[], float] = time.monotonic,
        later: Callable[[float, Callable[[], object]], None] = later,
    ) -> None:
        self._put, self._monotonic, self._later = put, monotonic, later
        self._lock = threading.Lock()
        self._changed: dict[str, list[float]] = {}
        self._wanted: dict[str, str] = {}

    def set(self, channel: str, words: str) -> None:
        """Now, or as soon as Discord takes it: what waits is lost with the process.

        Raises:
            ProviderError: Discord does not take it, for another reason than too many changes.
        """
        with self._lock:
            waits = channel in self._wanted
            if waits or (pause := self._pause(channel)) > 0.0:
                self._wanted[channel] = words
                if waits:
                    return
        if pause > 0.0:
            self._later(pause, lambda: self._again(channel))
            return
        try:
            self._put(channel, words)
        except ProviderError as error:
            if error.code != "rate_limited":
                raise
            self._wanted[channel] = words
            self._later(error.retry_after or UNSAID_S, lambda: self._again(channel))

    def _pause(self, channel: str) -> float:
        """0.0 = it may be changed now, and is counted; else for how long it may not."""
        now = self._monotonic()
        recent = {
            one: [at for at in ats if now - at < SPAN_S] for one, ats in self._changed.items()
        }
        self._changed = {one: ats for one, ats in recent.items() if ats}
        mine = self._changed.setdefault(channel, [])
        if len(mine) >= CHANGES:
            return mine[-CHANGES] + SPAN_S - now
        mine.append(now)
        return 0.0

    def _again(self, channel: str) -> None:
        with self._lock:
            words = self._wanted.pop(channel)
        with chat.logged("discord", "a topic"):
            self.set(channel, words)
