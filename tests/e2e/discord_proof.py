"""What is proved of Discord at length: kills, what a P0 asks, and the pace of commands."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from tests.counterparts.discord.people import DiscordPeople
from tests.counterparts.discord.seen import buttons
from tests.e2e.bots import Bots
from tests.e2e.discord_dying import POINTS
from tests.e2e.discord_place import Place

NOTED: Final = "note kept"
LONG_S: Final = 120.0
QUIET_S: Final = 1.5
"""So long nothing is asked of Discord: whatever follows from a line has been done."""
_ROOM: Final = re.compile(r"#(incident-[\w-]+\w)")


@dataclass(frozen=True, kw_only=True)
class Kills:
    """What came of kills at every point, by a line, a press and a form in turns."""

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
    """That of INC-1, in which Ana is.

    Args:
        done: What was done by each way, in its order: words that only it has.
        left: Whether what Ana did last is answered, and what does it once more.
    """

    place: Place
    bots: Bots
    name: str = ""
    done: dict[str, list[str]] = field(default_factory=lambda: {way: [] for way in WAYS})
    left: tuple[Answered, Callable[[], Answered]] | None = None

    def opens(self) -> None:
        """A bot that lives declares it."""
        self.bots.start()
        self.place.say("!incident declare it is down p2")
        self.place.until(lambda: room_named(self.place), "the room is announced", LONG_S)
        self.name = room_named(self.place)
        self.until_told("Next:")
        assert self.bots.end() == 0

    def kill(self, way: str, point: str) -> None:
        """A bot dies of something; the one before it left something undone, which comes first."""
        number = len(self.done[way]) + 1
        mark = WAYS[way].mark.format(number)
        self.start(point, mark)
        self.done[way].append(mark)
        again = WAYS[way].does(self, number, mark)
        answered = again()
        self.bots.dies()
        self.left = answered, again

    def start(self, point: str = "", mark: str = "") -> None:
        """Another bot. Whoever got no answer from the one before it does the same once more."""
        self.bots.start(point, mark)
        if self.left is not None and not self.left[0]():
            self.place.until(self.left[1](), "what was done once more is answered", LONG_S)
        self.left = None

    def say(self, line: str) -> None:
        self.place.say(f"!incident {line}", room=self.name)

    def press(self, label: str) -> Answered:
        """Ana presses the latest button of that label, when there is one."""
        discord, ana, channel = self.place.discord, self.place.ana, self.channel()
        self.place.until(lambda: self._offering(label), label, LONG_S)
        deed = discord.press(ana, channel, self._offering(label)[-1], label)
        return lambda: deed.answered

    def send(self, action: str) -> Answered:
        """Ana sends the form before her."""
        discord, ana = self.place.discord, self.place.ana
        self.place.until(lambda: discord.fields(ana), "the form is there", LONG_S)
        filled = {"status": "Mitigating", "impact": "half", "action": action, "eta": "unknown"}
        deed = discord.submit(ana, filled)
        return lambda: deed.answered

    def told(self, words: str) -> int:
        """How many messages of the bot have these words."""
        return len(self.place.told(words, room=self.name))

    def until_told(self, words: str, times: int = 1) -> None:
        self.place.until(lambda: self.told(words) >= times, words, LONG_S)

    def channel(self) -> str:
        """Its id."""
        return self.place.discord.channel(self.name) or ""

    def breaches(self) -> Iterator[str]:
        """What was not done once, or not answered once."""
        every = [json.loads(one["body"]) for one in self.place.record()["events"] if one["body"]]
        for way, told in WAYS.items():
            found = [str(one[told.field]) for one in every if one["type"] == told.event]
            for number, mark in enumerate(self.done[way], 1):
                is_it = mark if told.field != "n" else str(number)
                if (times := found.count(is_it)) != 1:
                    yield f"{way} {number}: done {times} times"
                words = told.answer.format(number)
                if told.answer != NOTED and (times := self.told(words)) != 1:
                    yield f"{way} {number}: answered {times} times"
        if (answers := self.told(NOTED)) != len(self.done["a line"]):
            yield f"{len(self.done['a line'])} notes were answered {answers} times"

    def _offering(self, label: str) -> list[str]:
        every = self.place.discord.messages(self.place.ana, self.channel())
        return [str(one["id"]) for one in every if label in buttons(one)]


Answered = Callable[[], bool]


@dataclass(frozen=True, kw_only=True)
class Way:
    """How something reaches a bot.

    Args:
        does: Prepares it, and gives what does it, now or once more.
        mark: Words that are in it alone; its number is put in.
        event, field: The kind of its event on the record, and where the mark stands there.
        answer: Words of its answer.
    """

    does: Callable[[Room, int, str], Callable[[], Answered]]
    mark: str
    event: str
    field: str
    answer: str


def _says(room: Room, number: int, mark: str) -> Callable[[], Answered]:
    """What was said is read back by the next bot: nobody says it again."""

    def say() -> Answered:
        room.say(f"note {mark}")
        return lambda: True

    return say


def _presses(room: Room, number: int, mark: str) -> Callable[[], Answered]:
    room.say(f"mitigate rollback release {number}")
    label = f"Approve change {number}"
    room.place.until(lambda: room._offering(label), label, LONG_S)
    return partial(room.press, label)


def _sends(room: Room, number: int, mark: str) -> Callable[[], Answered]:
    room.place.until(room.press("Update"), "the form is there", LONG_S)
    return partial(room.send, mark)


WAYS: Final[Mapping[str, Way]] = {
    "a line": Way(does=_says, mark="look {}.", event="noted", field="text", answer=NOTED),
    "a press": Way(does=_presses, mark="approve {}", event="mitigation-approved", field="n",
                   answer="approved change {}."),
    "a form": Way(does=_sends, mark="act {}.", event="update-posted", field="action",
                  answer="Action: act {}."),
}  # fmt: skip


def prove_kills(place: Place, bots: Bots, kills: int) -> Kills:
    """Kill bots at each point in turn by each way, then look at what was done and answered."""
    began, room, ways = time.monotonic(), Room(place=place, bots=bots), [*WAYS]
    room.opens()
    for number in range(kills):
        way = ways[number // len(POINTS) % len(ways)]
        room.kill(way, POINTS[number % len(POINTS)])
    room.start()
    room.say("task add the end")
    room.until_told("the end")
    room.until_told(NOTED, len(room.done["a line"]))
    assert bots.end() == 0
    found = tuple(room.breaches())
    return Kills(kills=kills, seconds=time.monotonic() - began, breaches=found)


def room_named(place: Place) -> str:
    """The name of the first incident's room, as it is announced; "" = not yet."""
    found = _ROOM.search("\n".join(place.told("")))
    return found[1] if found else ""


