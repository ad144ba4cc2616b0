"""The rate limits of the Web API: tiers by method, and one message a second into a channel."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from typing import Final

from tests.counterparts.slack.workspace import Refused

PER_MINUTE: Final = {1: 1, 2: 20, 3: 50, 4: 100}
TIERS: Final = {
    "apps.connections.open": 1,
    "bookmarks.add": 2,
    "bookmarks.edit": 2,
    "bookmarks.list": 3,
    "bookmarks.remove": 2,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "chat.update": 3,
    "conversations.archive": 2,
    "conversations.create": 2,
    "conversations.history": 3,
    "conversations.info": 3,
    "conversations.invite": 3,
    "conversations.join": 3,
    "conversations.kick": 3,
    "conversations.leave": 3,
    "conversations.list": 2,
    "conversations.members": 4,
    "conversations.open": 3,
    "conversations.rename": 2,
    "conversations.replies": 3,
    "conversations.setPurpose": 2,
    "conversations.setTopic": 2,
    "files.completeUploadExternal": 4,
    "files.getUploadURLExternal": 4,
    "files.info": 4,
    "files.list": 3,
    "pins.add": 2,
    "pins.list": 2,
    "pins.remove": 2,
    "reactions.add": 3,
    "reactions.remove": 2,
    "team.info": 3,
    "usergroups.list": 2,
    "usergroups.users.list": 2,
    "users.conversations": 3,
    "users.info": 4,
    "users.list": 2,
    "users.lookupByEmail": 3,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}
POSTS_BURST: Final = 4
"""Slack says that short bursts into a channel are let through, and not how many."""


class Bucket:
    """So many at once, and then so many a second."""

    def __init__(self, most: float, per_second: float, clock: Callable[[], float]) -> None:
        self._most, self._rate, self._clock = most, per_second, clock
        self._left, self._at = most, clock()

    def wait(self) -> float:
        """Take one; the seconds until there is one, where there is none now."""
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left >= 1:
            self._left -= 1
            return 0.0
        return (1 - self._left) / self._rate


class Tiers:
    """Off until `on`; Slack counts by method and workspace, and posts by channel as well."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.on = False
        self.burst = POSTS_BURST
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}

    def check(self, method: str, channel: str) -> None:
        """Count one call.

        Raises:
            Refused: `ratelimited`, with `retry_after` in whole seconds.
        """
        if not self.on:
            return
        for name, most, rate in _counted(method, channel, self.burst):
            bucket = self._buckets.setdefault(name, Bucket(most, rate, self._clock))
            wait = bucket.wait()
            if wait:
                raise Refused("ratelimited", retry_after=math.ceil(wait))


def _counted(method: str, channel: str, burst: int) -> Iterator[tuple[str, float, float]]:
    """(bucket, most at once, a second) of each that the call is counted in."""
    if method == "chat.postMessage":
        yield f"{method} {channel}", burst, 1.0
    elif method in TIERS:
        a_minute = PER_MINUTE[TIERS[method]]
        yield method, a_minute, a_minute / 60
