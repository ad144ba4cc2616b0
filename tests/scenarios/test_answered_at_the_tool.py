"""Whoever answers a page in the paging tool has answered; somebody unknown has not."""

from __future__ import annotations

import pytest

from tests.scenarios.given import FULL, P1
from tests.simulate.conftest import Play
from tests.simulate.given import minute
from tocsin.simulate.scenario import ScenarioError

TOOL = (
    FULL.replace('name = "Ana"', 'name = "Ana"\naccounts = { hook = "U1" }')
    + """
[severities.P1]
paging = ["hook"]
[paging.hook]
type = "webhook"
url = "https://pager.example.org"
secret = { env = "TOCSIN_HOOK_SECRET" }
"""
)


def told_back(page: str = "INC-1.p1", action: str = "acknowledged", **user: str) -> object:
    return {"version": 1, "action": action, "page_id": page, "user": user}


def test_an_acknowledgement_there_ends_the_ladder_as_that_persons(play: Play) -> None:
    told = play(
        P1, "+2m hook paging.hook ack.json", "until +80h",
        team=TOOL, files={"ack.json": told_back(id="U1")},
    )  # fmt: skip
    (row,) = told.of("hook", "paging.hook")
    assert (row.incident, row.data["status"]) == ("INC-1", 202)
    assert told.pages(purpose="ladder") == [(0, "ana")]
    acknowledged = told.one("event", type="acknowledged")
    assert (minute(acknowledged), acknowledged.data["by"]) == (2, "ana")
    assert "Ana acknowledged (through hook). Nobody else is called." in told.heard(told.room)


def test_told_again_after_a_restart_it_is_no_news(play: Play) -> None:
    told = play(
        P1, "+2m hook paging.hook ack.json", "+3m restart", "+4m hook paging.hook ack.json",
        "until +2h", team=TOOL, files={"ack.json": told_back(email="", id="ana")},
    )  # fmt: skip
    assert [row.data["status"] for row in told.of("hook")] == [202, 202]
    assert minute(told.one("event", type="acknowledged")) == 2


def test_of_somebody_unknown_the_room_hears_and_calling_goes_on(play: Play) -> None:
    told = play(
        P1, "+2m hook paging.hook ack.json", "until +6m",
        team=TOOL, files={"ack.json": told_back(id="U77", name="Kim Lee")},
    )  # fmt: skip
    assert told.pages(purpose="ladder") == [(0, "ana"), (5, "bo")]
    assert (
        "hook says that Kim Lee (U77) acknowledged the page for Ana; "
        "that is nobody in a team file: calling goes on." in told.heard(told.room)
    )


def test_whoever_answers_there_first_leads_unless_somebody_took_it(play: Play) -> None:
    told = play(
        P1, "+1m @kim: !incident INC-1 take ic", "+2m hook paging.hook ack.json", "until +3m",
        team=TOOL, files={"ack.json": told_back(id="U1")},
    )  # fmt: skip
    assert [row.to for row in told.of("role", role="ic")] == ["ana", "kim"]


def test_a_body_that_cannot_be_read_changes_nothing(play: Play) -> None:
    told = play(
        P1, "+2m hook paging.hook ack.json", "until +3m", team=TOOL, files={"ack.json": {}}
    )  # fmt: skip
    (row,) = told.of("hook")
    assert row.data["status"] == 400
    assert not told.of("event", type="acknowledged")


def test_a_section_that_takes_no_requests_is_named(play: Play) -> None:
    with pytest.raises(ScenarioError, match=r"paging\.tower .*paging\.hook"):
        play(P1, "+2m hook paging.tower ack.json", team=TOOL, files={"ack.json": {}})
    play(P1, "until +1m", team=TOOL)
