"""A private incident is known only to those in it."""

from __future__ import annotations

from tests.scenarios.given import FULL, last
from tests.simulate.conftest import Play

SECRET = "+0m @ana: !incident declare salaries are public p1 --private"


def test_its_title_stays_inside(play: Play) -> None:
    told = play(SECRET, "+1m @lea: !incident list", "until +2m", team=FULL)
    assert "salaries" not in told.heard()
    assert "salaries" not in last(told)[1]
    assert "salaries" not in told.room
    assert all("salaries" not in row.text for row in told.of("status_page"))
    assert all("salaries" not in row.text for row in told.of("ticket"))
