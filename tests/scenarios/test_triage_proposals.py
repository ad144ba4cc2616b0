"""What the four answers propose: the severity table, and the higher one when it is uncertain."""

from __future__ import annotations

import pytest

from tests.scenarios.given import FULL, last, replies
from tests.simulate.conftest import Play
from tests.simulate.given import minute

REPORT = "+0m @bo: !incident report login fails"


@pytest.mark.parametrize(
    ("answers", "severity"),
    [
        ("all of them | login | no | no", "P0"),
        ("about 200 | login | no | no", "P1"),
        ("3 | a button | no | no", "P2"),
        ("none | a typo | no | no", "P3"),
        ("3 | a button | yes | no", "P0"),
        ("3 | a button | no | yes", "P0"),
        ("3 | a button | unknown | no", "P1"),
        ("| login | no | no", "P1"),
    ],
)
def test_the_answers_propose_a_severity(play: Play, answers: str, severity: str) -> None:
    told = play(REPORT, f"+1m @ana: !incident INC-1 triage {answers}", "until +2m", team=FULL)
    assert f"the answers propose {severity}." in last(told)[1]


def test_what_is_broken_stands_in_the_room_for_everybody(play: Play) -> None:
    told = play(
        REPORT, "+1m @ana: !incident INC-1 triage 3 | the login button | no | no",
        "+2m @ana: !incident INC-1 accept", "until +3m", team=FULL,
    )  # fmt: skip
    assert "customers 3; broken the login button" in told.heard(told.room)


@pytest.mark.parametrize("severity", ["P0", "P1", "P2", "P3"])
def test_a_person_may_give_each_of_the_four(play: Play, severity: str) -> None:
    told = play(
        REPORT, f"+1m @ana: !incident INC-1 severity {severity.lower()}",
        "+2m @ana: !incident INC-1 accept", "until +3m", team=FULL,
    )  # fmt: skip
    assert f"accepted: {severity}, investigating" in last(told)[1]


def test_a_yes_to_security_sets_the_flag_and_pages_the_security_team(play: Play) -> None:
    told = play(
        REPORT, "+1m @ana: !incident INC-1 triage 3 | login | no | yes", "until +2m", team=FULL
    )
    assert (1, "sam") in told.pages(purpose="request")


def test_when_the_clock_runs_out_it_is_the_one_above_the_proposal(play: Play) -> None:
    told = play(
        REPORT, "+1m @ana: !incident INC-1 triage 3 | a button | no | no", "until +9m", team=FULL
    )
    assert "the answers propose P2" in replies(told)[1][1]
    changed = told.one("event", type="severity-changed")
    assert (minute(changed), "P1" in changed.text) == (5, True)
    gaps = [row.text for row in told.of("event", type="gap-recorded")]
    assert any("late triage" in text for text in gaps)
