"""Killed at each point of the way of what comes in from Matrix, it is done and answered once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.counterparts.matrix import Synapse
from tests.e2e.bots import Bots, bots
from tests.e2e.deployment import deploy
from tests.e2e.matrix_dying import POINTS
from tests.e2e.matrix_place import Place, place
from tests.e2e.matrix_proof import NOTED, Room, prove_kills

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

DYING: Final = "tests.e2e.matrix_dying"
HOUR_MS: Final = 3_600_000


@pytest.fixture(scope="module")
def homeserver() -> Iterator[Synapse]:
    with Synapse() as made:
        yield made


@pytest.fixture
def there(homeserver: Synapse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    with place(deploy(tmp_path / "shop"), monkeypatch, homeserver) as made:
        yield made


@pytest.fixture
def mortal(there: Place) -> Iterator[Bots]:
    with bots(there, DYING) as made:
        yield made


def test_a_line_and_a_reaction_are_done_and_answered_once(there: Place, mortal: Bots) -> None:
    """A bot that dies hears first of what the one before it has left."""
    assert not prove_kills(there, mortal, 2 * len(POINTS)).breaches


def test_what_was_said_while_it_was_down_is_done_in_its_order(there: Place, mortal: Bots) -> None:
    room = Room(place=there, bots=mortal)
    room.opens()
    for number in range(1, 9):
        room.say(f"task add thing {number} of eight")
    mortal.start()
    room.until_told("thing 8 of eight")
    told = [one for one in there.told("of eight", room=room.name) if "task" in one.lower()]
    assert mortal.end() == 0
    order = [one.partition("thing ")[2][0] for one in told]
    assert [one for one in order if one.isdigit()][:8] == list("12345678")


def test_what_was_said_long_ago_is_answered_and_not_done(
    there: Place, mortal: Bots, homeserver: Synapse
) -> None:
    room = Room(place=there, bots=mortal)
    room.opens()
    ana, place_of = there.people["ana"], there.client().named(room.name)
    assert place_of is not None
    then = int(time.time() * 1000) - HOUR_MS
    for number in range(8):
        homeserver.said_at(ana, place_of.id, f"!incident note old {number}", then + number)
    mortal.start()
    room.until_told("came in too late", 8)
    assert mortal.end() == 0
    assert there.noted("old") == 0
    assert room.told(NOTED) == 0


def test_what_was_said_before_its_first_start_is_history(there: Place, mortal: Bots) -> None:
    there.say("!incident declare it was down p2")
    room = Room(place=there, bots=mortal)
    room.opens()
    assert not there.told("it was down")
    assert "it is down" in str(there.record())
