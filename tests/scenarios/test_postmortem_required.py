"""Which incidents need a post-mortem: P0, P1, whatever customers felt, whatever shows a gap."""

from __future__ import annotations

import pytest

from tests.scenarios.given import FULL, last
from tests.simulate.conftest import Play

CALM = (
    "+1m @ana: !incident INC-1 ack",
    "+2m @ana: !incident INC-1 mitigated",
    *(f"+3m @ana: !incident INC-1 check {n}" for n in (1, 2, 5)),
    "+20m @ana: !incident INC-1 update monitoring | none | watching | unknown",
    "+33m @ana: !incident INC-1 resolve",
    "+34m @ana: !incident INC-1 close",
    "until +35m",
)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("p0", "it was a P0"),
        ("p1", "it was a P1"),
        ("p2 --customer-impact", "customers felt it"),
        ("p2", ""),
    ],
)
def test_it_is_not_closed_without_one_where_one_is_required(
    play: Play, words: str, why: str
) -> None:
    flags = () if "p0" in words else ("+0m @ana: !incident INC-1 flag media",)
    told = play(f"+0m @ana: !incident declare cards fail {words}", *flags, *CALM, team=FULL)
    assert last(told)[0] == ("rejected" if why else "accepted"), last(told)[1]
    assert why in last(told)[1]


def test_a_gap_that_a_person_names_asks_for_one(play: Play) -> None:
    flag = "+1m @bo: !incident INC-1 flag process-gap nobody knew the runbook"
    told = play("+0m @ana: !incident declare cards fail p2", flag, *CALM, team=FULL)
    assert last(told)[0] == "rejected"
    assert "the process had a gap" in last(told)[1]


def test_of_a_p3_which_has_no_room_the_primary_is_reminded(play: Play) -> None:
    told = play(
        "+0m @bo: !incident declare typo in a price p3 --customer-impact",
        "+1h @bo: !incident INC-1 resolve",
        "until +110h",
        team=FULL,
    )
    reminded = [
        row.offset.total_seconds() / 3600
        for row in told.of("message", "@ana")
        if "post-mortem draft" in row.text
    ]
    assert reminded == [102]  # on Monday, after the holidays
