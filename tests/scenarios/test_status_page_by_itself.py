"""The status page: at once that we investigate, then that it is over, without anybody typing it."""

from __future__ import annotations

import pytest

from tests.scenarios.given import SHOP, phases, status_rows
from tests.simulate.conftest import Play
from tests.simulate.given import minute

P1 = "+0m @ana: !incident declare checkout returns 500s p1 --service checkout"
OVER = (
    "+1m @ana: !incident INC-1 ack",
    "+10m @ana: !incident INC-1 mitigated",
    *(f"+40m @ana: !incident INC-1 check {n}" for n in (1, 2, 5)),
    "+41m @ana: !incident INC-1 resolve",
)


def test_a_p1_is_on_the_status_page_at_once_in_the_words_of_the_process(play: Play) -> None:
    told = play(P1, "until +1m", team=SHOP)
    row = told.one("status_page", "static")
    assert minute(row) == 0
    assert row.data["phase"] == "investigating"
    assert row.data["components"] == ["Web shop", "Payments"]
    assert " ".join(row.text.split()) == (
        "**Investigating**: We are investigating reports of problems with checkout. Some customers "
        "may be experiencing disruptions of Web shop and Payments. We will provide updates as we "
        "learn more."
    )


@pytest.mark.parametrize(
    ("words", "posts"),
    [
        ("p0", True),
        ("p1", True),
        ("p2", False),
        ("p2 --customer-impact", True),
        ("p3 --customer-impact", False),
        ("p1 --private", False),
        ("p0 --drill", False),
    ],
)
def test_what_customers_feel_is_public_and_what_is_private_or_practice_is_not(
    play: Play, words: str, *, posts: bool
) -> None:
    told = play(f"+0m @ana: !incident declare checkout is slow {words}", "until +10m", team=SHOP)
    assert phases(told) == (["investigating"] if posts else [])


def test_a_p2_is_told_once_customers_feel_it(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare checkout is slow p2",
        "+3m @ana: !incident INC-1 flag major-customer-impact",
        "until +10m",
        team=SHOP,
    )
    assert status_rows(told) == [(3, "investigating")]


def test_nothing_is_said_before_somebody_has_judged_it(play: Play) -> None:
    told = play(
        "+0m @guest-max: !incident report the shop is white",
        "+2m @ana: !incident INC-1 severity p1",
        "+3m @ana: !incident INC-1 accept",
        "until +4m",
        team=SHOP,
    )
    assert status_rows(told) == [(3, "investigating")]


def test_a_p0_nobody_judges_is_told_when_the_triage_clock_runs_out(play: Play) -> None:
    told = play(
        "+0m @guest-max: !incident report the shop is white",
        "+2m @ana: !incident INC-1 severity p0",
        "until +30m",
        team=SHOP,
    )
    assert status_rows(told) == [(5, "investigating")]


def test_monitoring_and_resolution_are_said_by_themselves(play: Play) -> None:
    told = play(P1, *OVER, "until +60m", team=SHOP)
    assert status_rows(told) == [(0, "investigating"), (10, "monitoring"), (41, "resolved")]
    words = " ".join(told.of("status_page")[-1].text.split())
    assert words == (
        "**Resolved**: The issue affecting checkout has been resolved as of 03:41 CET. All systems "
        "are operating normally. We apologize for any inconvenience. A detailed post-mortem will "
        "be published within 48 hours."
    )


def test_what_is_reopened_is_being_investigated_again(play: Play) -> None:
    told = play(P1, *OVER, "+50m @ana: !incident INC-1 reopen it is back", "until +60m", team=SHOP)
    assert status_rows(told)[-2:] == [(41, "resolved"), (50, "investigating")]


