"""Many incidents at once within Discord's rate limits."""

from __future__ import annotations

from typing import Final

import pytest

from tests.e2e.bot import running
from tests.e2e.deployment import deploy
from tests.e2e.discord_place import place
from tests.e2e.discord_storm import storm
from tests.e2e.slack_storm import Storm, lost_or_twice, out_of_order, pages_late

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

MANY: Final = 5
"""Each pages one person: Discord takes so many messages in five seconds into one conversation."""
PART_S: Final = 120.0
REQUESTS: Final = 30
"""Of each incident at most."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Storm:
    shop = deploy(tmp_path_factory.mktemp("storm") / "shop")
    with (
        pytest.MonkeyPatch.context() as patch,
        place(shop, patch) as there,
        running(shop, "--no-input") as bot,
    ):
        there.connected()
        made = storm(there, MANY, seconds=PART_S)
        assert bot.terminate() == 0
        return made


def test_discord_was_not_asked_much(found: Storm) -> None:
    assert found.asked < MANY * REQUESTS


def test_nothing_is_lost_and_nothing_is_told_twice(found: Storm) -> None:
    assert lost_or_twice(found) == []


def test_each_room_is_told_in_order(found: Storm) -> None:
    assert out_of_order(found) == []


def test_pages_go_out_before_the_rest(found: Storm) -> None:
    assert pages_late(found) == [], found.text()
