"""A drill is the same process, and calls only who is named."""

from __future__ import annotations

from tests.scenarios.given import FULL, last
from tests.simulate.conftest import Play


def test_nobody_but_volunteers_is_paged_and_the_world_hears_nothing(play: Play) -> None:
    told = play("+0m @ana: !incident drill outage @bo", "until +2h", team=FULL)
    assert told.pages() == [(0, "bo")]
    assert told.of("status_page") == []
    assert told.of("ticket") == []
    assert "DRILL" in told.heard()


def test_it_never_counts(play: Play) -> None:
    told = play(
        "+0m @ana: !incident drill slow @bo", "+1m @ana: !incident metrics", "until +2m", team=FULL
    )
    assert "0 incidents" in last(told)[1]
    assert "1 left out" in last(told)[1]
