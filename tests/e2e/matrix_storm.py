"""Incidents on Matrix at once under a homeserver's limits, and how fast a command is answered."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tests.counterparts.matrix.markup import OFFERS, shown
from tests.e2e.feeds import against
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

[severities.P1]
update_every = "never"
escalate_em_after = "never"

[process]
triage_within = "12h"
role_within = "12h"
stable_for = "2s"
failover_after = "12h"
"""
"""One page at once, and nothing more that falls due by itself while somebody looks."""
GIVES_UP_S: Final = 120.0
"""What no room was told for so long will not come: longer than limits make the bot wait."""
_VARIES: Final = re.compile(r" \((?:now|in [^()]*|[^()]* ago)\)|\d[\d:.,-]*")


@dataclass(frozen=True, kw_only=True)
class Storm:
    """What the rooms of incidents were told that began at once: `told` are the lines of each."""

    incidents: int
    limited: int
    seconds: float
    told: Mapping[str, Told]
    breaches: tuple[str, ...]

    def text(self) -> str:
        """A few lines for people."""
        head = (
            f"{self.incidents} incidents at once: all told after {self.seconds:.0f} s, "
            f"{self.limited} refusals for limits"
        )
        return "\n".join((head, *(f"BREACH: {one}" for one in self.breaches)))


def begin(place: Place, count: int) -> None:
    """Monitoring reports so many troubles at once."""
    for number in range(count):
        title = f"trouble {number} is here"
        body = {"key": title, "title": title, "severity": "P1"}
        assert post_json(place.deployment.url("/hooks/shop/json"), body).status == 201


LINES: Final = ("take tl", "mitigate rollback release 41", "task add look at the graphs")
"""What Ana types in each room as soon as she reads something in it."""
ANSWERS: Final = ("is Technical Lead", "accept it first", "Task ")
"""Of each of them, a few words."""


Told = Mapping[str, Sequence[str]]
"""The lines a room was told, by what keeps an order of its own."""


def told_in(place: Place, room: str) -> Told:
    """What a room was told beside its card, without what differs between incidents.

    Answers go before all that only a room is told, which comes later under limits: `answers` have
    their order, the `feed` has its own, and what is `offered` stands under whatever came together.
    """
    told: dict[str, list[str]] = {"answers": [], "feed": [], "offered": []}
    every = place.messages(room)
    answers = {digest(f"reply:matrix:{one.id}") for one in every}
    for one in every:
        if one.sender != place.synapse.bot.id or one.pinned:
            continue
        part = "answers" if one.content.get(KEY) in answers else "feed"
        for line in shown(one.content).text.splitlines():
            told["offered" if line.startswith(OFFERS) else part].append(_VARIES.sub("0", line))
    return told


def prove_storm(
    place: Place,
    count: int,
    like: Told,
    seconds: float,
    *,
    gives_up_s: float = GIVES_UP_S,
    met: Callable[[], None] | None = None,
) -> Storm:
    """Begin incidents at once, and wait until the room of each was told as `like` was.

    Args:
        like: What a room is told where nothing is limited; {} = whatever it is.
        seconds: The longest wait.
        gives_up_s: What has not come when no room was told anything for so long is lost.
        met: Done once when the bot was refused for limits.
    """
    began = ends = time.monotonic()
    begin(place, count)
    told: dict[str, Told] = {}
    typed: set[str] = set()
    while time.monotonic() < began + seconds:
        now = {one: told_in(place, f"#{one}") for one in _with_ana(place)}
        for room in [one for one, told_now in now.items() if told_now["feed"] and one not in typed]:
            typed.add(room)
            _types(place, room)
        if met and place.synapse.refused():
            met()
            met = None
        if now != told:
            told, ends = now, time.monotonic()
        elif time.monotonic() - ends > gives_up_s or _is_over(place, count, told, like):
            break
        time.sleep(min(count / 4, 5.0))
    missing = [f"{count - len(told)} rooms are missing"] if len(told) < count else []
    return Storm(
        incidents=count,
        limited=place.synapse.refused(),
        seconds=ends - began,
        told=told,
        breaches=(*missing, *_wrong(told, like)),
    )


def _with_ana(place: Place) -> list[str]:
    """The rooms in which she is."""
    return [one for one in place.rooms() if place.client().named(one)]


def _wrong(told: Mapping[str, Told], like: Told) -> list[str]:
    """What is wrong with the rooms that were told; [] where it is not known what is right."""
    parts = [(room, part) for room in told for part in like]
    return [
        one
        for room, part in parts
        for one in against(f"{room}, {part}", told[room][part], like[part])
    ]


def _is_over(place: Place, count: int, told: Mapping[str, Told], like: Told) -> bool:
    """Whether every room was told all, every line that was typed is answered, and nothing waits."""
    if len(told) < count or _wrong(told, like):
        return False
    every = ("\n".join(one["answers"]) for one in told.values())
    return all(word in room for room in every for word in ANSWERS) and place.is_quiet()


def _types(place: Place, room: str) -> None:
    for line in LINES:
        place.say(f"!incident {line}", room=room)


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
