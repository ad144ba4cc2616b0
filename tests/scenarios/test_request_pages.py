"""Who is asked for by name rings until they answer; whoever asked hears that they did not."""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, FULL, P1, last, replies
from tests.simulate.conftest import Play

ASKED = "+2m @ana: !incident INC-1 page @kim we need the database"


@pytest.mark.parametrize(
    ("asks", "who"),
    [
        ("page @kim we need the database", "kim"),
        ("escalate em need more people", "eva"),
        ("flag security somebody uses our keys", "sam"),
    ],
)
def test_it_rings_again_after_five_minutes_and_after_ten_more(
    play: Play, asks: str, who: str
) -> None:
    told = play(P1, ACK, f"+2m @ana: !incident INC-1 {asks}", "until +3h", team=FULL)
    rings = [minute for minute, person in told.pages(purpose="request") if person == who]
    assert rings == [2, 7, 17]
    assert "has not answered yet" in told.heard(told.room)


def test_whoever_asked_hears_after_the_response_time_with_the_number(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @bo: !incident INC-1 escalate em need more people", "until +3h", team=FULL
    )
    (heard,) = [row for row in told.of("message", "@bo") if "has not answered" in row.text]
    assert "Eva has not answered the page of 03:02 CET (15 min ago); it rang 3 times." in heard.text
    assert "Please call now: Eva +49 3" in heard.text
    assert "Eva has not answered the page" in told.heard(told.room)


def test_on_a_p0_the_response_time_is_shorter(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare all is down p0", ACK, ASKED, "until +30m", team=FULL
    )  # fmt: skip
    assert [minute for minute, _ in told.owed("answer:p3")] == [2, 7]


def test_it_is_owed_and_can_be_read(play: Play) -> None:
    told = play(P1, ACK, ASKED, "+3m @bo: !incident INC-1 why answer:p2", "until +4m", team=FULL)
    seen = last(told)[1]
    assert "An answer to page 2: Kim" in seen
    assert "03:07 CET (in 4 min): Tocsin pages Kim again" in seen
    assert "Tocsin tells Ana that there is no answer, with the phone number" in seen


@pytest.mark.parametrize("does", ["ack", "note I am here", "take tl"])
def test_it_ends_with_whatever_the_person_does(play: Play, does: str) -> None:
    told = play(P1, ACK, ASKED, f"+4m @kim: !incident INC-1 {does}", "until +1h", team=FULL)
    assert told.pages(purpose="request") == [(2, "kim")]
    assert told.owed("answer:p2") == [(2, "owed"), (4, "met")]
    assert "page-answered" in told.events("page-answered")


def test_nobody_elses_answer_ends_it(play: Play) -> None:
    told = play(P1, ACK, ASKED, "+3m @bo: !incident INC-1 ack", "until +8m", team=FULL)
    assert told.pages(purpose="request") == [(2, "kim"), (7, "kim")]


def test_it_ends_with_the_incident(play: Play) -> None:
    told = play(
        P1, ACK, ASKED, "+3m @ana: !incident INC-1 resolve --override it was a test",
        "until +1h", team=FULL,
    )  # fmt: skip
    assert told.pages(purpose="request") == [(2, "kim")]


def test_tools_fail_over_each_time(play: Play) -> None:
    told = play(
        P1, ACK, "+1m fault paging.tower down", ASKED, "until +12m", team=FULL,
    )  # fmt: skip
    tools = [
        (row.data["provider"], row.data["outcome"])
        for row in told.of("page")
        if row.data["purpose"] == "request" and row.data["outcome"] == "sent"
    ]
    assert tools == [("church", "sent"), ("church", "sent")]


def test_a_person_who_paged_themselves_is_left_alone(play: Play) -> None:
    told = play(P1, ACK, "+2m @kim: !incident INC-1 page me", "until +1h", team=FULL)
    assert told.pages(purpose="request") == [(2, "kim")]


def test_a_drill_rings_once(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare practice p1 --drill", ACK,
        "+2m @ana: !incident INC-1 page @kim", "until +1h", team=FULL,
    )  # fmt: skip
    assert len(told.pages(purpose="request")) <= 1


@pytest.mark.parametrize(
    "asks",
    [
        ("page @kim", "page @kim", "page @kim"),
        ("escalate need more people", "escalate em now", "page em"),
        ("flag security strange logins", "escalate security they are in", "page security"),
    ],
)
def test_asking_three_times_in_a_minute_rings_once(play: Play, asks: tuple[str, ...]) -> None:
    told = play(
        P1, ACK, *(f"+{120 + 25 * n}s @bo: !incident INC-1 {ask}" for n, ask in enumerate(asks)),
        "until +4m", team=FULL,
    )  # fmt: skip
    assert len(told.pages(purpose="request")) == 1
    for outcome, text in replies(told)[-2:]:
        assert outcome == "accepted"
        assert "is being paged since 03:02 CET " in text
        assert "no answer yet" in text


def test_new_words_reach_them_all_the_same(play: Play) -> None:
    told = play(
        P1, ACK, ASKED, "+3m @bo: !incident INC-1 page @kim bring the runbook", "until +4m",
        team=FULL,
    )  # fmt: skip
    assert told.pages(purpose="request") == [(2, "kim")]
    assert "your words go to them directly" in last(told)[1]
    assert "Bo asks for you as well: bring the runbook." in told.of("message", "@kim")[-1].text


def test_later_they_are_rung_anew(play: Play) -> None:
    told = play(
        P1, ACK, ASKED, "+13m @bo: !incident INC-1 page @kim", "until +14m", team=FULL
    )  # fmt: skip
    assert told.pages(purpose="request") == [(2, "kim"), (7, "kim"), (13, "kim")]


def test_who_answered_is_rung_anew_at_once(play: Play) -> None:
    told = play(
        P1, ACK, ASKED, "+3m @kim: !incident INC-1 ack", "+4m @bo: !incident INC-1 page @kim",
        "until +5m", team=FULL,
    )  # fmt: skip
    assert told.pages(purpose="request") == [(2, "kim"), (4, "kim")]
