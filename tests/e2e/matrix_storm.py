"""Incidents on Matrix at once under a homeserver's limits, and how fast a command is answered."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tests.counterparts.matrix.markup import shown
from tests.e2e.http import post_json
from tests.e2e.matrix_place import Place
from tocsin_matrix.client import KEY, digest

QUIET: Final = """
[escalation.P1]
strategy = "ladder"
steps = [
    { after = "0m", targets = ["primary"] },
    { after = "12h", targets = ["backup"] },
]

[process]
triage_within = "12h"
role_within = "12h"
"""
"""One page at once, and nothing more that falls due by itself while somebody looks."""
STILL_S: Final = 10.0
_VARIES: Final = re.compile(r" \((?:now|in [^()]*|[^()]* ago)\)|\d[\d:.,-]*")
SHOWN: Final = 160
"""Characters of a breach that are told."""


@dataclass(frozen=True, kw_only=True)
class Storm:
    """What the rooms of incidents were told that began at once."""

    incidents: int
    limited: int
    seconds: float
    breaches: tuple[str, ...]

    def text(self) -> str:
        """A few lines for people."""
        head = (
            f"{self.incidents} incidents at once: all told after {self.seconds:.0f} s, "
            f"{self.limited} refusals for limits"
        )
        return "\n".join((head, *(f"BREACH: {one[:SHOWN]}" for one in self.breaches)))


def begin(place: Place, count: int) -> None:
    """Monitoring reports so many troubles at once."""
    for number in range(count):
        title = f"trouble {number} is here"
        body = {"key": title, "title": title, "severity": "P1"}
        assert post_json(place.deployment.url("/hooks/shop/json"), body).status == 201


LINES: Final = ("take tl", "mitigate rollback release 41", "task add look at the graphs")
"""What Ana types in each room as soon as she reads something in it."""


def room_told(place: Place, room: str) -> list[str]:
    """What a room was told beside its card, without what differs between incidents."""
    told = (shown(one.content).text for one in place.ours(f"#{room}") if not one.pinned)
    return [_VARIES.sub("0", one) for one in told]


def prove_storm(
    place: Place, count: int, like: Sequence[str], seconds: float, *, still_s: float = STILL_S
) -> Storm:
    """Begin incidents at once, and wait until the room of each was told as `like` was.

    Args:
        like: What the room of one incident is told where nothing is limited; () = whatever it is.
        seconds: The longest wait.
        still_s: So long no room is told anything: longer than limits make the bot wait.
    """
    began = ends = time.monotonic()
    begin(place, count)
    told: dict[str, list[str]] = {}
    typed: set[str] = set()
    while time.monotonic() < began + seconds:
        now = {one: room_told(place, one) for one in place.rooms() if place.client().named(one)}
        for room in [one for one, words in now.items() if words and one not in typed]:
            typed.add(room)
            _types(place, room)
        enough = len(now) == count and all(len(one) >= len(like) for one in now.values())
        if now != told:
            told, ends = now, time.monotonic()
        elif enough and time.monotonic() - ends > still_s:
            break
        time.sleep(min(count / 4, 5.0))
    found = [one for room, words in told.items() for one in _against(room, words, like)]
    missing = [f"{count - len(told)} rooms are missing"] if len(told) < count else []
    limited = place.synapse.refused()
    breaches = (*missing, *found)
    return Storm(incidents=count, limited=limited, seconds=ends - began, breaches=breaches)


def _types(place: Place, room: str) -> None:
    for line in LINES:
        place.say(f"!incident {line}", room=room)


def _against(room: str, told: Sequence[str], like: Sequence[str]) -> list[str]:
    if not like or list(told) == list(like):
        return []
    lost, more = Counter(like) - Counter(told), Counter(told) - Counter(like)
    if not lost and not more:
        return [f"{room}: out of order: {list(told)}"]
    return [
        *(f"{room}: {number} lost: {one!r}" for one, number in lost.items()),
        *(f"{room}: {number} too many: {one!r}" for one, number in more.items()),
    ]


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Commands that came at a steady rate, each answered once.

    `waits` are seconds from the command to its answer by the homeserver's clock, sorted.
    """

    sent: int
    per_second: float
    waits: tuple[float, ...]

    def text(self) -> str:
        """A line for people."""
        return (
            f"{self.sent} commands at {self.per_second:.0f}/s: {len(self.waits)} answered; p50 "
            f"{self._at(0.5):.0f} ms, p99 {self._at(0.99):.0f} ms, longest {self._at(1.0):.0f} ms"
        )

    def _at(self, part: float) -> float:
        return self.waits[min(int(len(self.waits) * part), len(self.waits) - 1)] * 1000


def rush(place: Place, room: str, *, per_second: float, seconds: float) -> Pace:
    """Four people note something in a room, so many a second in all."""
    began, count, sent = time.monotonic(), int(per_second * seconds), list[str]()
    place.until(lambda: place.client().named(room), "Ana finds the room", 60)
    inside = place.client().named(room)
    assert inside is not None
    people = [place.client(one) for one in place.people]
    assert all(one.place(inside.id) for one in people), "they all come in"
    for number in range(count):
        who = people[number % len(people)]
        sent.append(who.say(inside.id, f"!incident note n{number}"))
        time.sleep(max(0.0, began + (number + 1) / per_second - time.monotonic()))
    took = time.monotonic() - began
    keys = {digest(f"reply:matrix:{one}"): one for one in sent}
    place.until(lambda: len(_answers(place, room, keys)) == count, "every one is answered", 120)
    waits = sorted(_answers(place, room, keys).values())
    return Pace(sent=count, per_second=count / took, waits=tuple(waits))


def _answers(place: Place, room: str, keys: dict[str, str]) -> dict[str, float]:
    """The seconds that the answer of each command took."""
    client = place.client()
    inside = client.named(room)
    assert inside is not None
    asked = {one: inside.events[one]["origin_server_ts"] for one in keys.values()}
    found = {}
    for one in place.ours(room):
        command = keys.get(str(one.content.get(KEY)))
        if command:
            found[command] = (one.at - asked[command]) / 1000
    return found
