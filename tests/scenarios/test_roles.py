"""Who is needed, by name; everybody is briefed in private on what the role does and does not do."""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, FULL, P0, last
from tests.simulate.conftest import Play

SHORT = {"p0": ["tl", "comms", "em"], "p1": ["tl", "comms"], "p2": [], "p3": []}


def test_each_role_is_briefed_and_named_in_the_room(play: Play) -> None:
    told = play(
        P0, ACK, "+2m @bo: !incident INC-1 take tl", "+3m @kim: !incident INC-1 take comms",
        "+4m @eva: !incident INC-1 take em",
        "+5m @kim: !incident INC-1 update investigating | cards fail | looking | unknown",
        "until +6m", team=FULL,
    )  # fmt: skip
    says = {
        "@ana": "You do not fix it yourself",
        "@bo": "You make no change without the IC's approval.",
        "@kim": "keep the status page current",
        "@eva": "find more people",
    }
    for person, words in says.items():
        assert any(words in row.text for row in told.of("message", person)), person
    assert "Kim is Communications Lead." in told.heard(told.room)


def test_the_commander_is_told_to_coordinate_decide_and_escalate_and_not_to_fix(play: Play) -> None:
    told = play(P0, ACK, "until +2m", team=FULL)
    brief = told.of("message", "@ana")[-1].text
    assert "You coordinate the response, make the decisions and manage escalations." in brief
    assert "You do not fix it yourself: delegate the fixing." in brief


def test_the_technical_lead_is_told_to_investigate_fix_and_report(play: Play) -> None:
    told = play(P0, ACK, "+2m @bo: !incident INC-1 take tl", "until +3m", team=FULL)
    brief = told.of("message", "@bo")[-1].text
    for duty in ("look for the cause", "implement the fix", "report findings to the IC"):
        assert duty in brief


def test_the_communications_lead_is_told_of_updates_page_customers_and_support(play: Play) -> None:
    told = play(P0, ACK, "+2m @kim: !incident INC-1 take comms", "until +3m", team=FULL)
    brief = told.of("message", "@kim")[-1].text
    for duty in (
        "post the regular update", "keep the status page current", "tell customers",
        "coordinate with support",
    ):  # fmt: skip
        assert duty in brief


@pytest.mark.parametrize("severity", SHORT)
def test_each_severity_asks_for_its_roles(play: Play, severity: str) -> None:
    told = play(f"+0m @ana: !incident declare it fails {severity}", ACK, "until +2m", team=FULL)
    owed = [str(row.data["name"]) for row in told.of("obligation", state="owed")]
    assert [one[5:] for one in owed if one.startswith("role:")] == SHORT[severity]


def test_required_roles_are_owed_until_they_are_filled(play: Play) -> None:
    told = play(P0, ACK, "+5m @bo: !incident INC-1 take tl", "until +11m", team=FULL)
    assert told.owed("role:tl") == [(0, "owed"), (5, "met")]
    for role in ("comms", "em"):
        assert told.owed(f"role:{role}") == [(0, "owed"), (10, "late")]


def test_one_that_stays_unfilled_is_a_process_gap(play: Play) -> None:
    told = play(P0, ACK, "until +21m", team=FULL)
    gaps = [row.text for row in told.of("event", type="gap-recorded")]
    assert any("required role unfilled" in text for text in gaps)


@pytest.mark.parametrize("severity", ["p1", "p2", "p3"])
def test_a_security_flag_asks_for_the_security_team_at_any_severity(
    play: Play, severity: str
) -> None:
    told = play(
        f"+0m @ana: !incident declare it fails {severity}",
        "+2m @ana: !incident INC-1 flag unauthorized-access",
        "+4m @sam: !incident INC-1 take security",
        "until +5m",
        team=FULL,
    )
    assert told.owed("role:security") == [(2, "owed"), (4, "met")]


def test_whoever_both_leads_and_fixes_when_it_becomes_worse_owes_the_second_person(
    play: Play,
) -> None:
    """On a P2 one person may do both; on a P1 the IC is not the person who fixes."""
    told = play(
        "+0m @ana: !incident declare it fails p2", ACK, "+2m @ana: !incident INC-1 take tl",
        "+3m @ana: !incident INC-1 severity p1", "+8m @bo: !incident INC-1 take tl",
        "+9m @ana: !incident INC-1 handoff tl @bo", "+10m @bo: !incident INC-1 accept-handoff",
        "until +11m", team=FULL,
    )  # fmt: skip
    assert last(told)[0] == "accepted"
    assert told.owed("role:tl") == [(3, "owed"), (10, "met")]
