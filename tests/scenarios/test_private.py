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


def test_support_hears_that_there_is_one_and_no_more(play: Play) -> None:
    told = play(
        SECRET, "+1m @ana: !incident INC-1 update investigating | all pay slips | closing it |",
        "+2m @ana: !incident INC-1 severity p0", "until +3m", team=FULL,
    )  # fmt: skip
    (heard,) = told.of("message", "@kim")
    assert heard.text.splitlines() == [
        "P1 · INC-1 (private incident)",
        "Customers may ask about this. The Communications Lead keeps you informed.",
    ]
    mailed = told.one("email", "support").text
    assert not any(word in mailed for word in ("salaries", "pay slips", "#incident"))
