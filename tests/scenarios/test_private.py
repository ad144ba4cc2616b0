"""A private incident is known only to those in it."""

from __future__ import annotations

from tests.scenarios.given import FULL, last, replies
from tests.simulate.conftest import Play

SECRET = "+0m @ana: !incident declare salaries are public p1 --private"


def test_its_title_stays_inside(play: Play) -> None:
    told = play(SECRET, "+1m @lea: !incident list", "until +2m", team=FULL)
    assert "salaries" not in told.heard()
    assert "salaries" not in last(told)[1]
    assert "salaries" not in told.room
    assert told.of("status_page") == []
    assert all("salaries" not in row.text for row in told.of("ticket"))


def test_without_the_flag_the_status_page_hears_of_it(play: Play) -> None:
    """The test above would hold as well of a team without a status page."""
    assert play(SECRET.removesuffix(" --private"), "until +2m", team=FULL).of("status_page")


def test_support_hears_that_there_is_one_and_no_more(play: Play) -> None:
    told = play(
        SECRET, "+1m @ana: !incident INC-1 update investigating | all pay slips | closing it |",
        "+2m @ana: !incident INC-1 severity p0", "until +3m", team=FULL,
    )  # fmt: skip
    (heard,) = told.of("message", "@kim")
    assert heard.text.splitlines() == [
        "P1 · INC-1 (private incident)",
        "Customers may ask about this. The Communications Lead keeps you informed.",
    ]
    mailed = told.one("email", "support").text
    assert not any(word in mailed for word in ("salaries", "pay slips", "#incident"))


PUBLIC = "+0m @ana: !incident declare search is slow p2"
OPEN = "+1m @ana: !incident declare salaries are public p1 --private"


def test_what_is_private_does_not_become_part_of_what_others_read(play: Play) -> None:
    told = play(PUBLIC, OPEN, "+2m @ana #INC-2: !incident merge INC-1", "until +3m", team=FULL)
    assert last(told) == (
        "rejected",
        "INC-2 is private, and people who are not in it read INC-1. "
        "The other way round: incident INC-1 merge INC-2.",
    )
    assert "merged" not in told.events("merged", "merged-in")


def test_what_others_read_goes_on_in_private_without_a_word_outside(play: Play) -> None:
    told = play(PUBLIC, OPEN, "+2m @ana #INC-1: !incident merge INC-2", "until +3m", team=FULL)
    assert last(told)[0] == "accepted"
    assert told.events("merged", "merged-in") == ["merged", "merged-in"]
    outside = [row.text for row in told.rows if row.to in ("#incidents", told.of("room")[0].to)]
    assert not any("salaries" in text for text in outside if "!incident" not in text)


def test_nobody_merges_into_what_does_not_exist_for_them(play: Play) -> None:
    told = play(
        PUBLIC, OPEN,
        "+2m @kim: !incident INC-1 merge INC-2", "+2m @kim: !incident INC-1 merge INC-9",
        "+2m @kim: !incident INC-2 merge INC-1", "until +3m", team=FULL,
    )  # fmt: skip
    assert [text for _, text in replies(told)[-3:]] == [
        f"There is no INC-{number}. `!incident list` shows the open ones." for number in (2, 9, 2)
    ]
    assert told.events("merged", "merged-in") == []


def test_a_private_room_is_opened_to_whoever_is_called_later(play: Play) -> None:
    told = play(
        OPEN, "+2m @ana #INC-1: !incident page @bo come and look",
        "+3m @bo #INC-1: !incident take tl", "until +4m", team=FULL,
    )  # fmt: skip
    assert last(told) == ("accepted", "Bo is Technical Lead.\nBo answered the page (chat).")


def test_whoever_hears_of_it_by_name_may_ask_about_it(play: Play) -> None:
    """Support apart, whom nothing but its number is told."""
    lines = (
        "+0m @lea: !incident declare salaries are public p1 --private",
        "+50m @ana: !incident INC-1 ack", "+2h @ana #INC-1: !incident task add call them @bo",
        "+3h @ana #INC-1: !incident resolve --override it is over",
        "+3h @ana #INC-1: !incident action add a lock @bo 3d",
    )  # fmt: skip
    told = play(*lines, "until +120h", team=FULL)
    heard = {row.to.removeprefix("@") for row in told.of("message") if row.to.startswith("@")}
    heard |= {row.to for row in told.of("page")} - {"kim"}
    assert heard >= {"ana", "bo", "eva", "kim"}
    asked = [f"+121h @{one} #INC-1: !incident show" for one in sorted(heard)]
    told = play(*lines, *asked, "until +122h", team=FULL)
    shown = dict(zip(sorted(heard), replies(told)[-len(heard) :], strict=True))
    assert {one for one, (outcome, _) in shown.items() if outcome == "rejected"} == {"kim"}


def test_what_was_shown_aside_is_neither_sent_nor_said_again_where_others_read(play: Play) -> None:
    answers = ("no", "yes", "INC-1 no", "INC-1 yes")
    told = play(
        SECRET, "+1m @ana #INC-1: !incident notify-customers this leaked",
        *(f"+2m @ana: !incident {answer}" for answer in answers),
        "+3m @ana #INC-1: !incident yes", "until +4m", team=FULL,
    )  # fmt: skip
    elsewhere = "INC-1: not done. To read why, type it in its private room, or in a direct message."
    assert replies(told)[2:-1] == [("rejected", elsewhere)] * len(answers)
    assert last(told)[0] == "accepted"
    assert told.events("customers-notified") == ["customers-notified"]


def test_to_a_guest_the_numbers_of_what_is_private_do_not_count(play: Play) -> None:
    told = play(
        SECRET, "+1m @ana: !incident metrics", "+2m @guest-gus: !incident metrics", "until +3m",
        team=FULL,
    )  # fmt: skip
    ours, theirs = (text for _, text in replies(told)[-2:])
    assert "1 incident" in ours
    assert "1 incident" not in theirs
