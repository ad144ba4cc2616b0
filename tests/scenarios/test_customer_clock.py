"""Customers hear within the hour of the start, as far back as it is known."""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, FULL, P1
from tests.simulate.conftest import Play


@pytest.mark.parametrize(
    ("words", "owed"),
    [("p0", True), ("p1", True), ("p2 --customer-impact", True), ("p2", False), ("p3", False)],
)
def test_of_a_p0_a_p1_and_whatever_they_feel(play: Play, words: str, *, owed: bool) -> None:
    told = play(f"+0m @ana: !incident declare cards fail {words}", "until +1m", team=FULL)
    assert bool(told.owed("customer-notice")) is owed


def test_the_hour_counts_from_when_the_impact_started(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident INC-1 milestone impact-started 32m ago", "until +31m",
        team=FULL,
    )  # fmt: skip
    assert told.owed("customer-notice")[-1] == (30, "late")


def test_a_private_one_is_told_in_words_a_person_chose(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare salaries are public p1 --private", ACK,
        "+2m @ana: !incident INC-1 update investigating | all salaries | closing it |",
        "+3m @ana #INC-1: !incident notify-customers", "+3m @ana #INC-1: !incident yes",
        "until +4m", team=FULL,
    )  # fmt: skip
    assert len(told.of("email", "customers")) == 1
    assert not any("salaries" in row.text for row in told.of("email", "customers"))
