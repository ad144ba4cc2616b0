"""The quarter in numbers, against the goals of the process."""

from __future__ import annotations

from tests.scenarios.given import ACK, CHECKED, FIXED, FULL, P0, P1, last
from tests.simulate.conftest import Play


def test_every_measure_has_its_goal_and_says_on_how_many_it_rests(play: Play) -> None:
    told = play(
        P0, ACK, "+2m @ana: !incident INC-1 milestone impact-started 4m ago", *FIXED, *CHECKED,
        "+42m @ana #INC-1: !incident resolve", "+43m @ana: !incident metrics 2026-Q4", "until +44m",
        team=FULL,
    )  # fmt: skip
    seen = last(told)[1]
    assert "MTTD: 2m (median 2m, 90 % 2m; of 1); goal < 5m: met" in seen
    assert "MTTR (P0): 10m (median 10m, 90 % 10m; of 1); goal < 1h: met" in seen
    assert "Repeat incidents: 0; goal 0: met" in seen


def test_the_same_cause_again_is_a_repeat(play: Play) -> None:
    told = play(
        P1, "+1m @ana: !incident INC-1 cause Bad deploy",
        "+2m @ana: !incident declare again p2", "+3m @ana: !incident INC-2 cause bad deploy",
        "+4m @ana: !incident metrics", "until +5m", team=FULL,
    )  # fmt: skip
    assert "Repeat incidents: 1; goal 0: not met" in last(told)[1]
    assert "Bad deploy: INC-1, INC-2" in last(told)[1]


def test_the_quarterly_review_is_asked_for(play: Play) -> None:
    told = play(
        P1,
        "+48h @ana: !incident list",
        "until +49h",
        team=FULL,
        start="start 2026-12-30T12:00:00+01:00",
    )
    assert "Quarterly review of Shop: 2026-Q4 is over." in told.heard()


def test_incidents_are_counted_by_severity_and_what_customers_felt_apart(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare a p0", "+1m @ana: !incident declare b p1 --customer-impact",
        "+2m @ana: !incident declare c p2", "+3m @ana: !incident declare d p2",
        "+4m @ana: !incident declare e p3",
        "+5m @ana: !incident INC-3 flag major-customer-impact",
        "+6m @ana: !incident metrics", "until +7m", team=FULL,
    )  # fmt: skip
    assert "5 incidents" in last(told)[1]
    assert "By severity: P0 1 · P1 1 · P2 2 · P3 1" in last(told)[1]
    assert "Customers noticed 2" in last(told)[1]


def test_what_was_none_or_goes_on_elsewhere_is_left_out(play: Play) -> None:
    told = play(
        P1, "+1m @bo: !incident report again", "+2m @bo: !incident report a false alarm",
        "+3m @ana: !incident INC-2 merge INC-1", "+4m @ana: !incident INC-3 decline it was none",
        "+5m @ana: !incident metrics", "until +6m", team=FULL,
    )  # fmt: skip
    assert "1 incident " in last(told)[1]
    assert "2 left out" in last(told)[1]


def test_the_goals_are_those_of_the_process(play: Play) -> None:
    told = play(P1, "+1m @ana: !incident metrics", "until +2m", team=FULL)
    goals = {
        line.partition(":")[0]: line.partition("goal ")[2].partition(":")[0]
        for line in last(told)[1].splitlines()
        if "goal" in line
    }
    assert goals == {
        "MTTD": "< 5m", "MTTR (P0)": "< 1h", "MTTR (P1)": "< 4h", "Repeat incidents": "0",
    }  # fmt: skip
