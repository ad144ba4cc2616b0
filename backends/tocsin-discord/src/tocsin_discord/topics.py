"""Topics: Discord takes two changes of a channel in ten minutes, and of those between the last."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from tocsin import chat
from tocsin.errors import ProviderError

CHANGES, SPAN_S, MOST = 2, 600.0, 1000
UNSAID_S: Final = 60.0
Later = Callable[[float, Callable[[], object]], object]


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

    def __init__(self, put: Callable[[str, str], object], *, later: Later = later,
                 monotonic: Callable[[], float] = time.monotonic) -> None:  # fmt: skip
        self._put, self._later, self._monotonic = put, later, monotonic
        self._lock = threading.Lock()
        self._changed, self._wanted = dict[str, list[float]](), dict[str, str]()

    def set(self, channel: str, words: str) -> None:
        """Now, or as soon as Discord takes it: what waits is lost with the process.

        Raises:
            ProviderError: Discord does not take it, for another reason than too many changes.
        """
        with self._lock:
            waits, self._wanted[channel] = channel in self._wanted, words
        if not waits:
            self._go(channel)

    def _go(self, channel: str) -> None:
        with self._lock:
            if pause := self._pause(channel):
                return self._wait(channel, pause)
            words = self._wanted.pop(channel)
        try:
            self._put(channel, words)
        except ProviderError as error:
            if error.code != "rate_limited":
                raise
            with self._lock:
                if self._wanted.setdefault(channel, words) is words:
                    self._wait(channel, error.retry_after or UNSAID_S)

    def _pause(self, channel: str) -> float:
        """0.0 = it may be changed now, and is counted; else for how long it may not."""
        if len(self._changed) > MOST:
            self._changed.clear()
        now = self._monotonic()
        recent = [at for at in self._changed.get(channel, ()) if now - at < SPAN_S]
        full = len(recent) >= CHANGES
        self._changed[channel] = recent if full else [*recent, now]
        return recent[-CHANGES] + SPAN_S - now if full else 0.0

    def _wait(self, channel: str, seconds: float) -> None:
        self._later(seconds, lambda: self._again(channel))

    def _again(self, channel: str) -> None:
        with chat.logged("discord", "a topic"):
            self._go(channel)
