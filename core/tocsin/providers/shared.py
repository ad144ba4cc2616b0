"""Shares one client, limit and secret among several sections of a team."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar, cast


class CanClose(Protocol):
    """Something that is closed when nobody uses it any more."""

    def close(self) -> None:
        """Let go of what it holds open."""
        ...


S = TypeVar("S", bound=CanClose)


@dataclass(kw_only=True)
class _Kept:
    thing: CanClose
    users: int = 0


class Lease(Generic[S]):
    """One user's share of `one`, which is closed with the last share."""

    def __init__(self, thing: S, give_back: Callable[[], None]) -> None:
        """Made by `Shared.use`."""
        self.one = thing
        self._give_back = give_back
        self._lock = threading.Lock()
        self._open = True

    def close(self) -> None:
        """Give the share back; a second call does nothing."""
        with self._lock:
            was_open, self._open = self._open, False
        if was_open:
            self._give_back()


class Shared:
    """The objects that the sections of one team share, by key. Thread-safe."""

    def __init__(self) -> None:
        """Nothing is shared yet."""
        self._lock = threading.Lock()
        self._kept: dict[Hashable, _Kept] = {}

    def use(self, key: Hashable, make: Callable[[], S]) -> Lease[S]:
        """Return a lease of the object of this key, which the first caller makes.

        Args:
            key: All that makes two things the same: the plugin's name, the address, and the
                environment variable of the secret. The same key always has the same type.
            make: Makes it; what it raises is raised here, and nothing is kept.
        """
        with self._lock:
            kept = self._kept.get(key) or _Kept(thing=make())
            self._kept[key] = kept
            kept.users += 1
        return Lease(cast("S", kept.thing), lambda: self._gave_back(key, kept))

    def _gave_back(self, key: Hashable, kept: _Kept) -> None:
        with self._lock:
            kept.users -= 1
            over = kept.users == 0 and self._kept.get(key) is kept
            if over:
                del self._kept[key]
        if over:
            kept.thing.close()
