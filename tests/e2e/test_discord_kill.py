"""Killed at each point of the way of what comes in from Discord, it is done and answered once.

What was said is read back by the next start. A command, a press or a form is told once only:
whoever got no answer to it reads so in Discord, and does it again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.e2e.bots import Bots, bots
from tests.e2e.deployment import deploy
from tests.e2e.discord_dying import POINTS
from tests.e2e.discord_place import Place, place
from tests.e2e.discord_proof import NOTED, WAYS, Room, prove_kills

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

DYING: Final = "tests.e2e.discord_dying"
HOUR_S: Final = 3600.0


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    with place(deploy(tmp_path / "shop"), monkeypatch) as made:
        yield made


@pytest.fixture
def mortal(there: Place) -> Iterator[Bots]:
    with bots(there, DYING) as made:
        yield made


def test_a_line_a_press_and_a_form_are_done_and_answered_once(there: Place, mortal: Bots) -> None:
    """A bot that dies hears first of what the one before it has left."""
    assert not prove_kills(there, mortal, len(WAYS) * len(POINTS)).breaches


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


def test_what_was_said_long_ago_is_answered_and_not_done(there: Place, mortal: Bots) -> None:
    room = Room(place=there, bots=mortal)
    room.opens()
    there.discord.later(-HOUR_S)
    for number in range(3):
        room.say(f"note old {number}")
    there.discord.later(HOUR_S)
    (kept,) = there.deployment.folder.rglob("discord.read")
    moments = json.loads(kept.read_text())
    kept.write_text(json.dumps({one: f"{float(at) - 2 * HOUR_S}" for one, at in moments.items()}))
    mortal.start()
    room.until_told("came in too late", 3)
    assert mortal.end() == 0
    assert there.noted("old") == 0
    assert room.told(NOTED) == 0


def test_what_was_said_before_its_first_start_is_history(there: Place, mortal: Bots) -> None:
    there.say("!incident declare it was down p2")
    room = Room(place=there, bots=mortal)
    room.opens()
    assert not there.told("it was down")
    assert "it is down" in str(there.record())
