"""A P0 in the Slack of the tests from `/incident` to its end: its screens, calls and pace."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tests.counterparts.slack.aloud import message_aloud, view_aloud
from tests.counterparts.slack.people import SlackPeople
from tests.e2e.slack_place import Place

QUIET_S: Final = 1.5
"""So long nothing is asked of Slack: whatever follows from a line has been done."""
STABLE_S: Final = 3.0
EVERY: Final = 10.0
_ROOM: Final = re.compile(r"#(incident-[\w-]+\w)")


@dataclass
class Night:
    """One P0, pressed and typed; `show` gets each screen with its heading."""

    place: Place
    show: Callable[[str, str], None]
    room: str = ""
    people: SlackPeople = field(init=False)

    def __post_init__(self) -> None:
        self.people = SlackPeople(self.place.slack)

    def hold(self) -> None:
        """From `/incident` to the closed incident."""
        self.place.slack.slash(self.place.ana, self.place.incidents, "/incident", "")
        self._fill("ana", "declare", title="checkout returns 500s", severity="p0")
        self._settle()
        self.room = self._found_room()
        self._card("declared")
        self._press("ana", "Acknowledge")
        for who, line in (("bo", "take tl"), ("eva", "take comms"), ("cyrus", "take em")):
            self._say(who, line)
        self._card("its roles taken")
        self._press("eva", "Update", "status")
        self._fill("eva", "update", status="Investigating", impact="Checkout fails for all",
                   action="Reading the logs", eta="unknown")  # fmt: skip
        self._say("bo", "mitigate rollback checkout to 2026.11.22")
        self._say("ana", "approve 1")
        self._say("bo", "done 1")
        self._say("ana", "mitigated")
        self._card("mitigated")
        self._home("ana")
        self._press("ana", "Checklist", "")
        time.sleep(STABLE_S)
        self._say("ana", "resolve --override the proof is over")
        self._card("resolved")
        self._home("ana")

    def _found_room(self) -> str:
        for one in self.people.sees("ana", "incidents"):
            if found := _ROOM.search(one.text):
                return found[1]
        raise AssertionError([one.text for one in self.people.sees("ana", "incidents")])

    def _say(self, who: str, line: str) -> None:
        self.people.say(who, self.room, f"!incident {line}")
        self._settle()

    def _press(self, who: str, label: str, form: str | None = None) -> None:
        self.people.press(who, self.room, label)
        if form is None:
            self._settle()

    def _fill(self, who: str, name: str, **values: str) -> None:
        person = self.place.people[who]
        slack = self.place.slack
        self.place.until(lambda: slack.fields(person), f"the form {name}")
        self.show(
            f"the form `{name}`, for {who}", view_aloud(slack.modal(person) or {}, slack.names())
        )
        self.people.submit(who, self.room, values)
        self._settle()

    def _card(self, stage: str) -> None:
        slack, ana = self.place.slack, self.place.ana
        channel = slack.channel(self.room) or ""
        pinned = slack.pinned(channel)
        (card,) = (one for one in slack.messages(ana, channel) if one["ts"] in pinned)
        self.show(f"the card, {stage}", message_aloud(card, slack.names()))

    def _home(self, who: str) -> None:
        slack, person = self.place.slack, self.place.people[who]
        slack.open_home(person)
        self._settle()
        self.show(f"App Home of {who}", view_aloud(slack.home(person) or {}, slack.names()))

    def _settle(self) -> None:
        """Until nothing is asked of Slack any more, bounded."""
        calls, since = self.place.slack.calls, time.monotonic()
        ends, before = since + 30, sum(calls.values())
        while time.monotonic() < min(ends, since + QUIET_S):
            time.sleep(0.05)
            if sum(calls.values()) != before:
                before, since = sum(calls.values()), time.monotonic()


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Commands that came at a steady rate."""

    sent: int
    asked_per_s: float
    seconds: float
    waits: tuple[float, ...]
    """From the socket to the acknowledgement, which comes when it is kept and done; sorted."""

    def text(self) -> str:
        """A line for people."""
        done = len(self.waits)
        return (
            f"{self.sent} commands at {self.asked_per_s:.0f}/s: {done} acknowledged, "
            f"{done / self.seconds:.0f}/s; p50 {self._at(0.5):.0f} ms, "
            f"p99 {self._at(0.99):.0f} ms, longest {self._at(1.0):.0f} ms"
        )

    def _at(self, part: float) -> float:
        return self.waits[min(int(len(self.waits) * part), len(self.waits) - 1)] * 1000


def rush(place: Place, room: str, *, per_second: float, seconds: float) -> Pace:
    """Eight people note something in a room, so many a second in all."""
    slack, people, channel = place.slack, list(place.people.values()), place.slack.channel(room)
    began, count = time.monotonic(), int(per_second * seconds)
    before = len(slack.envelopes())
    for number in range(count):
        slack.say(people[number % len(people)], channel or "", f"!incident note n{number}")
        time.sleep(max(0.0, began + (number + 1) / per_second - time.monotonic()))
    told = [one for one in slack.envelopes()[before:] if "!incident note n" in str(one.payload)]
    place.until(lambda: all(one.acked for one in told), "every command is acknowledged", 120)
    return Pace(
        sent=count,
        asked_per_s=count / (max(one.sent for one in told) - began),
        seconds=max(one.acked for one in told) - began,
        waits=tuple(sorted(one.acked - one.sent for one in told)),
    )


def table(calls: Counter[str]) -> str:
    """Each method with its calls, the most first, and how many in all."""
    rows = [f"{count:6}  {method}" for method, count in calls.most_common()]
    return "\n".join([*rows, f"{sum(calls.values()):6}  in all"])
