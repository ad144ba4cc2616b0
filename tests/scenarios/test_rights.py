"""Who may do what: anybody reports, a known person works, the IC decides, comms speak outside."""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, FULL, P1, last
from tests.simulate.conftest import Play

COMMANDERS = (
    "decide we fail over", "severity p3 not that bad", "assign tl @bo", "handoff ic @bo",
    "mitigated", "resolve --override x", "close", "postmortem publish", "postmortem skip x",
)  # fmt: skip
ANYBODYS = (
    "note x", "take comms", "update investigating | a | b | unknown", "finding x", "severity p0",
    "escalate x", "page backup", "flag media", "unflag customer-impact it was one",
    "mitigate rollback x", "check 1", "milestone impact-started 5m ago", "cause x",
    "task add call the bank", "snooze update 5m", "postmortem lessons x", "triage 3 | x | no | no",
)  # fmt: skip
OUTSIDE = ("status-page publish", "notify-customers")
OPEN = (P1, ACK, "+1m @ana: !incident INC-1 flag customer-impact")


@pytest.mark.parametrize("said", COMMANDERS)
def test_what_is_the_commanders_is_refused_to_others(play: Play, said: str) -> None:
    told = play(*OPEN, f"+2m @kim: !incident INC-1 {said}", "until +3m", team=FULL)
    assert last(told)[0] == "rejected"
    assert last(told)[1].startswith(f"'{said.split()[0]}")
    assert "is for the Incident Commander (Ana)" in last(told)[1]


@pytest.mark.parametrize("said", ANYBODYS)
def test_the_rest_is_for_everybody_in_the_team_file(play: Play, said: str) -> None:
    told = play(*OPEN, f"+2m @kim: !incident INC-1 {said}", "until +3m", team=FULL)
    assert last(told)[0] == "accepted", last(told)[1]


@pytest.mark.parametrize("said", [*COMMANDERS, *ANYBODYS, *OUTSIDE, "ack"])
def test_a_guest_may_only_report(play: Play, said: str) -> None:
    told = play(*OPEN, f"+2m @guest-max: !incident INC-1 {said}", "until +3m", team=FULL)
    assert last(told)[0] == "rejected"


@pytest.mark.parametrize("said", OUTSIDE)
def test_commander_and_communications_lead_speak_outside(play: Play, said: str) -> None:
    told = play(
        *OPEN, f"+2m @kim: !incident INC-1 {said}", "+3m @kim: !incident INC-1 take comms",
        f"+4m @kim: !incident INC-1 {said}", f"+5m @ana: !incident INC-1 {said}", "until +6m",
        team=FULL,
    )  # fmt: skip
    outcomes = [row.data["outcome"] for row in told.of("reply")][-4:]
    assert outcomes == ["rejected", "accepted", "accepted", "accepted"]


def test_until_somebody_is_commander_anybody_known_stands_in_except_to_approve(play: Play) -> None:
    told = play(
        P1, "+1m @kim: !incident INC-1 assign tl @bo",
        "+2m @bo: !incident INC-1 mitigate rollback x", "+3m @kim: !incident INC-1 approve 1",
        "until +4m", team=FULL,
    )  # fmt: skip
    outcomes = [row.data["outcome"] for row in told.of("reply")]
    assert outcomes == ["accepted", "accepted", "accepted", "rejected"]
    assert "Nobody is IC yet: `!incident INC-1 take ic`." in last(told)[1]
