"""Nothing reaches customers unasked: it is shown whole, and goes out after a yes of that person."""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, FULL, P1, SHOP, last, phases, replies
from tests.simulate.conftest import Play
from tests.simulate.given import Told, minute

SAID = "+3m @ana: !incident INC-1 update investigating | cards fail | looking | 04:30"
PUBLISH = "+4m @ana: !incident INC-1 status-page publish"
OWN = "+4m @ana: !incident INC-1 status-page publish Cards fail; PayPal works."
NOTIFY = "+4m @ana: !incident INC-1 notify-customers"
YES = "+5m @ana: !incident INC-1 yes"


def mails(told: Told) -> list[str]:
    return [row.text for row in told.of("email", "customers")]


def test_an_entry_is_shown_as_it_will_go_out_before_it_does(play: Play) -> None:
    told = play(P1, ACK, SAID, PUBLISH, "until +6m", team=FULL)
    assert last(told)[1].splitlines()[:-1] == [
        "INC-1: an entry for the status page (static), which everybody can read",
        "Title: Problem with checkout",
        "Investigating, Web shop and Payments",
        "> We are still working on the problems with checkout.",
        "> Impact: cards fail.",
        "> What we are doing: looking.",
        "> Expected to be resolved: 04:30 CET.",
    ]
    assert last(told)[1].splitlines()[-1] == (
        "Nothing has gone out yet. To send exactly this, until 03:09 CET: `!incident INC-1 yes`. "
        "To drop it: `!incident INC-1 no`"
    )
    assert phases(told) == ["investigating"], "only what went out by itself"


def test_a_mail_is_shown_with_whom_it_reaches(play: Play) -> None:
    smtp = (
        '[customers.mail]\ntype = "smtp"\nhost = "localhost"\nsender = "us@example.org"\n'
        'to = ["news@example.org", "vip@example.org", "all@example.org"]\n'
    )
    told = play(P1, ACK, SAID, NOTIFY, "until +6m", team=FULL.replace("[customers.outbox]", smtp))
    shown = last(told)[1].splitlines()
    assert shown[0] == (
        "INC-1: a notice to customers, by customer mail (mail) to news@example.org and 2 more"
    )
    assert shown[1] == "Subject: Problem with checkout: we are working on it"
    assert "> Impact: cards fail" in shown
    assert mails(told) == []


@pytest.mark.parametrize("asks", [PUBLISH, OWN, NOTIFY])
def test_what_was_shown_goes_out_as_it_was_shown(play: Play, asks: str) -> None:
    told = play(P1, ACK, SAID, asks, "+8m @ana: !incident INC-1 yes", "until +9m", team=FULL)
    shown = [row[2:] for row in replies(told)[-2][1].splitlines() if row.startswith(">")]
    out = told.of("email", "customers") or told.of("status_page")
    body = out[-1].text.replace("**Investigating**: ", "").splitlines()
    assert [row for row in body[-len(shown) :] if row] == [row.strip() for row in shown if row]
    assert minute(out[-1]) == 8


@pytest.mark.parametrize("where", ["!incident yes", "!incident INC-1 yes", "!YES"])
def test_a_yes_is_short_where_only_one_thing_waits(play: Play, where: str) -> None:
    told = play(P1, ACK, OWN, f"+5m @ana #incidents: {where}", "until +6m", team=SHOP)
    assert phases(told) == ["investigating", "investigating"]


def test_the_yes_of_somebody_else_sends_nothing(play: Play) -> None:
    told = play(P1, ACK, OWN, "+5m @bo: !incident INC-1 yes", "until +6m", team=SHOP)
    assert last(told) == ("rejected", "Nothing of INC-1 waits for a yes or no of yours.")
    assert phases(told) == ["investigating"]


def test_after_five_minutes_it_is_too_late(play: Play) -> None:
    told = play(P1, ACK, OWN, "+10m @ana: !incident INC-1 yes", "until +11m", team=SHOP)
    assert last(told)[0] == "rejected"
    assert "nothing went out. To see it as it is now: `!incident INC-1 status-page" in last(told)[1]
    assert phases(told) == ["investigating"]


def test_a_no_drops_it(play: Play) -> None:
    told = play(P1, ACK, OWN, "+5m @ana: !incident no", "+6m @ana: !incident yes", team=SHOP)
    assert replies(told)[-2][1].startswith(
        "Dropped, nothing went out: `!incident INC-1 status-page"
    )
    assert last(told) == ("rejected", "Nothing waits for a yes or no of yours.")


def test_a_yes_counts_once(play: Play) -> None:
    told = play(P1, ACK, NOTIFY, YES, "+6m @ana: !incident yes", "until +7m", team=FULL)
    assert len(mails(told)) == 1
    assert last(told)[0] == "rejected"


def test_what_changed_meanwhile_is_shown_anew(play: Play) -> None:
    told = play(
        P1, ACK, SAID, PUBLISH,
        "+5m @bo: !incident INC-1 update investigating | all payments fail | looking | 05:00",
        "+6m @ana: !incident INC-1 yes",
        "+7m @ana: !incident INC-1 yes",
        "until +8m", team=SHOP,
    )  # fmt: skip
    again = replies(told)[-2][1]
    assert again.startswith("What would go out has changed since you saw it. It is now:\nINC-1: ")
    assert "> Impact: all payments fail." in again
    assert "Impact: all payments fail." in told.of("status_page")[-1].text
    assert minute(told.of("status_page")[-1]) == 7


