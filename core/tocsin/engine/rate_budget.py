"""Counts the posts of one chat platform and says who may post next; nothing waits here.

Whoever may not post hears in how many seconds to ask again, and keeps a place in the line until
then: what calls a person stands before what answers one, and that before what fills a room. What a
guest caused goes last, and only where it leaves people all that may go at once but one post.

A pause that a platform asks for holds that kind of call, and posts only in that room where rooms
have limits of their own: whoever waits for it stands in nobody's way who does not. Where everything
counts together it tells how fast the platform takes one after the other: so it goes for a while.
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
MAX_PAUSE_S: Final = 300.0
GRACE_S: Final = 2.0
MAX_INTERVAL_S: Final = 10.0
SLOW_FOR_S: Final = 60.0
"""So long after the latest pause it goes as slowly as that told."""
NEARLY: Final = 1e-6
MOST_ROOMS: Final = 1000
MOST_IN_LINE: Final = 10_000
POSTS: Final = "posts"
EVERYWHERE: Final = ""
Hold = tuple[str, str]
"""What is held: a kind of call, and the place, or `EVERYWHERE`."""


class PostPriority(IntEnum):
    """The priority of a post, the most urgent first."""

    PERSON = 0
    REPLY = 1
    ROOM = 2
    STATE = 3
    GUEST = 4


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """A token bucket: up to `most` posts at once, refilled at `rate` a second."""

    rate: float
    most: float
    level: float
    at: float

    def filled(self, now: float) -> Bucket:
        """Return the bucket as it is at a moment."""
        level = min(self.most, self.level + max(now - self.at, 0.0) * self.rate)
        return replace(self, level=level, at=now)

    def seconds_until(self, count: float) -> float:
        """Return the seconds until so many posts may go; 0.0 = now."""
        missing = count - self.level
        return missing / self.rate if missing > NEARLY else 0.0

    def needed(self, rank: PostPriority, ahead: int) -> float:
        """Return how many tokens must be there before one of that rank may post."""
        full = self.most if rank is PostPriority.GUEST and not math.isinf(self.most) else 1.0
        return max(1.0 + ahead, full)

    def taken(self) -> Bucket:
        """Return the bucket with one token less."""
        return replace(self, level=self.level - 1)


@dataclass(frozen=True, kw_only=True)
class PlaceInLine:
    """A place in the line: the smaller number is first; it is dropped after `until`.

    Args:
        hold: What it waits for beside its turn; None = nothing.
    """

    number: int
    until: float
    hold: Hold | None = None


Who = tuple[PostPriority, str, str]
"""Whoever stands in the line: how urgent it is, where it goes, and what kind of call it is."""


class Budget:
    """The budget of one chat platform. Thread-safe."""

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
        self._line: dict[Who, PlaceInLine] = {}
        self._count = 0
        self._holds: dict[Hold, float] = {}
        self._apart = limits.posts_per_room < limits.posts_per_second
        self._went = (-math.inf, -math.inf)
        self._slow_until = math.inf

    def take(self, place: str, rank: PostPriority, kind: str = POSTS) -> float:
        """Count one post and return 0.0, or return the seconds after which to ask again."""
        with self._lock:
            now, who = self._steady(), (rank, place, kind)
            self._all = self._paced(now).filled(now)
            room = self._room(place).filled(now)
            held, hold = self._held(kind, place, now)
            mine, ahead = self._standing(who, hold, now)
            here = sum(other == place for _, other, _ in ahead)
            wait = max(
                self._all.seconds_until(self._all.needed(rank, len(ahead))),
                room.seconds_until(room.needed(rank, here)),
                held and held + len(ahead) / self._all.rate,
            )
            if wait > 0.0:
                self._stand(who, replace(mine, until=now + wait + GRACE_S, hold=hold))
                return wait
            self._line.pop(who, None)
            self._all, self._went = self._all.taken(), (self._went[1], now)
            self._keep(place, room.taken())
            return 0.0

    def charge(self, place: str) -> None:
        """Count a post that did not ask; what comes after waits so much longer."""
        with self._lock:
            now = self._steady()
            self._all = self._all.filled(now).taken()
            self._keep(place, self._room(place).filled(now).taken())

    def hold(self, seconds: float, kind: str = POSTS, place: str = EVERYWHERE) -> None:
        """Post nothing for the pause that the platform asked for, at most five minutes."""
        with self._lock:
            now = self._steady()
            self._holds = {held: until for held, until in self._holds.items() if until > now}
            what = (kind, place if kind == POSTS and self._apart else EVERYWHERE)
            until = now + min(max(seconds, 0.0), MAX_PAUSE_S)
            self._holds[what] = max(self._holds.get(what, until), until)

    def slow(self, seconds: float) -> None:
        """Lower the rate: the last post was so many seconds too early."""
        with self._lock:
            now = self._steady()
            seconds = min(max(seconds, 0.0), MAX_INTERVAL_S)
            apart = min(max(now - self._went[0] + seconds, 1.0 / self._all.rate), MAX_INTERVAL_S)
            self._all = Bucket(rate=1.0 / apart, most=1.0, level=1.0 - seconds / apart, at=now)
            self._slow_until = now + seconds + SLOW_FOR_S

    def held(self, kind: str = POSTS) -> float:
        """Return the seconds for which nothing of this kind may go out yet, wherever to."""
        with self._lock:
            return self._held(kind, EVERYWHERE, self._steady())[0]

    def _held(self, kind: str, place: str, now: float) -> tuple[float, Hold | None]:
        """How long, and by what."""
        both = ((kind, EVERYWHERE), (kind, place))
        until, hold = max((self._holds.get(place, -math.inf), place) for place in both)
        return (until - now, hold) if until > now else (0.0, None)

    def _paced(self, now: float) -> Bucket:
        """That of the platform, as fast as it says again when it asked for no pause for a while."""
        if now <= self._slow_until:
            return self._all
        self._slow_until, usual = math.inf, self._bucket(self._limits.posts_per_second)
        return replace(usual, level=self._all.filled(now).level, at=now)

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

    def _standing(self, who: Who, hold: Hold | None, now: float) -> tuple[PlaceInLine, list[Who]]:
        """One's own place in the line, and who stands before it and may go when it may."""
        self._line = {other: turn for other, turn in self._line.items() if turn.until >= now}
        mine = self._line.get(who) or PlaceInLine(number=self._next(), until=now)
        before, free = (who[0], mine.number), (None, hold)
        ahead = [
            other
            for other, turn in self._line.items()
            if (other[0], turn.number) < before
            and (turn.hold in free or self._holds.get(turn.hold, now) <= now)
        ]
        return mine, ahead

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _stand(self, who: Who, mine: PlaceInLine) -> None:
        if who in self._line or len(self._line) < MOST_IN_LINE:
            self._line[who] = mine
