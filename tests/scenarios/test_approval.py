"""No change without the IC's approval, and no approval left waiting."""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, FULL, P1, last, replies
from tests.simulate.conftest import Play

PROPOSED = "+2m @bo: !incident INC-1 mitigate rollback deploy 812"


def test_a_change_waits_for_the_commander(play: Play) -> None:
    told = play(
        P1, ACK, PROPOSED, "+3m @kim: !incident INC-1 approve 1",
        "+4m @ana: !incident INC-1 approve 1", "+5m @bo: !incident INC-1 done 1", "until +6m",
        team=FULL,
    )  # fmt: skip
    assert [outcome for outcome, _ in replies(told)[-3:]] == ["rejected", "accepted", "accepted"]
    assert "'approve' is for the Incident Commander (Ana)" in replies(told)[-3][1]
    assert told.owed("approval") == [(2, "owed"), (4, "met")]
    assert told.events("gap-recorded") == []


def test_the_commander_may_say_no_and_why(play: Play) -> None:
    told = play(
        P1, ACK, PROPOSED, "+3m @ana: !incident INC-1 reject 1 the schema has changed",
        "+4m @bo: !incident INC-1 done 1", "until +5m", team=FULL,
    )  # fmt: skip
    assert last(told)[0] == "rejected"
    assert "the schema has changed" in told.heard(told.room)


def test_unanswered_for_five_minutes_it_pages_the_commander_again(play: Play) -> None:
    told = play(P1, ACK, PROPOSED, "until +8m", team=FULL)
    assert told.pages(purpose="request") == [(7, "ana")]


def test_then_a_responder_may_take_command_and_approve(play: Play) -> None:
    told = play(
        P1, ACK, "+1m @ana: !incident INC-1 page @kim", "+1m @kim: !incident INC-1 ack", PROPOSED,
        "+6m @kim: !incident INC-1 take ic", "+8m @sam: !incident INC-1 take ic",
        "+8m @kim: !incident INC-1 take ic", "+9m @kim: !incident INC-1 approve 1", "until +10m",
        team=FULL,
    )  # fmt: skip
    early, stranger, taken, approved = replies(told)[-4:]
    assert (early[0], stranger[0]) == ("rejected", "rejected")
    assert "They hand it over with: `!incident INC-1 handoff ic @kim`" in early[1]
    assert (taken[0], approved[0]) == ("accepted", "accepted")
    relieved = told.of("message", "@ana")[-1].text
    assert "For your information: Kim has taken over as Incident Commander." in relieved


@pytest.mark.parametrize(
    "strategy", ["rollback", "scale-up", "disable", "failover", "circuit-break"]
)
def test_each_strategy_is_proposed_approved_and_done(play: Play, strategy: str) -> None:
    told = play(
        P1, ACK, f"+2m @bo: !incident INC-1 mitigate {strategy} the thing",
        "+3m @ana: !incident INC-1 approve 1", "+4m @bo: !incident INC-1 done 1", "until +5m",
        team=FULL,
    )  # fmt: skip
    assert f"proposes change 1 ({strategy}): the thing" in told.heard(told.room)
    assert told.events("mitigation-approved", "mitigation-done") == [
        "mitigation-approved", "mitigation-done",
    ]  # fmt: skip