def test_other_words_take_the_place_of_those_that_waited(play: Play) -> None:
    told = play(
        P1, ACK, OWN, "+5m @ana: !incident INC-1 status-page publish Only cards fail.",
        "+6m @ana: !incident yes", "until +7m", team=SHOP,
    )  # fmt: skip
    assert told.of("status_page")[-1].text == "Only cards fail."
    assert len(told.of("status_page")) == 2


def test_with_two_that_wait_elsewhere_it_is_asked_which(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident declare payments fail p1",
        "+3m @ana #INC-1: !incident status-page publish One.",
        "+3m @ana #INC-2: !incident status-page publish Two.",
        "+4m @ana: !incident yes",
        "+5m @ana #INC-2: !incident yes",
        "until +6m", team=SHOP,
    )  # fmt: skip
    assert replies(told)[-2] == (
        "rejected",
        "Which one? Waiting for you: INC-1 (status-page), INC-2 (status-page). "
        "As in: `!incident INC-1 yes`.",
    )
    assert [row.text for row in told.of("status_page")][-1] == "Two."
    assert "One." not in [row.text for row in told.of("status_page")]


def test_it_outlives_a_restart(play: Play) -> None:
    told = play(P1, ACK, OWN, "+5m restart", "+6m @ana: !incident INC-1 yes", team=SHOP)
    assert told.of("status_page")[-1].text == "Cards fail; PayPal works."


def test_whoever_may_not_send_it_is_not_shown_it(play: Play) -> None:
    told = play(P1, ACK, "+4m @lea: !incident INC-1 notify-customers", "until +5m", team=FULL)
    assert last(told)[0] == "rejected"
    assert "Subject" not in last(told)[1]


def test_with_company_own_words_wait_for_a_second_look_after_the_yes(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @bo: !incident INC-1 take comms", OWN, YES, "+6m @bo: !incident approve 1",
        "until +7m", team=SHOP,
    )  # fmt: skip
    assert "Then it waits 5 minutes at most for somebody else's look." in replies(told)[-3][1]
    assert minute(told.of("status_page")[-1]) == 6


def test_where_it_reaches_nobody_that_is_said_instead(play: Play) -> None:
    told = play(P1, ACK, NOTIFY, "until +5m", team=FULL.replace("[customers.outbox]", ""))
    assert "please send it yourself, no mail to customers is set up" in last(told)[1]


def test_words_too_long_to_be_shown_whole_are_refused(play: Play) -> None:
    told = play(P1, ACK, f"{NOTIFY} {'x' * 3600}", "until +5m", team=FULL)
    assert last(told)[0] == "rejected"
    assert "nothing goes out that was not shown whole" in last(told)[1]


def test_the_page_gets_the_title_a_person_gave_it_for_the_public(play: Play) -> None:
    told = play(
        P1, ACK, '+4m @ana: !incident INC-1 status-page publish --title "Card payments fail" Hm.',
        YES, "+6m @ana: !incident INC-1 notify-customers", "until +7m", team=FULL,
    )  # fmt: skip
    assert "Title: Card payments fail" in replies(told)[-3][1]
    assert "Subject: Card payments fail: we are working on it" in last(told)[1]


@pytest.mark.parametrize("answer", ["no", "yes"])
def test_of_a_private_one_the_answer_elsewhere_repeats_no_word(play: Play, answer: str) -> None:
    told = play(
        f"{P1} --private", ACK, "+2m @ana #INC-1: !incident status-page publish A canary sings.",
        f"+20m @ana #incidents: !incident INC-1 {answer}", "until +21m", team=SHOP,
    )  # fmt: skip
    assert "A canary sings." in replies(told)[-2][1]
    assert "canary" not in last(told)[1]
    assert phases(told) == []


def test_in_the_room_of_one_incident_a_yes_is_for_no_other(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident declare search is slow p2", OWN,
        "+5m @ana #INC-2: !incident yes", "+6m @ana #INC-2: !incident INC-1 yes", "until +7m",
        team=SHOP,
    )  # fmt: skip
    assert replies(told)[-2] == (
        "rejected",
        "Nothing of INC-2 waits for a yes or no of yours. Of another one, with its number: "
        "`!incident INC-n yes`.",
    )
    assert last(told)[0] == "accepted"
    assert minute(told.of("status_page")[-1]) == 6


UNSEEN = "Cards \u202esllaf\u202c fa\u200bil; \u2066PayPal\u2069 works."


@pytest.mark.parametrize(
    ("verb", "kind"),
    [("status-page publish", "status_page"), ("notify-customers", "email"),
     ("status-page draft", "status_page")],
)  # fmt: skip
def test_what_cannot_be_seen_does_not_go_out_either(play: Play, verb: str, kind: str) -> None:
    drafted = ("+5m @ana: !incident INC-1 status-page publish",) if "draft" in verb else ()
    told = play(
        P1, ACK, f"+4m @ana: !incident INC-1 {verb} {UNSEEN}", *drafted,
        "+6m @ana: !incident INC-1 yes", "until +7m", team=FULL,
    )  # fmt: skip
    (gone,) = [row for row in told.of(kind) if "PayPal" in row.text]
    assert gone.text.endswith("Cards sllaf fail; PayPal works.")
