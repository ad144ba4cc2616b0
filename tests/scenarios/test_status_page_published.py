"""What people publish on the status page, and who looks at it first."""

from __future__ import annotations

import pytest

from tests.scenarios.given import SHOP, phases, status_rows
from tests.simulate.conftest import Play
from tests.simulate.given import Told, minute

ALONE = (
    "+0m @ana: !incident declare checkout returns 500s p1 --service checkout",
    "+1m @ana: !incident INC-1 ack",
)
TWO = (*ALONE, "+2m @bo: !incident INC-1 take comms")


def reply(told: Told, place: int = -1) -> str:
    return told.of("reply")[place].text


def outcomes(told: Told) -> list[object]:
    return [row.data["outcome"] for row in told.of("reply")]


def test_without_words_the_last_update_is_published(play: Play) -> None:
    told = play(
        *ALONE,
        "+3m @ana: !incident INC-1 update mitigating | 40% of payments fail | rolling back | 04:00",
        "+4m @ana: !incident INC-1 status-page publish",
        "+4m @ana: !incident INC-1 yes",
        "until +5m",
        team=SHOP,
    )
    row = told.of("status_page")[-1]
    assert (minute(row), row.data["phase"]) == (4, "investigating")
    assert row.text.splitlines() == [
        "**Investigating**: We are still working on the problems with checkout.",
        "Impact: 40% of payments fail.",
        "What we are doing: rolling back.",
        "Expected to be resolved: 04:00 CET.",
    ]


def test_own_words_of_somebody_alone_go_out_at_once(play: Play) -> None:
    told = play(
        *ALONE, "+3m @ana: !incident INC-1 status-page publish Cards fail; PayPal works.",
        "+3m @ana: !incident INC-1 yes", "until +4m", team=SHOP,
    )  # fmt: skip
    assert told.of("status_page")[-1].text == "Cards fail; PayPal works."
    assert "published, investigating: Cards fail" in reply(told)
    assert "Next entry due 03:33 CET (in 30 min)." in reply(told)


def test_with_a_second_responder_own_words_wait_for_another_look(play: Play) -> None:
    told = play(
        *TWO,
        "+3m @ana: !incident INC-1 status-page publish Cards fail.",
        "+3m @ana: !incident INC-1 yes",
        "+4m @ana: !incident INC-1 approve 1",
        "+5m @bo: !incident INC-1 approve 1",
        "until +30m",
        team=SHOP,
    )
    assert outcomes(told)[-3:] == ["accepted", "rejected", "accepted"]
    assert "waits until 03:08 CET" in reply(told, -3)
    assert "somebody else looks at them" in reply(told, -2)
    assert status_rows(told) == [(0, "investigating"), (5, "investigating")]
    posted = told.of("event", type="status-page-posted")[-1]
    assert posted.text == (
        "Bo posted on the status page (investigating, in the words of Ana): Cards fail."
    )


def test_what_nobody_looks_at_goes_out_after_five_minutes_and_that_is_written_down(
    play: Play,
) -> None:
    told = play(
        *TWO, "+3m @ana: !incident INC-1 status-page publish Cards fail.",
        "+3m @ana: !incident INC-1 yes", "until +30m", team=SHOP,
    )  # fmt: skip
    assert status_rows(told) == [(0, "investigating"), (8, "investigating")]
    assert "nobody had looked at in time" in told.of("event", type="status-page-posted")[-1].text
    assert "approve 1" in told.heard(told.room)


def test_what_is_rejected_is_not_published(play: Play) -> None:
    told = play(
        *TWO,
        "+3m @ana: !incident INC-1 status-page publish All is fine.",
        "+3m @ana: !incident INC-1 yes",
        "+4m @bo: !incident INC-1 reject 1 it is not",
        "until +20m",
        team=SHOP,
    )
    assert phases(told) == ["investigating"]
    assert "Entry 1 is not published: it is not." in told.heard(told.room)


def test_whoever_is_neither_ic_nor_comms_does_not_let_it_out(play: Play) -> None:
    told = play(
        *TWO,
        "+3m @ana: !incident INC-1 status-page publish All is fine.",
        "+3m @ana: !incident INC-1 yes",
        "+4m @lea: !incident INC-1 approve 1",
        "+4m @lea: !incident INC-1 status-page publish",
        "until +5m",
        team=SHOP,
    )
    assert outcomes(told)[-2:] == ["rejected", "rejected"]
    assert phases(told) == ["investigating"]


