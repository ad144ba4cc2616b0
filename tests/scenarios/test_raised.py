"""When it becomes worse, the people of the higher severity hear of it at once."""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, FULL
from tests.simulate.conftest import Play
from tests.simulate.given import minute

RAISE = "+5m @ana: !incident INC-1 severity p0"


@pytest.mark.parametrize("severity", ["p1", "p2"])
def test_raised_to_p0_manager_and_leadership_hear_at_once_though_it_was_answered(
    play: Play, severity: str
) -> None:
    told = play(
        f"+0m @ana: !incident declare cards fail {severity}", ACK, RAISE, "until +6m", team=FULL
    )
    for person in ("@eva", "@lea"):
        assert 5 in [minute(row) for row in told.of("message", person)], person
    assert [at for at, _ in told.pages() if at >= 5] == []


@pytest.mark.parametrize("severity", ["p1", "p2", "p3"])
def test_unanswered_the_ladder_of_the_p0_begins(play: Play, severity: str) -> None:
    told = play(f"+0m @ana: !incident declare cards fail {severity}", RAISE, "until +6m", team=FULL)
    assert {(5, "ana"), (5, "eva")} <= set(told.pages())
    assert 5 in [minute(row) for row in told.of("message", "@lea")]


def test_the_hour_of_a_p1_counts_from_when_it_became_one(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare cards fail p2", ACK, "+20m @bo: !incident INC-1 severity p1",
        "until +81m", team=FULL,
    )  # fmt: skip
    assert told.owed("escalate-em") == [(20, "owed"), (80, "met")]


def test_from_the_notification_of_a_p2_to_the_pages_of_a_p1(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare cards fail p2", "+2m @bo: !incident INC-1 severity p1",
        "until +8m", team=FULL,
    )  # fmt: skip
    assert told.pages() == [(2, "ana"), (7, "bo")]
