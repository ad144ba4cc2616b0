"""What the payments team promises, said so that it fails when somebody changes it unawares."""

from __future__ import annotations

import pytest

from tocsin.testing import calls, rehearse

CHRISTMAS_NIGHT = "2026-12-25T03:00"
DECLARED = (
    "start 2026-12-25T03:00:00+01:00",
    "+0s @eva: !incident declare checkout returns 500s p1",
)


def test_a_p1_on_christmas_night_rings_ana_then_bo_then_the_manager() -> None:
    assert calls("P1", at=CHRISTMAS_NIGHT) == ["ana", "bo", "eva", "cyrus"]


def test_a_p0_rings_the_manager_at_once() -> None:
    assert calls("P0", at=CHRISTMAS_NIGHT)[:2] == ["ana", "eva"]


@pytest.mark.parametrize("severity", ["P2", "P3"])
def test_what_can_wait_wakes_nobody(severity: str) -> None:
    assert calls(severity, at=CHRISTMAS_NIGHT) == []


def test_the_week_is_handed_over_on_monday_at_nine() -> None:
    assert calls("P1", at="2026-12-28T08:59")[0] == "ana"
    assert calls("P1", at="2026-12-28T09:00")[0] == "bo"


def test_whoever_answers_ends_it() -> None:
    night = rehearse(*DECLARED, "+6m @bo: !incident INC-1 ack", "until +1h")
    assert night.pages() == ["+0s ana", "+5m bo"]


def test_a_pager_that_is_down_keeps_nobody_asleep() -> None:
    night = rehearse(DECLARED[0], "+0s fault paging.hook down", DECLARED[1], "until +4m")
    assert night.pages() == ["+30s ana"]  # by direct message, half a minute later


def test_customers_hear_of_a_p1_within_the_hour() -> None:
    night = rehearse(*DECLARED, "until +61m")
    assert night.owed("customer-notice")[-1] == "+1h late"
