"""The three don'ts are said when they matter, with the reason."""

from __future__ import annotations

from tests.scenarios.given import ACK, FULL, P1, last
from tests.simulate.conftest import Play


def test_looking_for_the_cause_before_the_impact_is_stopped_is_answered(play: Play) -> None:
    told = play(P1, ACK, "+2m @ana: !incident INC-1 cause bad deploy", "until +3m", team=FULL)
    assert last(told)[0] == "accepted"
    assert "Mitigate first" in last(told)[1]


def test_an_experiment_needs_the_commanders_reason(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @bo: !incident INC-1 mitigate other edit the table by hand",
        "+3m @ana: !incident INC-1 approve 1", "until +4m", team=FULL,
    )  # fmt: skip
    assert last(told)[0] == "rejected"
    assert "Say why it is safe" in last(told)[1]


def test_a_change_before_its_approval_is_a_gap(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @bo: !incident INC-1 mitigate rollback deploy 812",
        "+3m @bo: !incident INC-1 done 1", "until +4m", team=FULL,
    )  # fmt: skip
    assert "gap-recorded" in told.events()
