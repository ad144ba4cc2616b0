"""The Engineering Manager and the admins may do anything, with a reason."""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, FULL, P1, last, replies
from tests.simulate.conftest import Play

OPEN = (P1, ACK, "+2m @bo: !incident INC-1 mitigate rollback deploy 812")
WHY = "Ana is on a plane"


@pytest.mark.parametrize(
    ("bare", "reasoned"),
    [
        ("approve 1", f"approve 1 {WHY}"),
        ("mitigated", f"mitigated {WHY}"),
        ("decide we fail over", f"decide we fail over --reason {WHY}"),
        ("assign tl @bo", f"assign tl @bo --reason {WHY}"),
        ("assign ic @bo", f"assign ic @bo --reason {WHY}"),
        ("handoff ic @bo", f"handoff ic @bo --reason {WHY}"),
        ("take ic", f"take ic --reason {WHY}"),
    ],
)
def test_the_manager_acts_for_the_commander_and_says_why(
    play: Play, bare: str, reasoned: str
) -> None:
    told = play(
        *OPEN,
        f"+3m @eva: !incident INC-1 {bare}",
        f"+4m @eva: !incident INC-1 {reasoned}",
        "until +5m",
        team=FULL,
    )
    refused, done = replies(told)[-2:]
    assert refused[0] == "rejected"
    assert "with a reason" in refused[1]
    assert done[0] == "accepted"
    assert any(WHY in row.text for row in told.of("event", type="noted"))


@pytest.mark.parametrize("verb", ["notify-customers", "status-page publish"])
def test_what_the_manager_tells_customers_is_shown_first_too(play: Play, verb: str) -> None:
    told = play(
        *OPEN,
        f"+3m @eva: !incident INC-1 {verb}",
        f"+4m @eva: !incident INC-1 {verb} --reason {WHY}",
        "+4m @eva: !incident INC-1 yes",
        "until +5m",
        team=FULL,
    )
    assert [outcome for outcome, _ in replies(told)[-3:]] == ["rejected", "accepted", "accepted"]
    assert any(WHY in row.text for row in told.of("event", type="noted"))


def test_what_everybody_may_do_needs_no_reason_of_the_manager(play: Play) -> None:
    told = play(*OPEN, "+3m @eva: !incident INC-1 note on my way", "until +4m", team=FULL)
    assert last(told)[0] == "accepted"


def test_a_manager_who_is_the_commander_needs_none(play: Play) -> None:
    told = play(
        P1, "+1m @eva: !incident INC-1 ack", OPEN[2], "+3m @eva: !incident INC-1 approve 1",
        "until +4m", team=FULL,
    )  # fmt: skip
    assert last(told)[0] == "accepted"


def test_help_says_where_the_reason_goes(play: Play) -> None:
    told = play(P1, "+1m @eva: !incident help take", "until +2m", team=FULL)
    assert "As manager or admin, for somebody else: --reason <why> behind it." in last(told)[1]
    assert (
        "--reason" not in play(P1, "+1m @eva: !incident help note", team=FULL).of("reply")[1].text
    )
