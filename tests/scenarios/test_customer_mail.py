"""Customers are mailed within the hour, and when it is over."""

from __future__ import annotations

from tests.scenarios.given import ACK, CHECKED, FIXED, FULL, P1
from tests.simulate.conftest import Play
from tests.simulate.given import minute

NOTICE = ("+20m @ana #INC-1: !incident notify-customers", "+20m @ana #INC-1: !incident yes")


def test_the_mail_says_what_happened_impact_status_and_eta(play: Play) -> None:
    told = play(
        P1, ACK, "+5m @ana #INC-1: !incident update investigating | cards fail | looking | 04:30",
        *NOTICE, "until +21m", team=FULL,
    )  # fmt: skip
    mail = told.one("email", "customers").text
    for part in ("What happened: ", "Impact: cards fail", "Status: Investigating", "ETA: 04:30"):
        assert part in mail
    assert told.owed("customer-notice") == [(0, "owed"), (20, "met")]


def test_nobody_mails_and_the_clock_says_so(play: Play) -> None:
    told = play(P1, ACK, "until +1h01m", team=FULL)
    assert told.owed("customer-notice") == [(0, "owed"), (60, "late")]
    reminded = [minute(r) for r in told.of("message") if "The customer notice" in r.text]
    assert 45 in reminded
    assert 60 in reminded


def test_the_follow_up_goes_out_by_itself_to_those_who_got_the_notice(play: Play) -> None:
    told = play(
        P1, ACK, *FIXED, *NOTICE, *CHECKED, "+42m @ana #INC-1: !incident resolve", "until +43m",
        team=FULL,
    )  # fmt: skip
    mail = told.of("email", "customers")[-1]
    assert minute(mail) == 42
    assert mail.text.startswith("Resolved: ")


def test_where_no_mail_goes_out_by_itself_the_follow_up_is_owed(play: Play) -> None:
    told = play(
        P1, ACK, *FIXED, *NOTICE, *CHECKED, "+42m @ana #INC-1: !incident resolve",
        "+50m @ana: !incident INC-1 notify-customers It is over.", "until +51m",
        team=FULL.replace("[customers.outbox]", ""),
    )  # fmt: skip
    assert told.owed("customer-follow-up") == [(42, "owed"), (50, "met")]


def test_nobody_who_heard_nothing_is_told_that_it_is_over(play: Play) -> None:
    told = play(
        P1, ACK, *FIXED, *CHECKED, "+42m @ana #INC-1: !incident resolve", "until +43m", team=FULL
    )
    assert told.of("email", "customers") == []


def test_a_mail_server_that_is_away_gets_it_later(play: Play) -> None:
    told = play(
        P1, ACK, "+2m fault customers.outbox down", *NOTICE, "+25m fault customers.outbox up",
        "until +40m", team=FULL,
    )  # fmt: skip
    outcomes = [row.data["outcome"] for row in told.of("email", "customers")]
    assert outcomes[0] == "failed"
    assert outcomes[-1] == "sent"


def test_a_mail_whose_template_has_no_subject_never_gets_the_title(play: Play) -> None:
    own = FULL + '\n[templates]\ncustomer-notice = "{% if url %}{{ url }}{% endif %}"\n'
    told = play(
        "+0m @ana: !incident declare salaries are public p1", "+1m @ana: !incident INC-1 ack",
        "+2m @ana: !incident INC-1 notify-customers We are on it.",
        "+3m @ana: !incident INC-1 yes", "until +5m", team=own,
    )  # fmt: skip
    subject, text = told.one("email", "customers").text.split("\n")
    assert text == "We are on it."
    assert "salaries" not in subject
