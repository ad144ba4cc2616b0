"""What is proved of Matrix at length: kills, and incidents under a homeserver's default limits."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tests.counterparts.matrix.markup import offers
from tests.e2e.bots import Bots
from tests.e2e.matrix_dying import POINTS
from tests.e2e.matrix_place import Place

NOTED: Final = "note kept"
LONG_S: Final = 120.0


@dataclass(frozen=True, kw_only=True)
class Kills:
    """What came of kills at every point, by a line and by a reaction in turns."""

    kills: int
    seconds: float
    breaches: tuple[str, ...]

    def text(self) -> str:
        """A few lines for people."""
        told = (f"BREACH: {one}" for one in self.breaches)
        head = f"{self.kills} kills at {len(POINTS)} points, {self.seconds:.0f} s"
        return "\n".join((head, *told))


@dataclass(kw_only=True)
class Room:
    """That of INC-1, in which Ana is."""

    place: Place
    bots: Bots
    name: str = ""
    notes: list[str] = field(default_factory=list)
    approved: list[int] = field(default_factory=list)

    def opens(self) -> None:
        """A bot that lives declares it."""
        self.bots.start()
        self.place.say("!incident declare it is down p2")
        self.place.until(self.place.rooms, "the room is announced", LONG_S)
        self.name = self.place.rooms()[0]
        self.until_told("Next:")
        assert self.bots.end() == 0

    def say(self, line: str) -> None:
        self.place.say(f"!incident {line}", room=self.name)

    def react(self, label: str) -> None:
        """Ana puts the emoji of a label under the latest message that offers it."""
        meant = [one for one in self.place.ours(self.name) if label in offers(one.content)]
        client, emoji = self.place.client(), offers(meant[-1].content)[label]
        room = client.named(self.name)
        assert room is not None
        client.react(room.id, meant[-1].id, emoji)

    def offers(self, label: str) -> bool:
        """Whether a message of the bot offers it."""
        return any(label in offers(one.content) for one in self.place.ours(self.name))

    def told(self, words: str) -> int:
        """How many messages of the bot have these words."""
        return len(self.place.told(words, room=self.name))

    def until_told(self, words: str, times: int = 1) -> None:
        self.place.until(lambda: self.told(words) >= times, words, LONG_S)

    def note(self, point: str) -> None:
        """A bot dies of a line; the one before it left something undone, which comes first."""
        words = f"look {len(self.notes) + 1}."
        self.bots.start(point, words)
        self.notes.append(words)
        self.say(f"note {words}")
        self.bots.dies()

    def approve(self, point: str) -> None:
        """A bot dies of a reaction under an offer."""
        number = len(self.approved) + 1
        label = f"Approve change {number}"
        self.bots.start(point, f"approve {number}")
        self.say(f"mitigate rollback release {number}")
        self.place.until(lambda: self.offers(label), label)
        self.approved.append(number)
        self.react(label)
        self.bots.dies()

    def breaches(self) -> Iterator[str]:
        """What was not done once, or not answered once."""
        done = [json.loads(one["body"]) for one in self.place.record()["events"] if one["body"]]
        noted = Counter(one["text"] for one in done if one["type"] == "noted")
        gone = Counter(one["n"] for one in done if one["type"] == "mitigation-approved")
        yield from (f"{one!r}: done {noted[one]} times" for one in self.notes if noted[one] != 1)
        yield from (f"change {n}: approved {gone[n]} times" for n in self.approved if gone[n] != 1)
        if (answers := self.told(NOTED)) != len(self.notes):
            yield f"{len(self.notes)} notes were answered {answers} times"
        for number in self.approved:
            if (answers := self.told(f"approved change {number}.")) != 1:
                yield f"the approval of change {number} was answered {answers} times"


def prove_kills(place: Place, bots: Bots, kills: int) -> Kills:
    """Kill bots at each point in turn, then look at what was done and answered."""
    began, room = time.monotonic(), Room(place=place, bots=bots)
    room.opens()
    for number in range(kills):
        point = POINTS[number % len(POINTS)]
        (room.approve if number // len(POINTS) % 2 else room.note)(point)
    bots.start()
    room.say("task add the end")
    room.until_told("the end")
    room.until_told(NOTED, len(room.notes))
    assert bots.end() == 0
    found = tuple(room.breaches())
    return Kills(kills=kills, seconds=time.monotonic() - began, breaches=found)
