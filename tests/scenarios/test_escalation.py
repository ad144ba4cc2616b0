"""Flags call the people the process names."""

from __future__ import annotations

from tests.scenarios.given import ACK, FULL, P0, P1
from tests.simulate.conftest import Play


def test_a_security_flag_pages_the_team_and_tells_the_ciso_and_the_address(play: Play) -> None:
    told = play(P1, ACK, "+2m @ana: !incident INC-1 flag data-exposure", "until +3m", team=FULL)
    assert (2, "sam") in told.pages(purpose="request")
    assert [row.to for row in told.of("email") if "security" in row.text][:1] == ["security"]


def test_a_breach_tells_leadership_and_the_cto(play: Play) -> None:
    told = play(P1, ACK, "+2m @ana: !incident INC-1 flag data-breach", "until +3m", team=FULL)
    for person in ("@lea", "@cyrus"):
        assert any("data-breach" in row.text for row in told.of("message", person)), person


def test_a_p0_reaches_the_manager_by_page_and_leadership_by_message_at_once(play: Play) -> None:
    told = play(P0, "until +1m", team=FULL)
    assert {(0, "ana"), (0, "eva")} <= set(told.pages())
    assert told.of("message", "@lea")


def test_a_p1_of_more_than_an_hour_reaches_the_manager(play: Play) -> None:
    told = play(P1, ACK, "until +61m", team=FULL)
    assert told.owed("escalate-em") == [(0, "owed"), (60, "met")]


def test_help_can_be_asked_for_by_hand(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident INC-1 escalate unclear how to proceed", "until +3m", team=FULL
    )
    assert (2, "eva") in told.pages(purpose="request")


def test_by_hand_it_reaches_whom_it_names(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @bo: !incident INC-1 escalate need two more people",
        "+3m @bo: !incident INC-1 escalate security strange logins",
        "+4m @bo: !incident INC-1 escalate leadership the press calls", "until +5m", team=FULL,
    )  # fmt: skip
    assert told.pages(purpose="request") == [(2, "eva"), (3, "sam"), (4, "lea")]


def test_the_alarm_at_the_end_has_everybodys_number(play: Play) -> None:
    told = play(P1, "until +91m", team=FULL)
    (alarm,) = [row.text for row in told.of("message", "#incidents") if "ALARM" in row.text]
    for number in ("Ana +49 1", "Bo +49 2", "Eva +49 3", "Cyrus +49 4"):
        assert number in alarm


def test_a_policy_is_paged_by_those_its_first_step_calls(play: Play) -> None:
    told = play(P1, ACK, "+2m @ana: !incident INC-1 page p0 please join", "until +3m", team=FULL)
    assert told.pages(purpose="request") == [(2, "ana"), (2, "eva")]


def test_a_team_is_paged_by_whoever_is_on_call_for_it(play: Play) -> None:
    told = play(P1, ACK, "+2m @bo: !incident INC-1 page shop", "until +3m", team=FULL)
    assert told.pages(purpose="request") == [(2, "ana")]