def test_what_goes_on_in_another_incident_does_not_stay_on_the_page(play: Play) -> None:
    told = play(
        P1,
        "+1m @ana: !incident declare payments fail p1",
        "+2m @ana: !incident INC-1 merge INC-2",
        "until +5m",
        team=SHOP,
    )
    assert [(row.incident, row.data["phase"]) for row in told.of("status_page")] == [
        ("INC-1", "investigating"),
        ("INC-2", "investigating"),
        ("INC-1", "resolved"),
    ]


def test_an_update_publishes_nothing(play: Play) -> None:
    told = play(
        P1,
        "+1m @ana: !incident INC-1 ack",
        "+2m @ana: !incident INC-1 update investigating | a secret cause | a secret remedy | 04:00",
        "+10m @ana: !incident INC-1 mitigated",
        "until +20m",
        team=SHOP,
    )
    assert phases(told) == ["investigating", "monitoring"]
    assert "secret" not in "".join(row.text for row in told.of("status_page"))


def test_a_restart_says_nothing_twice_and_leaves_nothing_out(play: Play) -> None:
    lines = ["+5m fault status_page.static down", P1, *OVER, "+42m restart down 10m"]
    told = play(*lines, "+60m fault status_page.static up", "until +80h", team=SHOP)
    sent = [row.data["phase"] for row in told.of("status_page", outcome="sent")]
    assert sent == ["investigating", "resolved"], "the latest wins"


def test_the_room_reads_what_customers_read(play: Play) -> None:
    told = play(P1, "until +1m", team=SHOP)
    heard = told.heard(told.room)
    assert "On the status page (investigating): We are investigating reports of" in heard
    assert "The next entry is due 03:30 CET (in 30 min)." in heard


def test_every_page_of_the_team_is_told(play: Play) -> None:
    pages = '[status_page.one]\ntype = "static"\n[status_page.two]\ntype = "static"\n'
    told = play(P1, "until +1m", team=f"{SHOP}\n{pages}")
    assert sorted(row.to for row in told.of("status_page")) == ["one", "two"]


def test_a_team_words_its_page_for_itself(play: Play) -> None:
    own = f'{SHOP}\n[templates]\nstatus-investigating = "We look at {{{{ issue }}}}."\n'
    told = play(P1, "until +1m", team=own)
    assert told.one("status_page").text == "We look at problems with checkout."


def test_what_is_resolved_over_an_open_checklist_claims_nothing_that_was_not_verified(
    play: Play,
) -> None:
    told = play(
        P1, OVER[0], "+5m @ana: !incident INC-1 resolve --override it works", "until +6m", team=SHOP
    )
    words = " ".join(told.of("status_page")[-1].text.split())
    assert "operating normally" not in words
    assert words.startswith(
        "**Resolved**: We believe that the issue affecting checkout has been resolved as of 03:05"
    )


def test_nothing_that_somebody_typed_goes_out_by_itself(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare canary is dead p1",
        OVER[0],
        "+2m @ana: !incident INC-1 triage canary | canary | no | no",
        "+3m @ana: !incident INC-1 update mitigating | canary | canary | 05:00",
        "+4m @ana: !incident INC-1 finding canary",
        *OVER[1:],
        "+50m @ana: !incident INC-1 reopen canary",
        "until +60m",
        team=SHOP,
    )
    assert len(told.of("status_page")) == 4
    assert not any("canary" in f"{row.text}{row.data}" for row in told.of("status_page"))
    assert "problems with some of our services" in told.of("status_page")[0].text


def test_a_team_may_have_a_person_asked_for_the_first_entry(play: Play) -> None:
    asks = f'{SHOP}\n[process]\nfirst_post = "ask"\n'
    told = play(
        P1, OVER[0], "+8m @ana: !incident INC-1 status-page publish",
        "+8m @ana: !incident INC-1 yes", *OVER[1:2], "until +20m", team=asks,
    )  # fmt: skip
    assert status_rows(told) == [(8, "investigating"), (10, "monitoring")]
    assert told.owed("status-page")[:2] == [(0, "owed"), (5, "late")]
