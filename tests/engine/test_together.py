"""A platform that takes ten things at once and then one in five seconds, whatever they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from tests.engine.given import START
from tests.engine.rooms_given import Town, TownWorld
from tocsin.chat import Limits
from tocsin.errors import ProviderError

LIMITS: Final = Limits(posts_per_second=5.0, posts_per_room=5.0, burst=10, together=True)
EVERY_S: Final = 5.0
AT_ONCE: Final = 10
READS: Final = ("find_room", "members", "announced")


@dataclass
class Strict(Town):
    """It counts whatever it is asked to say, show or change, and says how long to wait."""

    limits: Limits = LIMITS
    clock: Callable[[], datetime] = lambda: START
    free_at: float = 0.0
    took: list[tuple[float, str]] = field(default_factory=list)
    refused: list[tuple[float, str]] = field(default_factory=list)

    def _touch(self, what: str) -> None:
        super()._touch(what)
        if what in READS:
            return
        now = (self.clock() - START).total_seconds()
        owed = max(self.free_at - now, 0.0)
        wait = owed - (AT_ONCE - 1) * EVERY_S
        if wait > 0.001:
            self.refused.append((now, what))
            raise ProviderError("rate_limited", "slower, please", retry_after=wait)
        self.free_at = now + owed + EVERY_S
        self.took.append((now, what))


class StrictWorld(TownWorld):
    """A world whose only chat is that."""

    def boot(self) -> None:
        self.strict = Strict(able=self.town.able, clock=self.clock)
        self.town = self.strict
        super().boot()


_VARIES: Final = re.compile(r" \((?:now|in [^()]*|[^()]* ago)\)|\d+")


def test_many_incidents_at_once_are_told_in_order_with_few_refusals(tmp_path: Path) -> None:
    world = StrictWorld(tmp_path)
    for number in range(6):
        world.say(f"!incident declare trouble {number} p1", room="")
    world.run(minutes=8)
    rooms = [one for one in world.town.rooms.values() if one.incident]
    told = [[_VARIES.sub("", words) for words in one.posts] for one in rooms]
    assert len(told) == 6
    assert all(len(one) == 2 and one == told[0] for one in told)
    assert all(one.topic and one.pinned and one.members for one in rooms)
    assert 0 < len(world.strict.refused) * 3 < len(world.strict.took)
