"""Every accepted incident is in the tracker."""

from __future__ import annotations

from tests.scenarios.given import FULL, P1
from tests.simulate.conftest import Play


def test_an_accepted_incident_gets_its_ticket_and_closing_ends_it(play: Play) -> None:
    told = play(
        P1,
        "+1m @ana: !incident INC-1 resolve --override a test",
        "+2m @ana: !incident INC-1 postmortem skip a test",
        "+3m @ana: !incident INC-1 close",
        "until +4m",
        team=FULL,
    )
    assert [row.data["action"] for row in told.of("ticket")] == ["ticket", "ticket-close"]


def test_a_report_is_in_the_tracker_once_it_is_accepted(play: Play) -> None:
    told = play(
        "+0m @bo: !incident report it is slow",
        "+1m @ana: !incident INC-1 severity p2",
        "+2m @ana: !incident INC-1 accept",
        "until +3m",
        team=FULL,
    )
    assert [row.offset.total_seconds() for row in told.of("ticket")] == [120]
