"""How many posts a chat platform takes, and whose turn it is. Nobody waits here.

Whoever may not post hears in how many seconds to ask again, and keeps a place in the line until
then: what calls a person stands before what answers one, and that before what fills a room. What a
guest caused goes last, and only where it leaves people all that may go at once but one post.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from tocsin.chat.port import Limits

SLOWEST: Final = 0.01
LONGEST_HOLD_S: Final = 300.0
GRACE_S: Final = 2.0
NEARLY: Final = 1e-6
MOST_ROOMS: Final = 1000
MOST_IN_LINE: Final = 10_000


class Rank(IntEnum):
    """Who goes first where not everything may go."""

    PERSON = 0
    REPLY = 1
    ROOM = 2
    STATE = 3
    GUEST = 4


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """So many posts may go at once; each second gives `rate` more, up to `most`."""

    rate: float
    most: float
    level: float
    at: float

    def filled(self, now: float) -> Bucket:
        """As it is now."""
        level = min(self.most, self.level + max(now - self.at, 0.0) * self.rate)
        return replace(self, level=level, at=now)

    def seconds_until(self, count: float) -> float:
        """How long until so many may go; 0.0 = now."""
        missing = count - self.level
        return missing / self.rate if missing > NEARLY else 0.0

    def needed(self, rank: Rank, ahead: int) -> float:
        """How many must be able to go, with those ahead, so that one of that rank may."""
        full = self.most if rank is Rank.GUEST and not math.isinf(self.most) else 1.0
        return max(1.0 + ahead, full)

    def taken(self) -> Bucket:
        """One went."""
        return replace(self, level=self.level - 1)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A place in the line: the smaller number is first; it is kept until that moment."""

    number: int
    until: float


class Budget:
    """The posts of one platform. Safe to call from any thread."""

    def __init__(self, limits: Limits, steady: Callable[[], float]) -> None:
        """A quiet time has gone by.

        Args:
            limits: An infinite rate is no limit.
            steady: Seconds of a clock that nobody sets.
        """
        self._limits = limits
        self._steady = steady
        self._lock = threading.Lock()
        self._all = self._bucket(limits.posts_per_second)
        self._rooms: dict[str, Bucket] = {}
        self._line: dict[tuple[Rank, str], Waiting] = {}
        self._count = 0
        self._held_until = -math.inf

    def take(self, place: str, rank: Rank) -> float:
        """0.0 = one post may go there now, and is counted; else when to ask again, in seconds."""
        with self._lock:
            now = self._steady()
            self._all = self._all.filled(now)
            room = self._room(place).filled(now)
            mine, ahead = self._standing(place, rank, now)
            here = sum(other == place for _, other in ahead)
            held = max(self._held_until - now, 0.0)
            wait = max(
                self._all.seconds_until(self._all.needed(rank, len(ahead))),
                room.seconds_until(room.needed(rank, here)),
                held and held + len(ahead) / self._all.rate,
            )
            if wait > 0.0:
                self._stand(place, rank, replace(mine, until=now + wait + GRACE_S))
                return wait
            self._line.pop((rank, place), None)
            self._all = self._all.taken()
            self._keep(place, room.taken())
            return 0.0

    def charge(self, place: str) -> None:
        """Count what goes without being asked for: what comes after it waits so much longer."""
        with self._lock:
            now = self._steady()
            self._all = self._all.filled(now).taken()
            self._keep(place, self._room(place).filled(now).taken())

    def hold(self, seconds: float) -> None:
        """The platform asked for a pause: nothing goes for so long, at most five minutes."""
        with self._lock:
            until = self._steady() + min(max(seconds, 0.0), LONGEST_HOLD_S)
            self._held_until = max(self._held_until, until)

    def held(self) -> float:
        """For how many seconds yet nothing goes."""
        with self._lock:
            return max(self._held_until - self._steady(), 0.0)

    def _bucket(self, rate: float) -> Bucket:
        """A full one. What a platform says of itself is taken as far as it makes sense."""
        sound = rate if rate >= SLOWEST else SLOWEST
        most = float(max(self._limits.burst, 1))
        if math.isinf(sound):
            sound, most = 1e12, math.inf
        return Bucket(rate=sound, most=most, level=most, at=self._steady())

    def _room(self, place: str) -> Bucket:
        return self._rooms.get(place) or self._bucket(self._limits.posts_per_room)

    def _keep(self, place: str, room: Bucket) -> None:
        """A room that was quiet for long is as one that was never there."""
        self._rooms.pop(place, None)
        self._rooms[place] = room
        while len(self._rooms) > MOST_ROOMS:
            del self._rooms[next(iter(self._rooms))]

    def _standing(
        self, place: str, rank: Rank, now: float
    ) -> tuple[Waiting, list[tuple[Rank, str]]]:
        """One's own place in the line, and who stands before it."""
        self._line = {who: one for who, one in self._line.items() if one.until >= now}
        mine = self._line.get((rank, place)) or Waiting(number=self._next(), until=now)
        before = (rank, mine.number)
        ahead = [who for who, one in self._line.items() if (who[0], one.number) < before]
        return mine, ahead

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _stand(self, place: str, rank: Rank, mine: Waiting) -> None:
        if (rank, place) in self._line or len(self._line) < MOST_IN_LINE:
            self._line[rank, place] = mine