def test_a_change_and_an_entry_that_wait_are_told_apart_by_their_numbers(play: Play) -> None:
    told = play(
        *TWO,
        "+3m @bo: !incident INC-1 mitigate rollback deploy 812",
        "+3m @bo: !incident INC-1 status-page publish Cards fail.",
        "+3m @bo: !incident INC-1 yes",
        "+4m @ana: !incident INC-1 approve",
        "+5m @ana: !incident INC-1 approve 2",
        "+6m @ana: !incident INC-1 approve 1",
        "until +7m",
        team=SHOP,
    )
    assert outcomes(told)[-3:] == ["rejected", "accepted", "accepted"]
    assert "Waiting: 1 (deploy 812), 2 (an entry of the status page)" in reply(told, -3)
    assert status_rows(told)[-1] == (5, "investigating")
    assert told.events("mitigation-approved") == ["mitigation-approved"]


def test_a_draft_of_one_is_published_by_another_without_waiting(play: Play) -> None:
    told = play(
        *TWO,
        "+3m @lea: !incident INC-1 status-page draft Cards fail; we are on it.",
        "+4m @bo: !incident INC-1 status-page publish",
        "+4m @bo: !incident INC-1 yes",
        "until +5m",
        team=SHOP,
    )
    assert told.of("status_page")[-1].text == "Cards fail; we are on it."
    assert status_rows(told)[-1] == (4, "investigating")


def test_what_waits_is_dropped_when_the_page_goes_on(play: Play) -> None:
    told = play(
        *TWO,
        "+3m @bo: !incident INC-1 status-page publish We still look for it.",
        "+3m @bo: !incident INC-1 yes",
        "+4m @ana: !incident INC-1 mitigated",
        "until +20m",
        team=SHOP,
    )
    assert phases(told) == ["investigating", "monitoring"]
    assert "Entry 1 is not published: the status page goes on to monitoring." in told.heard(
        told.room
    )


def test_a_private_incident_is_told_in_words_a_person_chose(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare customer data in the logs p0 --private --service checkout",
        "+1m @ana: !incident INC-1 ack",
        "+2m @ana #INC-1: !incident status-page publish",
        "+3m @ana #INC-1: !incident status-page publish Sign-in is not possible.",
        "+3m @ana #INC-1: !incident yes",
        "+9m @ana: !incident INC-1 mitigated",
        "until +10m",
        team=SHOP,
    )
    assert outcomes(told)[-4:] == ["rejected", "accepted", "accepted", "accepted"]
    assert status_rows(told) == [(3, "investigating")]
    assert told.one("status_page").data["components"] == []


def test_of_a_drill_nothing_leaves_the_house(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare checkout is slow p1 --drill @ana",
        "+1m @ana: !incident INC-1 ack",
        "+2m @ana: !incident INC-1 status-page publish We practise.",
        "until +90m",
        team=SHOP,
    )
    assert told.of("status_page") == []
    assert "kept, on no page (drill)" in told.of("reply")[2].text
    assert told.owed("status-page")[:3] == [(0, "owed"), (2, "met"), (2, "owed")]


@pytest.mark.parametrize("words", ["status-page", "status-page show"])
def test_anybody_can_see_what_it_says_and_what_would_be_said(play: Play, words: str) -> None:
    told = play(*ALONE, f"+3m @lea: !incident INC-1 {words}", "until +4m", team=SHOP)
    shown = reply(told)
    assert "03:00 CET (3 min ago), investigating, by Tocsin: We are investigating" in shown
    assert "Status page (static): took the latest entry" in shown
    assert "The next entry of the status page: comms" in shown.replace(
        "Communications Lead", "comms"
    )
    assert "To publish this: We are still working on the problems with checkout." in shown
    assert told.of("status_page") == told.of("status_page", phase="investigating")


def test_too_many_words_are_refused(play: Play) -> None:
    told = play(*ALONE, f"+3m @ana: !incident INC-1 status-page publish {'x' * 2001}", team=SHOP)
    assert "2000 characters at most; this has 2001" in reply(told)
    assert outcomes(told)[-1] == "rejected"
