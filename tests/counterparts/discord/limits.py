"""The rate limits of REST: one bucket for each route and place, and one for all calls."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.counterparts.discord.named import bucket_of, open_to_all

GLOBAL: Final = (50, 1.0)
USUAL: Final = (10, 10.0)
"""Discord publishes no numbers: (calls, seconds) as the library's users meet them."""
RENAMES: Final = (2, 600.0)
"""Changes of a channel's name or topic, on no page: so many in ten minutes."""
NAMES: Final = frozenset({"name", "topic"})
ROUTES: Final = {
    "POST /channels/{id}/messages": (5, 5.0),
    "PATCH /channels/{id}/messages/{id}": (5, 5.0),
    "PUT /channels/{id}/messages/{id}/reactions/{emoji}/@me": (1, 0.25),
    "DELETE /channels/{id}/messages/{id}": (5, 1.0),
    "PATCH /channels/{id}": (5, 15.0),
    "GET /channels/{id}/messages": (5, 5.0),
}


@dataclass(frozen=True)
class Wait:
    """How long, and by which limit."""

    seconds: float
    scope: str


class Window:
    """So many in so many seconds."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float]) -> None:
        self.most, self._seconds, self._clock = most, seconds, clock
        self._began, self._used = clock() - seconds, 0

    def take(self) -> float:
        """Count one; the seconds until there is room, where there is none."""
        now = self._clock()
        if now - self._began >= self._seconds:
            self._began, self._used = now, 0
        if self._used >= self.most:
            return self.reset_after
        self._used += 1
        return 0.0

    @property
    def left(self) -> int:
        """How many more."""
        return self.most - self._used

    @property
    def reset_after(self) -> float:
        """Seconds until it begins anew."""
        return max(0.0, self._began + self._seconds - self._clock())


class Limits:
    """They are in the headers at all times, and kept to where `on`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.on = False
        self.most = dict(ROUTES)
        self._clock = clock
        self._windows: dict[str, Window] = {}
        self._all = Window(*GLOBAL, clock)

    def check(
        self, route: str, path: str, body: object = None
    ) -> tuple[Wait | None, dict[str, str]]:
        """How long to wait, None = no more than that; and the headers of the answer."""
        name = bucket_of(route, path)
        window = self._window(name, self.most.get(route, USUAL))
        if self.on:
            wait = 0.0 if open_to_all(route) else self._all.take()
            if wait:
                return Wait(wait, "global"), {}
            if _renames(route, body):
                wait = self._window(f"{name} by name", RENAMES).take()
                if wait:
                    return Wait(wait, "user"), {}
        if not self.on and not window.left:
            window = self._windows[name] = Window(window.most, window._seconds, self._clock)
        wait = window.take()
        told = _headers(route, window)
        return (Wait(wait, "user") if wait else None), told

    def _window(self, name: str, most: tuple[int, float]) -> Window:
        if name not in self._windows:
            self._windows[name] = Window(*most, self._clock)
        return self._windows[name]

    def clear(self) -> None:
        """Nothing was asked so far."""
        self._windows.clear()
        self._all = Window(*GLOBAL, self._clock)


def _renames(route: str, body: object) -> bool:
    return route == "PATCH /channels/{id}" and isinstance(body, dict) and bool(body.keys() & NAMES)


def _headers(route: str, window: Window) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(window.most),
        "X-RateLimit-Remaining": str(window.left),
        "X-RateLimit-Reset": f"{time.time() + window.reset_after:.3f}",
        "X-RateLimit-Reset-After": f"{window.reset_after:.3f}",
        "X-RateLimit-Bucket": hashlib.md5(route.encode(), usedforsecurity=False).hexdigest(),
    }
