"""Many incidents at once within Slack's rate limits; `scripts/slack_proof.py` does it with twenty.

Slack refuses more here than it says: it takes one message at once into a channel, and no short
burst.
"""

from __future__ import annotations

import os
from typing import Final

import pytest

from tests.e2e.bot import running
from tests.e2e.deployment import deploy
from tests.e2e.slack_place import place
from tests.e2e.slack_storm import Storm, lost_or_twice, out_of_order, pages_late, storm

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

MANY: Final = 6
PART_S: Final = 120.0
"""It takes 20 to 80 s: what is refused twice is looked at again after a minute."""
MOST_STARTS: Final = 8
"""The bot, its start included, takes at most so often the processor's time of a `tocsin check`.

It is about two times: on every machine, whatever else it does.
"""
REQUESTS: Final = 25
"""Of each incident at most; about twenty are made."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Storm:
    shop = deploy(tmp_path_factory.mktemp("storm") / "shop")
    with pytest.MonkeyPatch.context() as patch, place(shop, patch) as there:
        before = cpu_s()
        assert there.deployment.run("check").returncode == 0
        check = cpu_s() - before
        with running(shop, "--no-input") as bot:
            there.connected()
            made = storm(there, MANY, seconds=PART_S, burst=1)
            assert bot.terminate() == 0
        assert cpu_s() - before - check < MOST_STARTS * check
        return made


def cpu_s() -> float:
    """Of all processes that were started here and have ended."""
    times = os.times()
    return times.children_user + times.children_system


def test_slack_refused_some_and_was_not_asked_much(found: Storm) -> None:
    assert found.refused
    assert found.asked < MANY * REQUESTS


def test_nothing_is_lost_and_nothing_is_told_twice(found: Storm) -> None:
    assert lost_or_twice(found) == []


def test_each_room_is_told_in_order(found: Storm) -> None:
    assert out_of_order(found) == []


def test_pages_go_out_before_the_rest(found: Storm) -> None:
    assert pages_late(found) == [], found.text()
