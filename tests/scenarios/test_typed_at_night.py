"""In one room with another incident burning, half asleep: the right one, or a clear no."""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, FULL, P1, last, replies
from tests.simulate.conftest import Play

TWO = (P1, ACK, "+2m @bo: !incident declare search is slow p1")


def test_an_answer_in_the_wrong_room_stops_the_right_pages(play: Play) -> None:
    told = play(*TWO, "+3m @ana #INC-1: !ack INC-2", "until +30m", team=FULL)
    assert last(told)[1].startswith("INC-2 acknowledged by Ana")
    assert [person for minute, person in told.pages() if minute >= 3] == []


@pytest.mark.parametrize(
    "line",
    ["mitigated INC-2", "escalate INC-2 em it grows", "note INC-2 it is full", "#2 update eta 1h"],
)
def test_what_is_typed_for_another_incident_is_done_there(play: Play, line: str) -> None:
    told = play(
        *TWO, "+3m @bo: !incident INC-2 ack",
        "+3m @bo: !incident INC-2 update investigating | slow | looking | unknown",
        f"+4m @bo #INC-1: !{line}", "until +5m", team=FULL,
    )  # fmt: skip
    assert last(told)[0] == "accepted"
    assert last(told)[1].startswith("INC-2")


@pytest.mark.parametrize("line", ["ack INC-9", "merge INC-9", "mitigated INC-9", "9 ack"])
def test_an_incident_that_is_not_there_is_never_the_rooms(play: Play, line: str) -> None:
    told = play(*TWO, f"+3m @ana #INC-1: !incident {line}", "until +4m", team=FULL)
    assert last(told)[0] == "rejected"
    assert "INC-9" in last(told)[1]


def test_verbs_alone_run_an_incident_from_its_beginning_to_its_end(play: Play) -> None:
    told = play(
        "+0m @ana: !declare checkout returns 500s sev1", "+1m @ana: !ack",
        "+2m @bo: !take tl", "+3m @bo #INC-1: !mitigate restart the pods",
        "+4m @ana #INC-1: !approve 1 it is safe", "+5m @bo #INC-1: !done 1",
        "+6m @ana #INC-1: !update investigating | checkout down | restarted | unknown",
        "+7m @ana #INC-1: !update all good", "+8m @ana #INC-1: !mitigated", "until +9m", team=FULL,
    )  # fmt: skip
    assert [outcome for outcome, _ in replies(told)] == ["accepted"] * 9


def test_characters_nobody_sees_page_nobody_else(play: Play) -> None:
    """What a phone, a document or a right-to-left name puts between the letters."""
    lines = (
        "!incident INC-1 ack\u200b", "\u2060!incident INC-1 ack\u2060", "!incident\u200b INC-1 ack",
        "\ufeff!incident INC-1 ack", "!incident INC-1 ack\u200e", "!incident INC\u20111 ack",
    )  # fmt: skip
    for line in lines:
        told = play(P1, f"+1m @ana: {line}", "until +20m", team=FULL)
        assert last(told)[1].startswith("INC-1 acknowledged by Ana"), line
        assert [person for _, person in told.pages()] == ["ana"]


@pytest.mark.parametrize("who", ["@sam\u200b", "\u2068@sam\u2069", "@sam."])
def test_a_name_is_found_whatever_stands_around_it(play: Play, who: str) -> None:
    told = play(P1, ACK, f"+2m @ana: !incident INC-1 page {who} help", "until +3m", team=FULL)
    assert (2, "sam") in told.pages()


def test_a_page_for_two_rings_both(play: Play) -> None:
    told = play(P1, ACK, "+2m @ana: !page @bo @sam help", "until +3m", team=FULL)
    assert {(2, "bo"), (2, "sam")} <= set(told.pages())


def test_a_drill_alone_asks_and_begins_nothing(play: Play) -> None:
    told = play(P1, ACK, "+2m @ana: !drill", "until +10m", team=FULL)
    assert len(told.events("declared")) == 1
    assert "`!incident drill outage @ana`" in last(told)[1]


@pytest.mark.parametrize(
    "line",
    ["page @bo,@kim help", "page @bo,@kim, help", "page @bo, @kim help", "page @bo;@kim help"],
)
def test_people_with_a_comma_between_are_all_called(play: Play, line: str) -> None:
    told = play(P1, ACK, f"+2m @ana: !incident INC-1 {line}", "until +3m", team=FULL)
    assert [person for minute, person in told.pages() if minute >= 2] == ["bo", "kim"]
    assert "help" in told.of("page")[-1].text


def test_the_first_words_of_an_update_are_not_typed_twice(play: Play) -> None:
    told = play(P1, ACK, "+2m @ana #INC-1: !update all good", "until +3m", team=FULL)
    assert "`!incident INC-1 update | <impact> | all good |`" in last(told)[1]


@pytest.mark.parametrize("line", ["mitigated", "resolve --override it is over", "notify-customers"])
def test_what_ends_or_publishes_is_not_done_to_one_of_two_unasked(play: Play, line: str) -> None:
    """Bo leads the one; the other he has just declared, and it is the one on his mind."""
    told = play(
        P1, "+1m @bo: !ack", "+2m @bo: !incident declare search is slow p2", f"+3m @bo: !{line}",
        "until +4m", team=FULL,
    )  # fmt: skip
    assert last(told)[0] == "rejected"
    assert "Which incident? 2 are open" in last(told)[1]


def test_the_hint_of_an_unusual_change_can_be_pasted(play: Play) -> None:
    told = play(P1, ACK, "+2m @bo #INC-1: !mitigate restart the pods", "until +3m", team=FULL)
    assert "`!incident approve 1 <reason>`" in last(told)[1]
