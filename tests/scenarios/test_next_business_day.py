"""A P3 is due at the end of the first workday that begins after the report."""

from __future__ import annotations

import pytest

from tests.scenarios.given import FULL
from tests.simulate.conftest import Play


@pytest.mark.parametrize(
    ("reported", "due"),
    [
        ("2026-11-23T08:00:00+01:00", "2026-11-23T17:00:00+01:00"),
        ("2026-11-23T10:00:00+01:00", "2026-11-24T17:00:00+01:00"),
        ("2026-11-27T18:00:00+01:00", "2026-11-30T17:00:00+01:00"),
        ("2026-12-24T18:00:00+01:00", "2026-12-28T17:00:00+01:00"),
    ],
    ids=["before-work", "at-work", "friday-evening", "christmas"],
)
def test_it_is_the_end_of_the_next_working_day(play: Play, reported: str, due: str) -> None:
    told = play(
        "+0m @ana: !incident declare typo p3", "until +1h", team=FULL, start=f"start {reported}"
    )
    assert told.one("obligation", name="ticket").data["due"] == due


def test_it_counts_from_the_report_not_from_when_it_was_judged(play: Play) -> None:
    """Reported on Monday before work, judged at eleven: still due this evening."""
    told = play(
        "+0m @guest-max: !incident report a typo", "+1m @ana: !incident INC-1 severity p2",
        "+3h @ana: !incident INC-1 severity p3 only a typo", "until +4h", team=FULL,
        start="start 2026-11-23T08:00:00+01:00",
    )  # fmt: skip
    due = told.one("obligation", name="ticket").data["due"]
    assert due == "2026-11-23T17:00:00+01:00"


def test_what_is_lowered_when_that_day_is_over_has_the_next_one(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare it fails p2", "+50h @ana: !incident INC-1 severity p3 a typo",
        "until +51h", team=FULL, start="start 2026-11-23T10:00:00+01:00",
    )  # fmt: skip
    assert told.owed("ticket") == [(50 * 60, "owed")]
    due = told.one("obligation", name="ticket").data["due"]
    assert due == "2026-11-26T17:00:00+01:00"


def test_a_missed_day_is_asked_for(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare typo p3", "until +60h", team=FULL,
        start="start 2026-11-23T10:00:00+01:00",
    )  # fmt: skip
    assert told.owed("ticket") == [(0, "owed"), (31 * 60, "late")]
    assert any("ticket" in row.text for row in told.of("message", "@ana"))
