"""Whoever was called or told hears that it is over; and that it is not, when it comes back."""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, FULL, P0, P1
from tests.simulate.alert_bodies import plain
from tests.simulate.conftest import Play
from tests.simulate.given import Told

BO_LEADS = ("+6m @bo: !incident INC-1 ack", "+20m @bo: !incident INC-1 resolve --override well")


def heard_of_the_end(told: Told, words: str = "Nothing is asked of you any more.") -> list[str]:
    return [row.to for row in told.of("message") if words in row.text]


def test_who_was_paged_and_never_answered_hears_that_it_is_resolved(play: Play) -> None:
    told = play(P1, *BO_LEADS, "until +30m", team=FULL)
    assert "@ana" in heard_of_the_end(told)
    (text,) = [row.text for row in told.of("message", "@ana") if "Nothing is asked" in row.text]
    assert "It is resolved, after 20m." in text


def test_those_who_are_at_it_read_it_where_they_are(play: Play) -> None:
    told = play(P1, *BO_LEADS, "until +30m", team=FULL)
    assert "@bo" not in heard_of_the_end(told)


def test_support_and_leadership_who_heard_of_the_beginning_hear_of_the_end(play: Play) -> None:
    told = play(P0, *BO_LEADS, "until +30m", team=FULL)
    assert {"@kim", "@lea", "@eva"} <= set(heard_of_the_end(told))
    mailed = [row.to for row in told.of("email") if "Nothing is asked" in row.text]
    assert "support" in mailed


def test_each_of_them_once(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident INC-1 page @kim", "+4m @ana: !incident INC-1 flag media",
        "+5m @ana: !incident INC-1 flag legal", "+6m @ana: !incident INC-1 resolve --override well",
        "until +10m", team=FULL,
    )  # fmt: skip
    told_people = heard_of_the_end(told)
    assert len(told_people) == len(set(told_people))
    assert {"@kim", "@lea", "@cyrus"} <= set(told_people)


def test_a_declined_one_ends_for_them_too(play: Play) -> None:
    told = play(
        "+0m alert json down.json", "+2m @kim: !incident INC-1 decline a planned test",
        "until +10m", team=FULL, files={"down.json": plain()},
    )  # fmt: skip
    assert "@ana" in heard_of_the_end(told, "It was looked at and is no incident.")
    assert "@kim" not in heard_of_the_end(told)


def test_a_merged_one_says_where_it_goes_on(play: Play) -> None:
    told = play(
        "+0m @bo: !incident declare it fails p1",
        "+1m @bo: !incident declare it is slow p1", "+2m @kim: !incident INC-1 merge INC-2",
        "until +3m", team=FULL,
    )  # fmt: skip
    assert "@ana" in heard_of_the_end(told, "It is the same as INC-2, which goes on")


def test_of_a_private_one_no_title_goes_out(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare the payroll leaked p1 --private",
        "+1m @ana: !incident INC-1 ack", "+2m @ana: !incident INC-1 page @kim",
        "+3m @ana: !incident INC-1 resolve --override well", "until +4m", team=FULL,
    )  # fmt: skip
    (text,) = [row.text for row in told.of("message", "@kim") if "Nothing is asked" in row.text]
    assert "payroll" not in text


def test_reopened_it_calls_whoever_is_on_call_now(play: Play) -> None:
    told = play(
        P1, *BO_LEADS, "+40m @bo: !incident INC-1 reopen it is back",
        "+46m @bo: !incident INC-1 ack",
        "until +2h", team=FULL,
    )  # fmt: skip
    assert told.pages()[-2:] == [(40, "ana"), (45, "bo")]


@pytest.mark.parametrize("severity", ["p0", "p1"])
def test_whoever_is_on_call_and_reopens_it_has_answered(play: Play, severity: str) -> None:
    told = play(
        f"+0m @kim: !incident declare all is down {severity}", ACK,
        "+2m @ana: !incident INC-1 resolve --override well",
        "+40m @ana: !incident INC-1 reopen it is back", "until +2h", team=FULL,
    )  # fmt: skip
    assert [row for row in told.pages() if row[0] >= 40] == []
    assert told.owed("ack")[-1][1] == "met"


def test_a_reopened_p0_tells_manager_and_leadership(play: Play) -> None:
    told = play(
        P0, ACK, "+2m @ana: !incident INC-1 resolve --override well",
        "+40m @ana: !incident INC-1 reopen it is back", "until +41m", team=FULL,
    )  # fmt: skip
    assert {"@eva", "@lea"} <= set(heard_of_the_end(told, "It is open again, as P0"))


def test_a_reopened_p2_notifies_and_pages_nobody(play: Play) -> None:
    told = play(
        "+0m @kim: !incident declare it is slow p2", ACK, "+1m @bo: !incident INC-1 ack",
        "+2m @ana: !incident INC-1 resolve --override well",
        "+3m @ana: !incident INC-1 handoff ic @bo",
        "+40m @ana: !incident INC-1 reopen it is back", "until +2h", team=FULL,
    )  # fmt: skip
    assert told.pages() == []


@pytest.mark.parametrize("who", ["ana", "bo"])
def test_whoever_heard_of_the_end_hears_that_it_is_open_again_and_nobody_else(
    play: Play, who: str
) -> None:
    told = play(
        P1, f"+6m @{who}: !incident INC-1 ack",
        f"+20m @{who}: !incident INC-1 resolve --override well",
        f"+30m @{who}: !incident INC-1 reopen it is back", "until +31m", team=FULL,
    )  # fmt: skip
    again = heard_of_the_end(told, "It is open again, as P1")
    assert "@kim" in again
    assert f"@{who}" not in again
    assert len(again) == len(set(again))
