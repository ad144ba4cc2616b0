"""Whoever is called reads so in the reply; who is asked for by name answers that, and no more.

The Incident Commander is the on-call engineer or their delegate; Security comes in beside them.
"""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, FULL, P1, last, replies
from tests.simulate.conftest import Play

CALLED = "You are paged: `!incident INC-1 ack` says that you are on it."


def test_whoever_declares_and_is_called_reads_how_to_answer(play: Play) -> None:
    told = play(P1, "until +1m", team=FULL)
    assert told.pages() == [(0, "ana")]
    assert CALLED in last(told)[1]


def test_whoever_takes_a_role_while_it_calls_them_reads_it_too(play: Play) -> None:
    told = play(P1, "+1m @ana: !incident INC-1 take tl", "until +2m", team=FULL)
    assert last(told)[1] == f"INC-1: Ana is Technical Lead. {CALLED}"


def test_in_its_room_they_read_it_below_what_the_room_hears(play: Play) -> None:
    told = play(
        P1, "+1m @ana #INC-1: !incident take tl",
        "+2m @kim #INC-1: !incident page security they use our keys",
        "+3m @sam #INC-1: !incident ack", "until +4m", team=FULL,
    )  # fmt: skip
    said = [text for _, text in replies(told)]
    assert said[1].splitlines()[-1] == CALLED
    assert said[3].splitlines() == [
        "Sam answered the page (chat).",
        "Still called to lead it: Ana. To lead it yourself: `!incident INC-1 ack`.",
    ]


def test_who_is_not_called_or_has_answered_reads_nothing_of_it(play: Play) -> None:
    told = play(
        "+0m @kim: !incident declare checkout returns 500s p1", ACK,
        "+2m @ana: !incident INC-1 take ic", "+3m @kim: !incident INC-1 take tl", "until +4m",
        team=FULL,
    )  # fmt: skip
    assert not [text for _, text in replies(told) if "You are paged" in text]


def test_security_that_is_asked_for_answers_that_and_on_call_goes_on_being_called(
    play: Play,
) -> None:
    told = play(
        P1, "+1m @kim: !incident INC-1 page security they use our keys",
        "+2m @sam: !incident INC-1 ack", "until +6m", team=FULL,
    )  # fmt: skip
    assert [row.to for row in told.of("role", role="ic")] == ["ana"]
    assert told.pages(purpose="request") == [(1, "sam")]
    assert told.pages(purpose="ladder") == [(0, "ana"), (5, "bo")]
    assert last(told)[1] == (
        "INC-1: you have answered your page. Still called to lead it: Ana. "
        "To lead it yourself: `!incident INC-1 ack`."
    )


def test_security_leads_when_it_says_so_once_more(play: Play) -> None:
    told = play(
        P1, "+1m @kim: !incident INC-1 page security they use our keys",
        "+2m @sam: !incident INC-1 ack", "+3m @sam: !incident INC-1 ack", "until +6m", team=FULL,
    )  # fmt: skip
    assert [row.to for row in told.of("role", role="ic")] == ["ana", "sam"]
    assert told.pages(purpose="ladder") == [(0, "ana")]


@pytest.mark.parametrize("asks", ["page @kim", "escalate security they are in", "flag security"])
def test_nobody_who_is_asked_for_takes_command_of_what_nobody_leads(play: Play, asks: str) -> None:
    told = play(
        "+0m @lea: !incident declare button is blue p2", f"+1m @lea: !incident INC-1 {asks}",
        "+2m @kim: !incident INC-1 ack" if "kim" in asks else "+2m @sam: !incident INC-1 ack",
        "until +3m", team=FULL,
    )  # fmt: skip
    assert [row.to for row in told.of("role", role="ic")] == ["ana"]
    assert last(told)[0] == "accepted"


def test_on_call_that_is_asked_for_leads(play: Play) -> None:
    told = play(
        "+0m @lea: !incident declare checkout returns 500s p1", "+1m @lea: !incident INC-1 page bo",
        "+2m @bo: !incident INC-1 ack", "until +6m", team=FULL,
    )  # fmt: skip
    assert [row.to for row in told.of("role", role="ic")] == ["ana", "bo"]
    assert told.pages(purpose="ladder") == [(0, "ana")]
