"""The room is named for the day in the team's zone and for what is broken."""

from __future__ import annotations

from tests.scenarios.given import FULL
from tests.simulate.conftest import Play


def test_the_day_is_the_teams_own(play: Play) -> None:
    """Half past midnight in Berlin is still the day before in UTC."""
    told = play(
        "+0m @ana: !incident declare API outage! p1",
        "until +1m",
        team=FULL,
        start="start 2024-03-20T00:30:00+01:00",
    )
    assert told.room == "#incident-2024-03-20-api-outage"


def test_a_private_room_says_nothing(play: Play) -> None:
    told = play("+0m @ana: !incident declare API outage p1 --private", "until +1m", team=FULL)
    assert told.room == "#incident-2026-12-24-private"
