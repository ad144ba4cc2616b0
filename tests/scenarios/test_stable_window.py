"""Thirty stable minutes, kept by the clock: a firing alert and a relapse begin them anew."""

from __future__ import annotations

from tests.scenarios.given import FULL, last, replies
from tests.simulate.alert_bodies import group, one
from tests.simulate.conftest import Play

FIRING, OVER = group(one("errors")), group(one("errors", "resolved"))
AGAIN = group(one("errors", started="2026-11-20T10:35:00Z"))
FILES = {"firing.json": FIRING, "over.json": OVER, "again.json": AGAIN}
OPEN = (
    "+0m alert prom firing.json",
    "+1m @ana: !incident INC-1 accept",
    "+1m @ana: !incident INC-1 ack",
)
MITIGATED = "@ana: !incident INC-1 mitigated"


def test_it_is_not_mitigated_while_an_alert_fires_unless_with_a_reason(play: Play) -> None:
    told = play(
        *OPEN, f"+2m {MITIGATED}", f"+3m {MITIGATED} the alert lags", "until +4m", team=FULL,
        files=FILES,
    )  # fmt: skip
    refused, done = replies(told)[-2:]
    assert (refused[0], done[0]) == ("rejected", "accepted")
    assert "Still firing: errors is high." in refused[1]


def test_no_error_alert_fires_is_ticked_by_monitoring_alone(play: Play) -> None:
    told = play(
        *OPEN, "+2m @ana: !incident INC-1 check 3", "+3m @ana: !incident INC-1 check",
        "+4m alert prom over.json", "+5m @ana: !incident INC-1 check", "until +6m", team=FULL,
        files=FILES,
    )  # fmt: skip
    by_hand, firing, over = replies(told)[-3:]
    assert by_hand[0] == "rejected"
    assert "[ ] 3 No error alerts firing" in firing[1]
    assert "[x] 3 No error alerts firing" in over[1]


def test_they_count_from_the_last_alert_when_that_is_the_later(play: Play) -> None:
    told = play(
        *OPEN, f"+2m {MITIGATED} the alert lags", "+10m alert prom over.json", "until +41m",
        team=FULL, files=FILES,
    )  # fmt: skip
    assert told.owed("stability")[-1] == (40, "met")


def test_an_alert_that_fires_ends_them(play: Play) -> None:
    told = play(
        *OPEN, "+2m alert prom over.json", f"+3m {MITIGATED}", "+20m alert prom again.json",
        "+25m alert prom over.json", f"+26m {MITIGATED}", "until +57m", team=FULL, files=FILES,
    )  # fmt: skip
    assert told.owed("stability") == [
        (3, "owed"), (20, "withdrawn"), (26, "owed"), (56, "met"),
    ]  # fmt: skip


def test_going_back_to_investigating_begins_them_anew(play: Play) -> None:
    told = play(
        *OPEN, "+2m alert prom over.json", f"+3m {MITIGATED}",
        "+20m @ana: !incident INC-1 update investigating | it fails again | looking |",
        f"+30m {MITIGATED}", "until +61m", team=FULL, files=FILES,
    )  # fmt: skip
    assert told.owed("stability") == [
        (3, "owed"), (20, "withdrawn"), (30, "owed"), (60, "met"),
    ]  # fmt: skip


def test_the_check_ticks_itself_and_nobody_can(play: Play) -> None:
    told = play(
        *OPEN, "+2m alert prom over.json", f"+3m {MITIGATED}", "+4m @ana: !incident INC-1 check 4",
        "+34m @ana: !incident INC-1 check", "until +35m", team=FULL, files=FILES,
    )  # fmt: skip
    assert replies(told)[-2][0] == "rejected"
    assert "[x] 4 Monitored for 30 minutes (stable)" in last(told)[1]
