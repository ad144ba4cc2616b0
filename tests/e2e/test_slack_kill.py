"""Killed at each point of the way of what comes in from Slack, it is done and answered once.

Slack tells a message again that was not acknowledged. A press and a form it does not: whoever did
it reads Slack's own error, and does it again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import pytest

from tests.counterparts.slack import Envelope
from tests.counterparts.slack.people import seen_by
from tests.counterparts.slack.seen import buttons
from tests.e2e.bots import Bots, bots
from tests.e2e.deployment import deploy
from tests.e2e.slack_dying import POINTS
from tests.e2e.slack_place import Place, place
from tests.patience import COMES_S

pytestmark = pytest.mark.e2e

NOT_ACKNOWLEDGED: Final = ("received", "handled", "kept")
NO_ACK_S: Final = 0.3
DYING: Final = "tests.e2e.slack_dying"


@dataclass(frozen=True, kw_only=True)
class Room:
    """That of an incident, in which Ana is."""

    place: Place
    bots: Bots
    id: str

    def say(self, line: str) -> None:
        self.place.slack.say(self.place.ana, self.id, f"!incident {line}")

    def press(self, label: str) -> Envelope:
        """Ana presses the latest of such buttons."""
        slack, ana = self.place.slack, self.place.ana
        under = [one["ts"] for one in slack.messages(ana, self.id) if label in buttons(one)]
        return slack.press(ana, self.id, under[-1], label)

    def told(self, words: str) -> int:
        """How many messages of the bot have these words."""
        seen = seen_by(self.place.slack, self.place.ana, self.id)
        return sum(words in one.text for one in seen if one.ours)

    def until_told(self, words: str, times: int = 1) -> None:
        self.place.until(lambda: self.told(words) >= times, words)


@dataclass(frozen=True, kw_only=True)
class Way:
    """How something reaches the bot; each has a number, and says at which point a bot dies of it.

    Args:
        does: Does it, and waits for the bot's death; whether that came after an acknowledgement.
        again: What is done about one that was not acknowledged.
        mark: The words that nothing else has in it.
        answer: Those that are in its answer, and in nothing else.
        event: Fields that its event alone has on the record.
    """

    name: str
    does: Callable[[Room, str, int], bool]
    again: Callable[[Room, str, int], object]
    mark: str
    answer: str
    event: Mapping[str, str]


def says(room: Room, point: str, number: int) -> bool:
    room.say(f"note look {point}")
    room.bots.dies()
    return not any(f"look {point}" in str(one.payload) for one in room.place.slack.unacknowledged())


def presses(room: Room, point: str, number: int) -> bool:
    room.say(f"mitigate rollback {point}")
    room.until_told(f"change {number} (rollback)")
    pressed = room.press(f"Approve change {number}")
    room.bots.dies()
    return bool(pressed.acked)


def fills_in(room: Room, point: str, number: int) -> bool:
    room.press("Update")
    room.place.until(lambda: room.place.slack.fields(room.place.ana), "the form is there")
    answer = sends(room, point, NO_ACK_S if point in NOT_ACKNOWLEDGED else COMES_S)
    room.bots.dies()
    return answer is not None


def sends(room: Room, point: str, seconds: float = COMES_S) -> object:
    """Ana sends the form, which stays before her until it is acknowledged."""
    filled = {"status": "Mitigating", "impact": "half", "action": f"act {point}", "eta": "unknown"}
    return room.place.slack.submit(room.place.ana, filled, patience_s=seconds)


WAYS: Final = (
    Way(name="a message", mark="look {point}", answer="note kept", does=says,
        again=lambda room, point, number: room.place.slack.redeliver(),
        event={"type": "noted", "text": "look {point}"}),
    Way(name="a press", mark="approve {number}", answer="approved change {number}", does=presses,
        again=lambda room, point, number: room.press(f"Approve change {number}"),
        event={"type": "mitigation-approved", "n": "{number}"}),
    Way(name="a form", mark="act {point}", answer="Action: act {point}", does=fills_in,
        again=lambda room, point, number: sends(room, point),
        event={"type": "update-posted", "action": "act {point}"}),
)  # fmt: skip


def is_so(event: Mapping[str, object], wanted: Mapping[str, str]) -> bool:
    return all(str(event.get(key)) == one for key, one in wanted.items())


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    shop = deploy(tmp_path_factory.mktemp("kill") / "shop")
    with (
        pytest.MonkeyPatch.context() as patch,
        place(shop, patch) as there,
        bots(there, DYING) as mortal,
    ):
        mortal.start()
        there.say("!incident declare it is down p2")
        there.until(lambda: there.told("INC-1 declared"), "INC-1 is declared")
        rooms = there.slack.names().channels.values()
        name = next(one for one in rooms if one.startswith("incident-"))
        made = Room(place=there, bots=mortal, id=there.slack.channel(name) or "")
        made.until_told("Next:")
        assert mortal.end() == 0
        yield made


@pytest.mark.parametrize("way", WAYS, ids=lambda one: one.name)
def test_it_is_done_and_answered_once(room: Room, way: Way) -> None:
    """A bot that dies hears first of what the one before it has left."""
    again: Callable[[], object] | None = None
    answers: list[str] = []
    for number, point in enumerate((*POINTS, ""), 1):
        room.bots.start(point, way.mark.format(point=point, number=number))
        if again is not None:
            again()
        for answer in answers[-1:]:
            room.until_told(answer, answers.count(answer))
        if point:
            kept = way.does(room, point, number)
            assert kept == (point not in NOT_ACKNOWLEDGED), point
            again = None if kept else partial(way.again, room, point, number)
            answers.append(way.answer.format(point=point, number=number))
    room.place.slack.redeliver()
    room.say(f"task add end {way.name}")
    room.until_told(f"end {way.name}")
    assert room.bots.end() == 0
    assert {one: room.told(one) for one in answers} == Counter(answers)
    done = [json.loads(one["body"]) for one in room.place.record()["events"] if one["body"]]
    for number, point in enumerate(POINTS, 1):
        wanted = {key: one.format(point=point, number=number) for key, one in way.event.items()}
        assert sum(is_so(one, wanted) for one in done) == 1, point
