"""A whole P0 on Matrix through a real `tocsin run`: typed, and with the emoji of messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pytest

from tests.counterparts.matrix import Synapse
from tests.counterparts.matrix.markup import offers
from tests.counterparts.matrix.seen import messages
from tests.e2e.bot import running
from tests.e2e.deployment import Deployment
from tests.e2e.matrix_place import Place, place

pytestmark = pytest.mark.e2e

LONG_S: Final = 60.0
IN_ORDER: Final = (
    "Paging Ana Reyes", "Ana Reyes acknowledged", "Ana Reyes is Incident Commander.",
    "Bo Lindqvist is Technical Lead.", "Cyrus Tan is Communications Lead.",
    "Eva Okafor is Engineering Manager.", "Action: reading logs", "Bo Lindqvist proposes change 1",
    "Ana Reyes approved change 1.", "Change 1 is made, says Bo Lindqvist.",
    "The impact is stopped, says Ana Reyes.", "0 stable minutes are over.", "ticked: Issue fixed",
    "ticked: Service health metrics", "ticked: Customer impact verified", "Incident closed: INC-1",
    "Review meeting:",
)  # fmt: skip
"""What the room is told, each once."""
_ROOM: Final = re.compile(r"#incident-[\w-]+\w")


@pytest.fixture(scope="module")
def synapse() -> Iterator[Synapse]:
    with Synapse() as made:
        yield made


@pytest.fixture
def there(shop: Deployment, monkeypatch: pytest.MonkeyPatch, synapse: Synapse) -> Iterator[Place]:
    with place(shop, monkeypatch, synapse) as made:
        yield made


def shows(there: Place, words: str, room: str) -> None:
    there.until(lambda: there.told(words, room=room), f"{words!r} is seen in {room}", LONG_S)


def press(there: Place, who: str, room: str, label: str) -> None:
    """Somebody puts the emoji under the latest message that offers it."""

    def offered() -> list[tuple[str, str, str]]:
        client = there.client(who)
        found = client.named(room)
        every = messages(client, found) if found else []
        said = [(one.id, offers(one.content)) for one in every]
        return [(found.id, id, its[label]) for id, its in said if found and label in its]

    there.until(offered, f"{label!r} is offered", LONG_S)
    there.client(who).react(*offered()[-1])


@pytest.mark.timeout(900)
def test_a_p0_is_brought_to_its_end_and_nothing_of_it_is_lost(there: Place) -> None:
    with running(there.deployment, "--no-input") as bot:
        there.listens()
        there.say("!incident declare nobody can pay p0")
        there.until(lambda: there.told("nobody can pay"), "it is announced", LONG_S)
        there.until(lambda: _ROOM.search("\n".join(there.told("#incident-"))), "a room", LONG_S)
        found = _ROOM.search("\n".join(there.told("#incident-")))
        assert found is not None
        room = found[0]
        press(there, "ana", room, "Acknowledge")
        shows(there, "Ana Reyes acknowledged", room)
        for who, line, words in (
            ("bo", "take tl", "Bo Lindqvist is Technical Lead."),
            ("cyrus", "take comms", "Cyrus Tan is Communications Lead."),
            ("eva", "take em", "Eva Okafor is Engineering Manager."),
            (
                "cyrus",
                "update investigating | nobody can pay | reading logs | 15m",
                "Action: reading logs",
            ),
            ("bo", "mitigate rollback release 41", "proposes change 1"),
        ):
            there.say(f"!incident {line}", room=room, who=who)
            shows(there, words, room)
        press(there, "ana", room, "Approve change 1")
        shows(there, "approved change 1.", room)
        press(there, "bo", room, "Change 1 is made")
        shows(there, "Change 1 is made, says", room)
        press(there, "ana", room, "The impact is stopped")
        shows(there, "0 stable minutes are over.", room)
        for number in (1, 2, 3, 5):
            there.say(f"!incident check {number}", room=room, who="bo")
        shows(there, "All 5 are done", room)
        press(there, "ana", room, "Resolve")
        shows(there, "Review meeting:", room)
        there.until(lambda: there.told("resolved"), "it is told in #incidents", LONG_S)
        assert bot.is_well()
        assert bot.terminate(60) == 0
    said = "\n".join(there.told("", room=room))
    assert [said.count(words) for words in IN_ORDER] == [1] * len(IN_ORDER), said
    assert sorted(IN_ORDER, key=said.find) == list(IN_ORDER), said
