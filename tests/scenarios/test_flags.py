"""What is suspected calls the people the process names: security, leadership, both."""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, FULL, P1, last, replies
from tests.simulate.conftest import Play
from tests.simulate.given import Told

CALLS = FULL.replace('ceo = "lea"', 'ceo = "max"').replace(
    "[people.lea]", '[people.max]\nname = "Max"\n[people.lea]'
)
ADDRESS_ONLY = FULL.replace('["sam", "security@example.com"]', '"security@example.com"')
SECURITY = ("security", "data-exposure", "unauthorized-access", "ddos", "data-breach")
LEADERSHIP = ("major-customer-impact", "data-breach", "media", "legal")


def reached(told: Told, flag: str) -> set[str]:
    """Who was told of a flag directly."""
    return {row.to for row in told.of("message") if row.to[0] == "@" and flag in row.text}


def flagged(play: Play, flag: str, team: str = CALLS) -> Told:
    return play(P1, ACK, f"+2m @bo: !incident INC-1 flag {flag}", "until +3m", team=team)


@pytest.mark.parametrize("flag", SECURITY)
def test_security_is_paged_and_the_ciso_and_the_address_hear(play: Play, flag: str) -> None:
    told = flagged(play, flag)
    assert told.pages(purpose="request") == [(2, "sam")]
    assert "@sam" in reached(told, flag)
    assert "security" in {row.to for row in told.of("email") if flag in row.text}


@pytest.mark.parametrize("flag", LEADERSHIP)
def test_leadership_cto_and_ceo_are_told(play: Play, flag: str) -> None:
    assert {"@lea", "@cyrus", "@max"} <= reached(flagged(play, flag), flag)


@pytest.mark.parametrize("flag", ["media", "legal", "major-customer-impact"])
def test_what_is_not_about_security_does_not_page_the_security_team(play: Play, flag: str) -> None:
    assert flagged(play, flag).pages(purpose="request") == []


def test_it_can_be_said_with_the_declaration(play: Play) -> None:
    told = play(f"{P1} --security", "until +1m", team=CALLS)
    assert told.pages(purpose="request") == [(0, "sam")]


def test_a_team_with_only_an_address_for_security_writes_to_it(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @bo: !incident INC-1 escalate security strange logins", "until +3m",
        team=ADDRESS_ONLY,
    )  # fmt: skip
    assert last(told)[0] == "accepted"
    assert "strange logins" in told.one("email", "security").text


def test_an_address_that_was_written_to_is_somebody(play: Play) -> None:
    no_ciso = ADDRESS_ONLY.replace('ciso = "sam"\n', "")
    told = flagged(play, "ddos", no_ciso)
    assert last(told) == ("accepted", "INC-1: flag ddos stands; told security.")


def test_where_nobody_stands_behind_security_that_is_said(play: Play) -> None:
    nobody = FULL.replace('security = ["sam", "security@example.com"]\nciso = "sam"\n', "")
    told = flagged(play, "ddos", nobody)
    page = "`!incident INC-1 page @who`"
    assert f"nobody stands behind security in the team file: {page}" in last(told)[1]


def test_where_only_the_ciso_does_they_are_paged(play: Play) -> None:
    ciso = FULL.replace('security = ["sam", "security@example.com"]\n', "")
    assert flagged(play, "ddos", ciso).pages(purpose="request") == [(2, "sam")]


def test_a_drill_begins_and_ends_as_one(play: Play) -> None:
    """Else what happened could be taken out of the numbers, or people be called to an exercise."""
    told = play(
        P1, ACK, "+2m @bo: !incident INC-1 flag drill",
        "+3m @bo: !incident declare practice p1 --drill", "+4m @bo: !incident INC-2 unflag drill x",
        "until +5m", team=FULL,
    )  # fmt: skip
    refused = [text for outcome, text in replies(told) if outcome == "rejected"]
    assert len(refused) == 2
    assert all("declare" in text for text in refused)
