"""What the times are measured from can be corrected, and the numbers follow."""

from __future__ import annotations

from tests.scenarios.given import ACK, CHECKED, FIXED, FULL, P1, last
from tests.simulate.conftest import Play

RESOLVED = "+42m @ana #INC-1: !incident resolve"
ASKED = ("+50m @ana: !incident metrics", "until +51m")


def test_detected_is_declared_unless_somebody_corrects_it(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident INC-1 milestone impact-started 12m ago",
        "+3m @ana: !incident INC-1 milestone detected 6m ago", *FIXED, *CHECKED, RESOLVED, *ASKED,
        team=FULL,
    )  # fmt: skip
    seen = last(told)[1]
    assert "MTTD: 7m" in seen
    assert "MTTA: 4m" in seen
    assert "MTTR: 13m" in seen
    assert "Until resolved: 45m" in seen


def test_it_was_fixed_when_the_window_that_held_began(play: Play) -> None:
    again = (
        "+15m @ana #INC-1: !incident update investigating | it fails again | looking |",
        "+20m @ana #INC-1: !incident mitigated",
    )
    late = [line.replace("+41m", "+51m") for line in CHECKED]
    told = play(
        P1, ACK, *FIXED, *again, *late, "+52m @ana #INC-1: !incident resolve",
        "+53m @ana: !incident metrics", "until +54m", team=FULL,
    )  # fmt: skip
    assert "MTTR: 20m" in last(told)[1]


def test_without_a_start_of_the_impact_the_number_says_that_it_lacks_it(play: Play) -> None:
    told = play(P1, ACK, *ASKED, team=FULL)
    assert "MTTD: no data (1 incident without it); goal < 5m: no data yet" in last(told)[1]


def test_a_time_to_come_is_refused(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident INC-1 milestone impact-started 2026-12-24T09:00",
        "until +3m", team=FULL,
    )  # fmt: skip
    assert last(told)[0] == "rejected"
    assert "still to come" in last(told)[1]
