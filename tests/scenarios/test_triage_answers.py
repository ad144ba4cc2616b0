"""Triage asks four questions, and their answers propose a severity."""

from __future__ import annotations

from tests.scenarios.given import FULL, last, replies
from tests.simulate.conftest import Play

REPORT = "+0m @bo: !incident report login fails"


def test_the_form_shows_the_questions_and_what_each_severity_means(play: Play) -> None:
    told = play(REPORT, "+1m @ana: !incident INC-1 triage", "until +2m", team=FULL)
    form = last(told)[1]
    for question in ("How many customers", "What is broken", "data at risk", "security issue"):
        assert question in form
    assert "P0 Critical: Complete outage, data loss, security breach (such as" in form
    assert "When uncertain, choose the higher severity." in form


def test_accepting_takes_the_proposed_severity(play: Play) -> None:
    told = play(
        REPORT,
        "+1m @ana: !incident INC-1 triage about 200 | login | no | no",
        "+2m @ana: !incident INC-1 accept",
        "until +3m",
        team=FULL,
    )
    assert "the answers propose P1" in replies(told)[1][1]
    assert "accepted: P1, investigating" in last(told)[1]


def test_when_nobody_answers_in_time_the_higher_one_is_assumed(play: Play) -> None:
    told = play(REPORT, "until +6m", team=FULL)
    assert told.owed("triage") == [(0, "owed"), (5, "late")]
    assert "is assumed to be P1" in told.heard(told.room)
    assert (5, "bo") in told.pages(purpose="request")
