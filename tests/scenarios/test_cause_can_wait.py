"""Mitigate first: a cause named too early is kept, and answered once."""

from __future__ import annotations

from tests.scenarios.given import ACK, FIXED, FULL, P1, last, replies
from tests.simulate.conftest import Play


def test_it_is_said_once(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident INC-1 cause bad deploy",
        "+3m @ana: !incident INC-1 cause bad migration", "until +4m", team=FULL,
    )  # fmt: skip
    first, second = replies(told)[-2:]
    assert "Mitigate first" in first[1]
    assert "Mitigate first" not in second[1]


def test_it_is_not_said_once_the_impact_is_stopped(play: Play) -> None:
    told = play(P1, ACK, *FIXED, "+11m @ana: !incident INC-1 cause x", "until +12m", team=FULL)
    assert "Mitigate first" not in last(told)[1]
