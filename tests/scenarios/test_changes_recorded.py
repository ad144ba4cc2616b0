"""What responders change in production shows wherever changes are shown, for everybody."""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, FIXED, FULL, P1
from tests.simulate.conftest import Play
from tests.simulate.given import Told, minute

TOOLS = f"""{FULL}
[changes.ledger]
type = "ledger"
[changes.second]
type = "ledger"
[changes.ci]
type = "json"
token = {{ env = "CI_TOKEN" }}
"""
LINE = "INC-1, rollback: deploy 812"


def recorded(told: Told) -> list[tuple[str, str, str]]:
    """(tool, text, outcome) of every attempt."""
    return [(row.to, row.text, str(row.data["outcome"])) for row in told.of("change")]


def test_each_tool_that_can_is_told_when_the_change_is_made(play: Play) -> None:
    told = play(P1, ACK, *FIXED, "until +12m", team=TOOLS)
    assert recorded(told) == [("ledger", LINE, "sent"), ("second", LINE, "sent")]
    assert [minute(row) for row in told.of("change")] == [8.0, 8.0]
    assert told.of("change")[0].data["service"] == "checkout"


def test_a_change_that_is_only_proposed_or_rejected_is_no_change(play: Play) -> None:
    told = play(
        P1,
        ACK,
        "+6m @bo #INC-1: !incident mitigate rollback deploy 812",
        "+7m @ana #INC-1: !incident reject 1 too risky",
        "until +12m",
        team=TOOLS,
    )
    assert recorded(told) == []


def test_who_asks_for_changes_reads_it_once_however_many_tools_tell_of_it(play: Play) -> None:
    told = play(P1, ACK, *FIXED, "+12m @bo #INC-1: !changes 1h", "until +13m", team=TOOLS)
    (answer,) = [row.text for row in told.rows if "Changes of" in row.text]
    assert answer.count("deploy 812") == 1
    assert "Bo" in answer


@pytest.mark.parametrize("flag", ["--drill", "--private"])
def test_a_drill_and_a_private_incident_leave_no_trace_there(play: Play, flag: str) -> None:
    by_ana = (line.replace("@bo", "@ana") for line in FIXED)
    told = play(f"{P1} {flag}", ACK, *by_ana, "until +12m", team=TOOLS)
    assert "mitigation-done" in told.events()
    assert recorded(told) == []


def test_what_becomes_private_before_a_tool_is_up_again_is_not_told(play: Play) -> None:
    told = play(
        P1,
        ACK,
        "+2m fault changes.ledger down",
        *FIXED,
        "+12m @ana #INC-1: !incident flag private a matter of few",
        "+13m fault changes.ledger up",
        "until +2h",
        team=TOOLS,
    )
    sent = [to for to, _, outcome in recorded(told) if outcome == "sent"]
    assert sent == ["second"]
    assert ("ledger", LINE, "skipped") in recorded(told)


def test_a_tool_that_is_down_is_told_once_it_is_up_and_delays_nothing(play: Play) -> None:
    told = play(
        P1,
        ACK,
        "+2m fault changes.ledger down",
        *FIXED,
        "+9m restart",
        "+20m fault changes.ledger up",
        "until +40m",
        team=TOOLS,
    )
    sent = [(to, outcome) for to, _, outcome in recorded(told) if outcome == "sent"]
    assert sent == [("second", "sent"), ("ledger", "sent")]
    assert "mitigated" in told.events()