@dataclass
class Night:
    """One P0, pressed and typed."""

    place: Place
    room: str = ""
    people: DiscordPeople = field(init=False)

    def __post_init__(self) -> None:
        self.people = DiscordPeople(self.place.discord)

    def hold(self) -> None:
        """From `/incident declare` to the closed incident."""
        discord, ana = self.place.discord, self.place.ana
        self.place.until(discord.commands, "the server has the commands")
        discord.slash(ana, self.place.incidents, "incident declare")
        self._fill("ana", "declare", title="checkout returns 500s", severity="p0")
        self.place.until(lambda: room_named(self.place), "the room is announced", LONG_S)
        self.room = room_named(self.place)
        self._settle()
        self._press("ana", "Acknowledge")
        for who, line in (("bo", "take tl"), ("eva", "take comms"), ("cyrus", "take em")):
            self._say(who, line)
        self.people.press("eva", self.room, "Update")
        self._fill("eva", "update", status="Investigating", impact="Checkout fails for all",
                   action="Reading the logs", eta="unknown")  # fmt: skip
        self._say("bo", "mitigate rollback checkout to 2026.11.22")
        for who, line in (("ana", "approve 1"), ("bo", "done 1"), ("ana", "mitigated"),
                          ("ana", "resolve --override the proof is over")):  # fmt: skip
            self._say(who, line)

    def _say(self, who: str, line: str) -> None:
        self.people.say(who, self.room, f"!incident {line}")
        self._settle()

    def _press(self, who: str, label: str) -> None:
        self.people.press(who, self.room, label)
        self._settle()

    def _fill(self, who: str, name: str, **values: str) -> None:
        person = self.place.people[who]
        self.place.until(lambda: self.place.discord.fields(person), f"the form {name}")
        self.people.submit(who, self.room, values)
        self._settle()

    def _settle(self) -> None:
        """Until nothing is asked of Discord any more, bounded."""
        calls, since = self.place.discord.calls, time.monotonic()
        ends, before = since + 30, sum(calls.values())
        while time.monotonic() < min(ends, since + QUIET_S):
            time.sleep(0.05)
            if sum(calls.values()) != before:
                before, since = sum(calls.values()), time.monotonic()


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Commands that came at a steady rate: seconds from the press to the answer, sorted."""

    sent: int
    waits: tuple[float, ...]

    def text(self) -> str:
        """A line for people."""
        return (
            f"{self.sent} commands, {len(self.waits)} in time: p50 {self._at(0.5):.0f} ms, "
            f"p99 {self._at(0.99):.0f} ms, longest {self._at(1.0):.0f} ms"
        )

    def _at(self, part: float) -> float:
        return self.waits[min(int(len(self.waits) * part), len(self.waits) - 1)] * 1000


def rush(place: Place, room: str, *, per_second: float, seconds: float) -> Pace:
    """People send `/incident note …` in a room, so many a second in all."""
    discord, people = place.discord, [*place.people.values()]
    channel, began = discord.channel(room) or "", time.monotonic()
    waits: list[float] = []
    count = int(per_second * seconds)
    for number in range(count):
        who = people[number % len(people)]
        deed = discord.slash(who, channel, "incident do", line=f"note n{number}")
        if discord.answered(deed):
            waits.append(time.monotonic() - deed.made)
        time.sleep(max(0.0, began + (number + 1) / per_second - time.monotonic()))
    return Pace(sent=count, waits=tuple(sorted(waits)))


def table(calls: Counter[str]) -> str:
    """Each route with its calls, the most first, and how many in all."""
    rows = [f"{count:6}  {route}" for route, count in calls.most_common()]
    return "\n".join([*rows, f"{sum(calls.values()):6}  in all"])
