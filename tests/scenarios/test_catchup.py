"""Whoever joins in the middle catches up in one minute."""

from __future__ import annotations

from tests.scenarios.given import ACK, FIXED, FULL, P1, last
from tests.simulate.conftest import Play


def test_state_people_updates_findings_changes_and_what_is_owed(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @bo: !incident INC-1 finding deploy 812 broke it",
        "+3m @ana #INC-1: !incident update investigating | cards fail | looking | unknown",
        "+4m @ana #INC-1: !incident task add call the bank @bo", *FIXED,
        "+12m @kim #INC-1: !incident catchup", "until +13m", team=FULL,
    )  # fmt: skip
    seen = last(told)[1]
    for part in (
        "monitoring", "IC Ana", "cards fail", "deploy 812 broke it", "Change 1 (rollback, done)",
        "Task 1 (Bo): call the bank", "Owed: ",
    ):  # fmt: skip
        assert part in seen
